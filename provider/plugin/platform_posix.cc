// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Systems with only POSIX's calls: pipes and sigwait. macOS and the BSDs.

#include "provider/plugin/platform_posix.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <memory>
#include <thread>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "provider/plugin/platform.h"

namespace provider::plugin {
namespace {

// Not atomic with the call that created the descriptor. That matters only to a process that forks,
// and a plugin does not.
int PrivateAndNonBlocking(int fd) {
  if (fd < 0) return -1;
  if (fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 && fcntl(fd, F_SETFL, O_NONBLOCK) == 0) return fd;
  const int error = errno;
  close(fd);
  errno = error;
  return -1;
}

}  // namespace

WakeUp::WakeUp() {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return;
  ready_ = PrivateAndNonBlocking(ends[0]);
  raise_ = PrivateAndNonBlocking(ends[1]);
}

WakeUp::~WakeUp() {
  if (ready_ >= 0) close(ready_);
  if (raise_ >= 0) close(raise_);
}

void WakeUp::Raise() const noexcept {
  const char one = 1;
  [[maybe_unused]] const auto written = write(raise_, &one, sizeof(one));
}

int OpenSignalDescriptor(std::span<const int> signals) {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : signals) sigaddset(&set, signal);
  auto arrived = std::make_unique<WakeUp>();
  const int fd = arrived->waitable();
  // The thread runs until the process exits, so it never releases what it holds.
  std::thread([set, arrived = std::move(arrived)] {
    int signal = 0;
    while (sigwait(&set, &signal) == 0) arrived->Raise();
  }).detach();
  return fd;
}

int OpenStreamSocket(int family) { return PrivateAndNonBlocking(socket(family, SOCK_STREAM, 0)); }

int AcceptConnection(int listener_fd) {
  return PrivateAndNonBlocking(accept(listener_fd, nullptr, nullptr));
}

int ListenWithoutFile(int /*backlog*/, std::string& /*name*/) {
  errno = EAFNOSUPPORT;
  return -1;
}

void ForbidCoreDumps() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
}

void PrepareThreads() {}

void UseOneArena() {}

}  // namespace provider::plugin
