// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// File access as a value that is passed in, so that tests need no files. Every read has a size
// limit.

#pragma once

#include <cstddef>
#include <string>

#include <tl/expected.hpp>

namespace provider::base {

struct FileError {
  std::string phrase;  // follows the path: "does not exist", "is larger than 64 KiB"
  bool is_missing = false;
};

// Thread safe.
class FileReader {
 public:
  virtual ~FileReader() = default;

  // Reads the whole file, which may have at most `limit` bytes.
  [[nodiscard]] virtual tl::expected<std::string, FileError> Read(const std::string& path,
                                                                  std::size_t limit) const = 0;
};

// Reads files of the machine; paths are UTF-8. Only regular ones, because a read of a pipe without
// a writer would block.
class SystemFileReader final : public FileReader {
 public:
  [[nodiscard]] tl::expected<std::string, FileError> Read(const std::string& path,
                                                          std::size_t limit) const override;
};

}  // namespace provider::base
