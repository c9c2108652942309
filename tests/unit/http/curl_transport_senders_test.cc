// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Parallel calls: each on its caller's thread, independent of the others, on reused connections.

#include <array>
#include <atomic>
#include <future>
#include <latch>
#include <map>
#include <mutex>
#include <semaphore>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/system.h"
#include "tests/unit/http/raw_server.h"
#include "tests/unit/http/requests.h"

namespace provider::testing {
namespace {

using namespace std::chrono_literals;

// Responds with the number of the connection, which counts from 1.
void WriteNumber(RawConnection& connection) {
  const auto body = std::to_string(connection.number());
  connection.Write("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) +
                   "\r\n\r\n" + body);
}

void WriteNumbers(RawConnection& connection) {
  while (!connection.ReadRequest().empty()) WriteNumber(connection);
}

// Responds to GET /n when Respond(n) is called.
class Gate {
 public:
  Gate()
      : server_([this](RawConnection& connection) {
          for (std::string request; !(request = connection.ReadRequest()).empty();) {
            Slot& slot = SlotOf(request.substr(5, request.find(' ', 5) - 5));
            slot.requested.set_value();
            slot.respond.get_future().get();
            WriteNumber(connection);
          }
        }) {}
  std::string UrlOf(const std::string& name) const { return server_.url() + "/" + name; }
  void AwaitRequest(const std::string& name) { SlotOf(name).requested.get_future().get(); }
  void Respond(const std::string& name) { SlotOf(name).respond.set_value(); }
  int accepted() const { return server_.accepted(); }

 private:
  struct Slot {
    std::promise<void> requested;
    std::promise<void> respond;
  };
  Slot& SlotOf(const std::string& name) {
    const std::lock_guard lock(mutex_);
    return slots_[name];
  }
  std::mutex mutex_;
  std::map<std::string, Slot> slots_;
  RawServer server_;
};

// Sends to a gate from another thread and returns when the gate has the request.
std::future<Result> SendThrough(Gate& gate, http::Transport& transport, const std::string& name,
                                const std::stop_token& stop = {}) {
  auto result = std::async(std::launch::async, [&transport, stop, url = gate.UrlOf(name)] {
    return transport.Send(Get(url), stop);
  });
  gate.AwaitRequest(name);
  return result;
}

TEST(CurlTransportSenders, SingleRequestStartsNoThread) {
  std::atomic<std::ptrdiff_t> during = 0;
  RawServer server([&](RawConnection& connection) {
    while (!connection.ReadRequest().empty()) {
      during = CountThreads();
      connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }
  });
  const auto transport = MakeTransport();
  ASSERT_TRUE(transport->Send(Get(server.url()), {}).has_value());
  const auto before = CountThreads();  // the server's thread for this connection is one of them
  ASSERT_TRUE(transport->Send(Get(server.url()), {}).has_value());
  EXPECT_EQ(during, before);
  EXPECT_EQ(CountThreads(), before);
}

TEST(CurlTransportSenders, ResponsesMayArriveInAnyOrder) {
  for (const auto& order :
       {std::array{"first", "second", "third"}, std::array{"third", "second", "first"}}) {
    Gate gate;
    const auto transport = MakeTransport();
    std::map<std::string, std::future<Result>> calls;
    for (const auto* name : {"first", "second", "third"}) {
      calls[name] = SendThrough(gate, *transport, name);
    }
    for (const auto* name : order) {
      gate.Respond(name);
      ASSERT_EQ(calls[name].wait_for(5s), std::future_status::ready);
      EXPECT_TRUE(calls[name].get().has_value());
    }
  }
}

TEST(CurlTransportSenders, ReusesTheMostRecentlyUsedConnection) {
  Gate gate;
  const auto transport = MakeTransport();
  auto first = SendThrough(gate, *transport, "first");
  auto second = SendThrough(gate, *transport, "second");
  auto third = SendThrough(gate, *transport, "third");
  gate.Respond("first");
  ASSERT_TRUE(first.get().has_value());
  gate.Respond("third");
  ASSERT_TRUE(third.get().has_value());
  gate.Respond("second");
  const auto last = second.get();
  ASSERT_TRUE(last.has_value()) << MessageOf(last);
  for (int i = 0; i < 5; ++i) {
    const auto name = std::to_string(i);
    gate.Respond(name);
    const auto next = transport->Send(Get(gate.UrlOf(name)), {});
    ASSERT_TRUE(next.has_value()) << MessageOf(next);
    EXPECT_EQ(next->body, last->body);
  }
  EXPECT_EQ(gate.accepted(), 3);
}

// The wake-up of a stop must not remain, and the stopped transfer's connection must not be reused.
TEST(CurlTransportSenders, SendsAgainAfterAStoppedRequest) {
  Gate gate;
  const auto transport = MakeTransport();
  for (int i = 0; i < 3; ++i) {
    std::stop_source stop;
    const auto name = "stopped" + std::to_string(i);
    auto stopped = SendThrough(gate, *transport, name, stop.get_token());
    stop.request_stop();
    EXPECT_EQ(stopped.get().error().kind, Kind::kCancelled);
    gate.Respond(name);
    const auto next = "next" + std::to_string(i);
    gate.Respond(next);
    const auto result = transport->Send(Get(gate.UrlOf(next)), {});
    ASSERT_TRUE(result.has_value()) << MessageOf(result);
    EXPECT_EQ(result->body, std::to_string(i + 2));
  }
}

TEST(CurlTransportSenders, KeepsFewConnectionsToManyServers) {
  std::counting_semaphore closed(0);
  std::vector<std::unique_ptr<RawServer>> servers;
  const auto transport = MakeTransport();
  for (int i = 0; i < 6; ++i) {
    servers.push_back(std::make_unique<RawServer>([&](RawConnection& connection) {
      WriteNumbers(connection);
      closed.release();
    }));
    const auto result = transport->Send(Get(servers.back()->url()), {});
    ASSERT_TRUE(result.has_value()) << MessageOf(result);
  }
  EXPECT_TRUE(closed.try_acquire_for(5s));
  EXPECT_TRUE(closed.try_acquire_for(5s));
  EXPECT_FALSE(closed.try_acquire());
}

// libcurl's global initialisation is not thread safe in every build.
TEST(CurlTransportSenders, ManyTransportsStartAtOnce) {
  constexpr int kTransports = 8;
  RawServer server(WriteNumbers);
  std::latch start(kTransports);
  std::vector<std::future<Result>> results;
  for (int i = 0; i < kTransports; ++i) {
    results.push_back(std::async(std::launch::async, [&] {
      const auto transport = MakeTransport();
      start.arrive_and_wait();
      return transport->Send(Get(server.url()), {});
    }));
  }
  for (auto& result : results) EXPECT_TRUE(result.get().has_value());
  EXPECT_EQ(server.accepted(), kTransports);
}

TEST(CurlTransportSenders, EveryRequestReturnsWhileOthersAreStopped) {
  RawServer server([](RawConnection& connection) {
    while (!connection.ReadRequest().empty()) {
      std::this_thread::sleep_for(300us);
      connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }
  });
  const auto transport = MakeTransport();
  std::atomic<int> succeeded = 0;
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
          ++succeeded;
        } else {
          EXPECT_EQ(result.error().kind, Kind::kCancelled) << MessageOf(result);
          ++stopped;
        }
      }
    });
  }
  senders.clear();
  EXPECT_EQ(succeeded + stopped, 480);
  EXPECT_GE(succeeded, 320);
}

}  // namespace
}  // namespace provider::testing
