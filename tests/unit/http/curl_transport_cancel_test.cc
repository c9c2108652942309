// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <atomic>
#include <cerrno>
#include <future>
#include <latch>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/unit/http/asking.h"
#include "tests/unit/http/raw_server.h"

namespace {

// Whether the process has no descriptors for a pair of sockets. With none at all, UBSan cannot
// check the type of an object.
std::atomic<bool> no_socket_pairs = false;

}  // namespace

// Replaces libc's function for libcurl.
extern "C" int socketpair(int domain, int type, int protocol, int* sockets) noexcept {
  if (no_socket_pairs) {
    errno = EMFILE;
    return -1;
  }
  return static_cast<int>(syscall(SYS_socketpair, domain, type, protocol, sockets));
}

namespace provider::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

// A server that accepts requests and never responds.
class Mute {
 public:
  Mute()
      : server_([this](RawConnection& connection) {
          connection.ReadRequest();
          asked_.set_value();
          if (connection.WaitForClose()) closed_.set_value();
        }) {}
  std::string url() const { return server_.url(); }
  void WaitUntilAsked() { asked_.get_future().get(); }
  bool WaitUntilClosed() { return closed_.get_future().wait_for(5s) == std::future_status::ready; }

 private:
  std::promise<void> asked_;
  std::promise<void> closed_;
  RawServer server_;
};

TEST(CurlTransportCancel, EndsACallInFlightWithinMilliseconds) {
  Mute mute;
  const auto transport = MakeTransport();
  std::stop_source stop;
  auto result = std::async(std::launch::async,
                           [&] { return transport->Send(Get(mute.url()), stop.get_token()); });
  mute.WaitUntilAsked();
  const auto before = std::chrono::steady_clock::now();
  stop.request_stop();
  const auto outcome = result.get();
  EXPECT_LT(std::chrono::steady_clock::now() - before, 50ms);
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().kind, Kind::kCancelled);
  EXPECT_TRUE(mute.WaitUntilClosed());  // and no call is left under way
}

// libcurl continues without its wake-up if it gets no descriptors for it.
TEST(CurlTransportCancel, EndsACallAlsoAfterDescriptorsHadRunOut) {
  Mute mute;
  const auto transport = MakeTransport();
  no_socket_pairs = true;
  const auto starved = transport->Send(Get(mute.url()), {});
  no_socket_pairs = false;
  ASSERT_FALSE(starved.has_value());
  EXPECT_EQ(starved.error().kind, Kind::kConnect);
  EXPECT_THAT(starved.error().message, HasSubstr("too many open files"));
  std::stop_source stop;
  auto result = std::async(std::launch::async,
                           [&] { return transport->Send(Get(mute.url(), 3s), stop.get_token()); });
  mute.WaitUntilAsked();
  stop.request_stop();
  EXPECT_EQ(result.get().error().kind, Kind::kCancelled);
  EXPECT_TRUE(mute.WaitUntilClosed());
}

TEST(CurlTransportCancel, AnIdleSenderNeedsNoDescriptorsToBeStopped) {
  RawServer server([](RawConnection& connection) {
    while (!connection.ReadRequest().empty()) {
      connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }
  });
  const auto transport = MakeTransport();
  ASSERT_TRUE(transport->Send(Get(server.url()), {}).has_value());
  no_socket_pairs = true;
  const auto result = transport->Send(Get(server.url()), {});
  no_socket_pairs = false;
  EXPECT_TRUE(result.has_value()) << MessageOf(result);
}

TEST(CurlTransportCancel, EndsACallThatConnects) {
  const SilentPort silent;
  const auto transport = MakeTransport();
  std::stop_source stop;
  auto result = std::async(std::launch::async, [&] {
    return transport->Send(Get("http://127.0.0.1:" + std::to_string(silent.port())),
                           stop.get_token());
  });
  EXPECT_EQ(result.wait_for(20ms), std::future_status::timeout);
  stop.request_stop();
  EXPECT_EQ(result.get().error().kind, Kind::kCancelled);
}

