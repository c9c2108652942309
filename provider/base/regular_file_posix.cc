// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Source: open(2), POSIX.1-2008.

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "provider/base/regular_file.h"

namespace provider::base {
namespace {

tl::unexpected<FileError> BecauseOf(int error) {
  if (error == ENOENT || error == ENOTDIR) {
    return tl::unexpected(FileError{"does not exist", /*is_missing=*/true});
  }
  return tl::unexpected(FileError{"cannot be read: " + std::generic_category().message(error)});
}

}  // namespace

tl::expected<RegularFile, FileError> RegularFile::Open(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (descriptor < 0) return BecauseOf(errno);
  RegularFile file(descriptor);
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) return BecauseOf(errno);
  if (!S_ISREG(status.st_mode)) return tl::unexpected(FileError{"is not a regular file"});
  return file;
}

RegularFile::~RegularFile() {
  if (handle_ != kClosed) ::close(static_cast<int>(handle_));
}

tl::expected<std::size_t, FileError> RegularFile::Read(std::span<char> buffer) {
  for (;;) {
    const auto size = ::read(static_cast<int>(handle_), buffer.data(), buffer.size());
    if (size >= 0) return static_cast<std::size_t>(size);
    if (errno != EINTR) return BecauseOf(errno);
  }
}

}  // namespace provider::base
