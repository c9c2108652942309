// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What all POSIX systems have in common: poll, descriptors, signals, ports.

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <latch>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "provider/plugin/crash.h"
#include "provider/plugin/platform.h"
#include "provider/plugin/platform_posix.h"

namespace provider::plugin {

int WaitForAny(std::span<const Waitable> waitables,
               std::optional<std::chrono::milliseconds> timeout) {
  std::vector<pollfd> events;
  events.reserve(waitables.size());
  for (const int fd : waitables) events.push_back({fd, POLLIN, 0});  // poll ignores -1
  constexpr int kNoLimit = -1;
  const int milliseconds = timeout ? static_cast<int>(timeout->count()) : kNoLimit;
  const int ready = poll(events.data(), static_cast<nfds_t>(events.size()), milliseconds);
  if (ready < 0) return errno == EINTR ? kNoneReady : kWaitFailed;
  const auto first =
      std::ranges::find_if(events, [](const pollfd& event) { return event.revents != 0; });
  return first == events.end() ? kNoneReady : static_cast<int>(first - events.begin());
}

void PrepareSignals() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGINT, SIG_IGN);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  // Closing the terminal shuts the provider down, unless it was started to ignore that (nohup). An
  // ignored signal is not blocked, because a blocked one would still arrive.
  struct sigaction on_hangup{};
  sigaction(SIGHUP, nullptr, &on_hangup);
  if (on_hangup.sa_handler != SIG_IGN) sigaddset(&signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

Waitable WatchEndRequests(bool ctrl_c) {
  if (ctrl_c) {
    sigset_t interrupt;
    sigemptyset(&interrupt);
    sigaddset(&interrupt, SIGINT);
    pthread_sigmask(SIG_BLOCK, &interrupt, nullptr);
    std::signal(SIGINT, SIG_DFL);
  }
  constexpr std::array kSignals{SIGTERM, SIGHUP, SIGINT};
  const auto signals = std::span(kSignals).first(ctrl_c ? 3 : 2);
  const int fd = OpenSignalDescriptor(signals);
  if (fd < 0) EndAtOnceOn(signals);
  return fd;
}

void RestrictDllSearch() {}

void PrepareDescriptors() {
  // Without stdout, the handshake line cannot be written, so there is nothing to do.
  if (fcntl(STDOUT_FILENO, F_GETFD) < 0) Panic("stdout is closed");
  // open() returns the lowest free descriptor, so at most three calls are needed; the last returns
  // one above stderr.
  for (int fd = 0; fd >= 0 && fd <= STDERR_FILENO;) {
    fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    // Without /dev, an unconnected socket works as well.
    if (fd < 0) fd = OpenStreamSocket(AF_UNIX);
    if (fd > STDERR_FILENO) close(fd);
  }
}

void SilenceStdout() {
  const int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
  dup2(null >= 0 ? null : STDERR_FILENO, STDOUT_FILENO);
  if (null >= 0) close(null);
}

long ProcessId() { return getpid(); }

sockaddr_in LoopbackAddress(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

bool PortIsFree(int port) {
  const int fd = OpenStreamSocket(AF_INET);
  if (fd < 0) return true;
  const sockaddr_in address = LoopbackAddress(port);
  const bool free = bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  close(fd);
  return free;
}

void ExitAtOnce(int status) noexcept { _exit(status); }

void DemandThreads() {
  std::thread([] {
    std::latch all_started(1);
    std::array<std::jthread, 3> spare;
    for (auto& thread : spare) thread = std::jthread([&all_started] { all_started.wait(); });
    all_started.count_down();
  }).detach();
}

}  // namespace provider::plugin
