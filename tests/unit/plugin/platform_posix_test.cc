// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Compiled twice: with the implementation for this system, and with the one for any POSIX system.

#include "provider/plugin/platform_posix.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "provider/plugin/platform.h"

namespace provider::plugin {
namespace {

constexpr int kTimeoutMs = 10'000;

bool IsReadable(int fd, int wait_ms = 0) {
  pollfd event{fd, POLLIN, 0};
  return poll(&event, 1, wait_ms) == 1;
}

void WriteByte(int fd, char what) {
  if (write(fd, &what, 1) != 1) std::abort();
}

bool IsPrivateAndNonBlocking(int fd) {
  return (fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0 && (fcntl(fd, F_GETFL) & O_NONBLOCK) != 0;
}

TEST(WakeUp, IsReadableAfterRaise) {
  const WakeUp wake_up;
  ASSERT_GE(wake_up.waitable(), 0);
  EXPECT_TRUE(IsPrivateAndNonBlocking(wake_up.waitable()));
  EXPECT_FALSE(IsReadable(wake_up.waitable()));
  wake_up.Raise();
  EXPECT_TRUE(IsReadable(wake_up.waitable()));
  for (int i = 0; i < 100'000; ++i) wake_up.Raise();  // more than fits in a pipe: it must not block
  EXPECT_TRUE(IsReadable(wake_up.waitable()));
}

TEST(SignalDescriptor, IsReadableAfterASignalInTheSet) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGUSR2);
  ASSERT_EQ(pthread_sigmask(SIG_BLOCK, &set, nullptr), 0);
  const int fd = OpenSignalDescriptor(std::array{SIGUSR1});
  ASSERT_GE(fd, 0);
  kill(getpid(), SIGUSR2);
  EXPECT_FALSE(IsReadable(fd, 50));
  kill(getpid(), SIGUSR1);
  EXPECT_TRUE(IsReadable(fd, kTimeoutMs));
}

TEST(ParentWatch, IsQuietWhileTheParentLives) {
  const ParentWatch watch;
  EXPECT_FALSE(watch.Gone());
  if (watch.waitable() >= 0) {
    EXPECT_FALSE(IsReadable(watch.waitable()));
  }
}

TEST(ParentWatch, ReportsThatTheParentHasExited) {
  std::array<int, 2> result{};
  std::array<int, 2> ready{};
  ASSERT_EQ(pipe(result.data()), 0);
  ASSERT_EQ(pipe(ready.data()), 0);
  char byte = 0;
  const pid_t parent = fork();
  ASSERT_GE(parent, 0);
  if (parent == 0) {
    if (fork() == 0) {
      const ParentWatch watch;
      WriteByte(ready[1], 'r');
      const bool by_descriptor = watch.waitable() < 0 || IsReadable(watch.waitable(), kTimeoutMs);
      for (int i = 0; i < kTimeoutMs && !watch.Gone(); ++i) usleep(1'000);
      WriteByte(result[1], by_descriptor && watch.Gone() ? 'g' : 'x');
      _exit(0);
    }
    _exit(read(ready[0], &byte, 1) == 1 ? 0 : 1);
  }
  ASSERT_EQ(waitpid(parent, nullptr, 0), parent);
  ASSERT_TRUE(IsReadable(result[0], 3 * kTimeoutMs));
  ASSERT_EQ(read(result[0], &byte, 1), 1);
  EXPECT_EQ(byte, 'g');
  for (const int fd : {result[0], result[1], ready[0], ready[1]}) close(fd);
}

TEST(StreamSocket, IsNonBlockingAndNotInherited) {
  const int listener = OpenStreamSocket(AF_INET);
  ASSERT_GE(listener, 0);
  EXPECT_TRUE(IsPrivateAndNonBlocking(listener));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof(address);
  ASSERT_EQ(bind(listener, generic, size), 0);
  ASSERT_EQ(listen(listener, 1), 0);
  ASSERT_EQ(getsockname(listener, generic, &size), 0);
  EXPECT_EQ(AcceptConnection(listener), -1);
  EXPECT_TRUE(errno == EAGAIN || errno == EWOULDBLOCK);

  const int client = socket(AF_INET, SOCK_STREAM, 0);
  ASSERT_EQ(connect(client, generic, size), 0);
  ASSERT_TRUE(IsReadable(listener, kTimeoutMs));
  const int accepted = AcceptConnection(listener);
  ASSERT_GE(accepted, 0);
  EXPECT_TRUE(IsPrivateAndNonBlocking(accepted));
  for (const int fd : {accepted, client, listener}) close(fd);
}

TEST(ListenWithoutFile, AcceptsConnectionsOrIsUnsupported) {
  std::string name;
  const int listener = ListenWithoutFile(1, name);
  if (listener < 0) {
    EXPECT_EQ(errno, EAFNOSUPPORT);
    EXPECT_EQ(name, "");
    return;
  }
  EXPECT_TRUE(IsPrivateAndNonBlocking(listener));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  name.copy(address.sun_path + 1, sizeof(address.sun_path) - 1);
  const auto size = offsetof(sockaddr_un, sun_path) + 1 + name.size();
  const int client = socket(AF_UNIX, SOCK_STREAM, 0);
  EXPECT_EQ(connect(client, reinterpret_cast<sockaddr*>(&address), static_cast<socklen_t>(size)),
            0);
  EXPECT_TRUE(IsReadable(listener, kTimeoutMs));
  for (const int fd : {client, listener}) close(fd);
}

TEST(ForbidCoreDumps, AbortedProcessLeavesNoCore) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    rlimit limit{};
    getrlimit(RLIMIT_CORE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_CORE, &limit);
    ForbidCoreDumps();
    std::abort();
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_FALSE(WCOREDUMP(status));
}

}  // namespace
}  // namespace provider::plugin
