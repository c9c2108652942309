// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <future>
#include <latch>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/http/raw_server.h"
#include "tests/unit/http/requests.h"

namespace provider::testing {
namespace {

using namespace std::chrono_literals;

TEST(CurlTransportCancel, StopsAnInFlightRequestWithinMilliseconds) {
  SilentServer server;
  const auto transport = MakeTransport();
  std::stop_source stop;
  auto result = std::async(std::launch::async,
                           [&] { return transport->Send(Get(server.url()), stop.get_token()); });
  server.WaitForRequest();
  const auto before = std::chrono::steady_clock::now();
  stop.request_stop();
  const auto outcome = result.get();
  EXPECT_LT(std::chrono::steady_clock::now() - before, 50ms);
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().kind, Kind::kCancelled);
  EXPECT_TRUE(server.WaitForClosed());  // and no call is left under way
}

TEST(CurlTransportCancel, StopsARequestThatIsConnecting) {
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

TEST(CurlTransportCancel, SendsNothingWhenAlreadyStopped) {
  RawServer server([](RawConnection&) {});
  std::stop_source stop;
  stop.request_stop();
  const auto result = MakeTransport()->Send(Get(server.url()), stop.get_token());
  EXPECT_EQ(result.error().kind, Kind::kCancelled);
  EXPECT_EQ(server.accepted(), 0);
}

TEST(CurlTransportCancel, DoesNotStopOtherRequests) {
  std::promise<void> kept_requested;
  std::promise<void> respond;
  RawServer server([&, may_respond = respond.get_future().share()](RawConnection& connection) {
    // The other call may be stopped before it has sent anything.
    if (!connection.ReadRequest().starts_with("GET /kept")) {
      connection.WaitForClose();
      return;
    }
    kept_requested.set_value();
    may_respond.wait();
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
  kept_requested.get_future().get();
  stop.request_stop();
  EXPECT_EQ(stopped.get().error().kind, Kind::kCancelled);
  respond.set_value();
  const auto result = kept.get();
  ASSERT_TRUE(result.has_value()) << MessageOf(result);
  EXPECT_EQ(result->body, "ok");
}

TEST(CurlTransportCancel, DestructorCancelsAnInFlightRequest) {
  SilentServer server;
  auto transport = MakeTransport();
  auto* raw = transport.get();
  auto result =
      std::async(std::launch::async, [&, raw] { return raw->Send(Get(server.url()), {}); });
  server.WaitForRequest();
  transport.reset();
  EXPECT_EQ(result.get().error().kind, Kind::kCancelled);
  EXPECT_TRUE(server.WaitForClosed());
}

TEST(CurlTransportCancel, DestructorAndStopCancelManyRequests) {
  constexpr int kCalls = 8;
  std::latch all_requested(kCalls);
  RawServer server([&](RawConnection& connection) {
    connection.ReadRequest();
    all_requested.count_down();
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
  all_requested.wait();
  std::jthread stopper([&] { stop.request_stop(); });
  transport.reset();
  for (auto& result : results) EXPECT_EQ(result.get().error().kind, Kind::kCancelled);
  EXPECT_TRUE(server.WaitForOpen(0));
}

// Stops at every point of a call, so that the stop and the end of the transfer meet.
TEST(CurlTransportCancel, StopAtAnyTimeCancelsOrSucceeds) {
  RawServer server([](RawConnection& connection) {
    while (!connection.ReadRequest().empty()) {
      connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }
  });
  const auto transport = MakeTransport();
  int succeeded = 0;
  for (int i = 0; i < 200; ++i) {
    std::stop_source stop;
    auto result = std::async(std::launch::async,
                             [&] { return transport->Send(Get(server.url()), stop.get_token()); });
    result.wait_for(std::chrono::microseconds(i * 3));
    stop.request_stop();
    const auto outcome = result.get();
    if (outcome) {
      ++succeeded;
      EXPECT_EQ(outcome->body, "ok");
    } else {
      EXPECT_EQ(outcome.error().kind, Kind::kCancelled) << MessageOf(outcome);
    }
  }
  const auto last = transport->Send(Get(server.url()), {});
  EXPECT_TRUE(last.has_value()) << MessageOf(last);
  RecordProperty("succeeded", succeeded);
}

}  // namespace
}  // namespace provider::testing
