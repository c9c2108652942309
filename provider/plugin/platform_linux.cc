// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Linux: eventfd, signalfd, pidfd, abstract sockets, glibc's malloc.

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>

#include <malloc.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "provider/plugin/platform.h"

namespace provider::plugin {

WakeUp::WakeUp() : read_fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), write_fd_(read_fd_) {}

WakeUp::~WakeUp() {
  if (read_fd_ >= 0) close(read_fd_);
}

void WakeUp::Raise() const noexcept {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = write(write_fd_, &one, sizeof(one));
}

int OpenSignalDescriptor(std::span<const int> signals) {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : signals) sigaddset(&set, signal);
  return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

// PR_SET_PDEATHSIG fires when the forking thread ends, and Go's threads come and go; a pidfd is
// about the process.
ParentWatch::ParentWatch()
    : parent_(getppid()), fd_(static_cast<int>(syscall(SYS_pidfd_open, parent_, 0))) {}

ParentWatch::~ParentWatch() {
  if (fd_ >= 0) close(fd_);
}

bool ParentWatch::Gone() const { return getppid() != parent_; }

int OpenStreamSocket(int family) {
  return socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

int AcceptConnection(int listener_fd) {
  return accept4(listener_fd, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

int ListenWithoutFile(int backlog, std::string& name) {
  const int fd = OpenStreamSocket(AF_UNIX);
  if (fd < 0) return -1;
  // Autobind: of an address that is the family alone the kernel makes a free abstract name, so that
  // nobody can sit on it first.
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  socklen_t size = sizeof(address);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(fd, generic, sizeof(sa_family_t)) != 0 || listen(fd, backlog) != 0 ||
      getsockname(fd, generic, &size) != 0) {
    const int error = errno;
    close(fd);
    errno = error;
    return -1;
  }
  // An abstract name begins with a null byte and ends with the address.
  name.assign(address.sun_path + 1, size - offsetof(sockaddr_un, sun_path) - 1);
  return fd;
}

void ForbidCoreDumps() { prctl(PR_SET_DUMPABLE, 0); }

void UseOneArena() { mallopt(M_ARENA_MAX, 1); }

}  // namespace provider::plugin
