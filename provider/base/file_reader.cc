// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/base/file_reader.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "provider/base/regular_file.h"

namespace provider::base {

tl::expected<std::string, FileError> SystemFileReader::Read(const std::string& path,
                                                            std::size_t limit) const {
  // A null byte would cut the path short and open a different file.
  if (path.find('\0') != std::string::npos) {
    return tl::unexpected(FileError{"does not exist", /*is_missing=*/true});
  }
  auto file = RegularFile::Open(path);
  if (!file) return tl::unexpected(std::move(file.error()));
  std::string content;
  std::array<char, 16'384> buffer;
  for (;;) {
    const auto size = file->Read(buffer);
    if (!size) return tl::unexpected(size.error());
    if (*size == 0) return content;
    content.append(buffer.data(), *size);
    if (content.size() > limit) {
      return tl::unexpected(FileError{fmt::format("is larger than {} KiB", limit / 1024)});
    }
  }
}

}  // namespace provider::base
