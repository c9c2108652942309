// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A process that is out of descriptors. Elsewhere libcurl does not call these functions of the
// system.

#include <atomic>
#include <cerrno>
#include <future>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/unit/http/raw_server.h"
#include "tests/unit/http/requests.h"

namespace {

// Whether the process has no descriptors for libcurl's wake-up. With none at all, UBSan cannot
// check the type of an object.
std::atomic<bool> no_wake_ups = false;
std::atomic<int> refused_wake_ups = 0;

bool IsRefused() {
  if (!no_wake_ups) return false;
  ++refused_wake_ups;
  errno = EMFILE;
  return true;
}

}  // namespace

// Replace libc's functions for libcurl: 7.88 wakes up with a pair of sockets, 8.14 with an eventfd.
extern "C" int socketpair(int domain, int type, int protocol, int* sockets) noexcept {
  if (IsRefused()) return -1;
  return static_cast<int>(syscall(SYS_socketpair, domain, type, protocol, sockets));
}

extern "C" int eventfd(unsigned int count, int flags) noexcept {
  if (IsRefused()) return -1;
  return static_cast<int>(syscall(SYS_eventfd2, count, flags));
}

namespace provider::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

// libcurl continues without its wake-up if it gets no descriptors for it.
TEST(CurlTransportCancel, StopsARequestAfterDescriptorsWereExhausted) {
  SilentServer server;
  const auto transport = MakeTransport();
  refused_wake_ups = 0;
  no_wake_ups = true;
  const auto without_descriptors = transport->Send(Get(server.url()), {});
  no_wake_ups = false;
  EXPECT_GT(refused_wake_ups, 0);
  ASSERT_FALSE(without_descriptors.has_value());
  EXPECT_EQ(without_descriptors.error().kind, Kind::kConnect);
  EXPECT_THAT(without_descriptors.error().message, HasSubstr("too many open files"));
  std::stop_source stop;
  auto result = std::async(
      std::launch::async, [&] { return transport->Send(Get(server.url(), 3s), stop.get_token()); });
  server.WaitForRequest();
  stop.request_stop();
  EXPECT_EQ(result.get().error().kind, Kind::kCancelled);
  EXPECT_TRUE(server.WaitForClosed());
}

TEST(CurlTransportCancel, IdleConnectionIsReusedWithoutNewDescriptors) {
  RawServer server([](RawConnection& connection) {
    while (!connection.ReadRequest().empty()) {
      connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }
  });
  const auto transport = MakeTransport();
  ASSERT_TRUE(transport->Send(Get(server.url()), {}).has_value());
  refused_wake_ups = 0;
  no_wake_ups = true;
  const auto result = transport->Send(Get(server.url()), {});
  no_wake_ups = false;
  EXPECT_TRUE(result.has_value()) << MessageOf(result);
  EXPECT_EQ(refused_wake_ups, 0);
  EXPECT_EQ(server.accepted(), 1);
}

}  // namespace
}  // namespace provider::testing