TEST(CurlTransportCancel, SendsNothingWhenStoppedBefore) {
  RawServer server([](RawConnection&) {});
  std::stop_source stop;
  stop.request_stop();
  const auto result = MakeTransport()->Send(Get(server.url()), stop.get_token());
  EXPECT_EQ(result.error().kind, Kind::kCancelled);
  EXPECT_EQ(server.accepted(), 0);
}

TEST(CurlTransportCancel, LeavesOtherCallsAlone) {
  std::promise<void> second_asked;
  std::promise<void> go;
  RawServer server([&, may_go = go.get_future().share()](RawConnection& connection) {
    // The other call may be stopped before it has sent anything.
    if (!connection.ReadRequest().starts_with("GET /kept")) {
      connection.WaitForClose();
      return;
    }
    second_asked.set_value();
    may_go.wait();
    connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    connection.WaitForClose();
  });
  const auto transport = MakeTransport();
  std::stop_source stop;
  auto stopped = std::async(std::launch::async, [&] {
    return transport->Send(Get(server.url() + "/stopped"), stop.get_token());
  });
  auto kept = std::async(std::launch::async,
                         [&] { return transport->Send(Get(server.url() + "/kept"), {}); });
  second_asked.get_future().get();
  stop.request_stop();
  EXPECT_EQ(stopped.get().error().kind, Kind::kCancelled);
  go.set_value();
  const auto result = kept.get();
  ASSERT_TRUE(result.has_value()) << MessageOf(result);
  EXPECT_EQ(result->body, "ok");
}

TEST(CurlTransportCancel, DestructionEndsCallsUnderWay) {
  Mute mute;
  auto transport = MakeTransport();
  auto* raw = transport.get();
  auto result = std::async(std::launch::async, [&, raw] { return raw->Send(Get(mute.url()), {}); });
  mute.WaitUntilAsked();
  transport.reset();
  EXPECT_EQ(result.get().error().kind, Kind::kCancelled);
  EXPECT_TRUE(mute.WaitUntilClosed());
}

TEST(CurlTransportCancel, DestructionEndsManyCallsWhileTheyAreStopped) {
  constexpr int kCalls = 8;
  std::latch all_asked(kCalls);
  RawServer server([&](RawConnection& connection) {
    connection.ReadRequest();
    all_asked.count_down();
    connection.WaitForClose();
  });
  auto transport = MakeTransport();
  std::stop_source stop;
  std::vector<std::future<Result>> results;
  for (int i = 0; i < kCalls; ++i) {
    results.push_back(std::async(std::launch::async, [&, raw = transport.get()] {
      return raw->Send(Get(server.url()), stop.get_token());
    }));
  }
  all_asked.wait();
  std::jthread stopper([&] { stop.request_stop(); });
  transport.reset();
  for (auto& result : results) EXPECT_EQ(result.get().error().kind, Kind::kCancelled);
  EXPECT_TRUE(server.WaitForOpen(0));
}

// Stops at every point of a call, so that the stop and the end of the transfer meet.
TEST(CurlTransportCancel, MayComeAtAnyTime) {
  RawServer server([](RawConnection& connection) {
    while (!connection.ReadRequest().empty()) {
      connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }
  });
  const auto transport = MakeTransport();
  int answered = 0;
  for (int i = 0; i < 200; ++i) {
    std::stop_source stop;
    auto result = std::async(std::launch::async,
                             [&] { return transport->Send(Get(server.url()), stop.get_token()); });
    result.wait_for(std::chrono::microseconds(i * 3));
    stop.request_stop();
    const auto outcome = result.get();
    if (outcome) {
      ++answered;
      EXPECT_EQ(outcome->body, "ok");
    } else {
      EXPECT_EQ(outcome.error().kind, Kind::kCancelled) << MessageOf(outcome);
    }
  }
  const auto last = transport->Send(Get(server.url()), {});
  EXPECT_TRUE(last.has_value()) << MessageOf(last);
  RecordProperty("answered", answered);
}

}  // namespace
}  // namespace provider::testing
