// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Which thread moves the calls, and that each of them ends when it changes.

#include <atomic>
#include <filesystem>
#include <future>
#include <iterator>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/http/asking.h"
#include "tests/unit/http/raw_server.h"

namespace provider::testing {
namespace {

using namespace std::chrono_literals;

std::ptrdiff_t Threads() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/task"), {});
}

// Answers GET /n when Answer(n) is called.
class Gate {
 public:
  Gate()
      : server_([this](RawConnection& connection) {
          for (std::string request; !(request = connection.ReadRequest()).empty();) {
            Slot& slot = SlotOf(request.substr(5, request.find(' ', 5) - 5));
            slot.asked.set_value();
            slot.go.get_future().get();
            connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
          }
        }) {}
  std::string UrlOf(const std::string& name) const { return server_.url() + "/" + name; }
  void AwaitAsked(const std::string& name) { SlotOf(name).asked.get_future().get(); }
  void Answer(const std::string& name) { SlotOf(name).go.set_value(); }

 private:
  struct Slot {
    std::promise<void> asked;
    std::promise<void> go;
  };
  Slot& SlotOf(const std::string& name) {
    const std::lock_guard lock(mutex_);
    return slots_[name];
  }
  std::mutex mutex_;
  std::map<std::string, Slot> slots_;
  RawServer server_;
};

TEST(CurlTransportExchange, ALoneCallNeedsNoOtherThread) {
  std::atomic<std::ptrdiff_t> during = 0;
  RawServer server([&](RawConnection& connection) {
    while (!connection.ReadRequest().empty()) {
      during = Threads();
      connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }
  });
  const auto transport = MakeTransport();
  ASSERT_TRUE(transport->Send(Get(server.url()), {}).has_value());
  const auto before = Threads();  // the server's thread of this connection among them
  ASSERT_TRUE(transport->Send(Get(server.url()), {}).has_value());
  EXPECT_EQ(during, before);
  EXPECT_EQ(Threads(), before);
}

TEST(CurlTransportExchange, TheOthersGoOnWhenTheirMoverHasItsAnswer) {
  Gate gate;
  const auto transport = MakeTransport();
  const auto send = [&](const std::string& name) {
    auto result = std::async(std::launch::async, [&transport, url = gate.UrlOf(name)] {
      return transport->Send(Get(url), {});
    });
    gate.AwaitAsked(name);
    return result;
  };
  auto first = send("first");  // it moves all of them
  auto second = send("second");
  auto third = send("third");
  for (auto* call : {&first, &second, &third}) {
    gate.Answer(call == &first ? "first" : call == &second ? "second" : "third");
    ASSERT_EQ(call->wait_for(5s), std::future_status::ready);
    EXPECT_TRUE(call->get().has_value());
  }
}

TEST(CurlTransportExchange, TheOthersGoOnWhenTheirMoverIsStopped) {
  Gate gate;
  const auto transport = MakeTransport();
  std::stop_source stop;
  auto mover = std::async(std::launch::async, [&] {
    return transport->Send(Get(gate.UrlOf("mover")), stop.get_token());
  });
  gate.AwaitAsked("mover");
  auto other =
      std::async(std::launch::async, [&] { return transport->Send(Get(gate.UrlOf("other")), {}); });
  gate.AwaitAsked("other");
  stop.request_stop();
  ASSERT_EQ(mover.wait_for(5s), std::future_status::ready);
  EXPECT_EQ(mover.get().error().kind, Kind::kCancelled);
  gate.Answer("other");
  ASSERT_EQ(other.wait_for(5s), std::future_status::ready);
  EXPECT_TRUE(other.get().has_value());
  gate.Answer("mover");  // so that the server ends
}

TEST(CurlTransportExchange, EveryCallEndsWhoeverIsStopped) {
  RawServer server([](RawConnection& connection) {
    while (!connection.ReadRequest().empty()) {
      std::this_thread::sleep_for(300us);
      connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }
  });
  const auto transport = MakeTransport();
  std::atomic<int> answered = 0;
  std::atomic<int> stopped = 0;
  std::vector<std::jthread> senders;
  for (int sender = 0; sender < 12; ++sender) {
    senders.emplace_back([&, sender] {
      for (int i = 0; i < 40; ++i) {
        std::stop_source stop;
        std::jthread stopper;
        if ((i + sender) % 3 == 0) {
          stopper = std::jthread([&stop, i] {
            std::this_thread::sleep_for(std::chrono::microseconds(i * 20));
            stop.request_stop();
          });
        }
        const auto result = transport->Send(Get(server.url()), stop.get_token());
        if (result) {
          ++answered;
        } else {
          EXPECT_EQ(result.error().kind, Kind::kCancelled) << MessageOf(result);
          ++stopped;
        }
      }
    });
  }
  senders.clear();
  EXPECT_EQ(answered + stopped, 480);
  EXPECT_GE(answered, 320);
}

}  // namespace
}  // namespace provider::testing
