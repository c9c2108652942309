// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/base/file_reader.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace provider::base {
namespace {

using Unreadable = tl::unexpected<FileError>;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  const int fd_;
};

Unreadable BecauseOf(int error) {
  if (error == ENOENT || error == ENOTDIR)
    return Unreadable({"does not exist", /*is_missing=*/true});
  return Unreadable({"cannot be read: " + std::generic_category().message(error)});
}

Unreadable LargerThan(std::size_t limit) {
  return Unreadable({fmt::format("is larger than {} KiB", limit / 1024)});
}

}  // namespace

tl::expected<std::string, FileError> SystemFileReader::Read(const std::string& path,
                                                            std::size_t limit) const {
  // A null byte would cut the path short and open a different file.
  if (path.find('\0') != std::string::npos)
    return Unreadable({"does not exist", /*is_missing=*/true});
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.get() < 0) return BecauseOf(errno);
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) return BecauseOf(errno);
  if (!S_ISREG(status.st_mode)) return Unreadable({"is not a regular file"});

  std::string content;
  char buffer[16 * 1024];
  while (true) {
    const auto size = ::read(file.get(), buffer, sizeof(buffer));
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return BecauseOf(errno);
    if (size == 0) return content;
    content.append(buffer, static_cast<std::size_t>(size));
    if (content.size() > limit) return LargerThan(limit);
  }
}

}  // namespace provider::base
