// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Credentials that no service has accepted yet, or that one refuses: how often they are sent.

#include <atomic>
#include <chrono>
#include <latch>
#include <stop_token>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/session/session.h"
#include "tests/unit/session/fake_cloud.h"

namespace provider::session {
namespace {

using auth::EcsMetadata;
using auth::Settings;
using namespace std::chrono_literals;
using provider::testing::FakeCloud;
using provider::testing::FakeTransport;
using provider::testing::KeySettings;
using provider::testing::kProject;
using provider::testing::kProjectCall;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using Kind = service::Error::Kind;

constexpr const char* kRefusal = R"({"error_code":"APIGW.0301","error_msg":"verify fail"})";

class FirstCallTest : public ::testing::Test {
 protected:
  // Calls on this many threads at once; returns how many of them succeed.
  int CheckAtOnce(Session& session, int threads) {
    std::atomic<int> successes = 0;
    std::vector<std::jthread> calls;
    for (int i = 0; i < threads; ++i) {
      calls.emplace_back([&] {
        const auto response = cloud.Check(session);
        if (response) {
          ++successes;
        } else {
          codes_seen.fetch_add(response.error().code == "APIGW.0301" ? 1 : 0);
        }
      });
    }
    calls.clear();
    return successes;
  }

  FakeCloud cloud;
  std::atomic<int> codes_seen = 0;
};

TEST_F(FirstCallTest, SendsWrongKeyOnceForManyCalls) {
  cloud.On("GET /check", [](const http::Request&) {
    std::this_thread::sleep_for(20ms);
    return http::Response{401, {}, kRefusal};
  });
  cloud.On(kProjectCall, 401, kRefusal);
  auto session = cloud.Session(KeySettings());
  std::jthread look_up([&] {
    EXPECT_EQ(session.ScopeFor("eu-west-0", cloud.InTwoMinutes(), {}).error().code, "APIGW.0301");
  });
  EXPECT_EQ(CheckAtOnce(session, 12), 0);
  look_up.join();
  EXPECT_EQ(codes_seen, 12) << "all get the remembered refusal";
  EXPECT_THAT(cloud.Calls(), SizeIs(1));
}

TEST_F(FirstCallTest, AcceptedFirstCallReleasesAllOthers) {
  std::latch all_others(7);
  std::atomic<int> calls = 0;
  cloud.On("GET /check", [&](const http::Request&) {
    if (++calls > 1) all_others.arrive_and_wait();  // hangs unless they are sent in parallel
    return http::Response{200, {}, "ok"};
  });
  auto session = cloud.Session(KeySettings());
  EXPECT_EQ(CheckAtOnce(session, 8), 8);
}

TEST_F(FirstCallTest, Http400And403AcceptTheCredentials) {
  for (const int status : {400, 403}) {
    cloud.On("GET /check", status, "");
    auto session = cloud.Session(KeySettings());
    EXPECT_FALSE(cloud.Check(session));
    std::latch both(2);
    cloud.On("GET /check", [&](const http::Request&) {
      both.arrive_and_wait();
      return http::Response{200, {}, "ok"};
    });
    EXPECT_EQ(CheckAtOnce(session, 2), 2) << status;
  }
}

TEST_F(FirstCallTest, SendsOneCallAtATimeUntilCredentialsAreChecked) {
  std::atomic<int> under_way = 0;
  std::atomic<int> calls = 0;
  cloud.On("GET /check", [&](const http::Request&) -> FakeTransport::Result {
    EXPECT_EQ(++under_way, 1);
    std::this_thread::sleep_for(2ms);
    --under_way;
    switch (++calls % 3) {
      case 0:
        return http::Response{503, {}, ""};
      case 1:
        return http::Response{404, {}, ""};
      default:
        return tl::unexpected(http::TransportError{http::TransportError::Kind::kConnect, "No."});
    }
  });
  auto session = cloud.Session(KeySettings());
  EXPECT_EQ(CheckAtOnce(session, 6), 0);
  EXPECT_EQ(calls, 6);
}

TEST_F(FirstCallTest, WaitsAtMostHalfTheTimeForAHangingFirstCall) {
  std::latch may_respond(1);
  std::latch under_way(1);
  cloud.On(kProjectCall, [&](const http::Request&) {
    under_way.count_down();
    may_respond.wait();
    return http::Response{200, {}, kProject};
  });
  auto session = cloud.Session(KeySettings());
  std::jthread look_up(
      [&] { EXPECT_TRUE(session.ScopeFor("eu-west-0", cloud.InTwoMinutes(), {})); });
  under_way.wait();
  http::Request request;
  request.url = "https://cts.example/check";
  request.deadline = cloud.clock.SteadyNow() + 10ms;
  const auto began = std::chrono::steady_clock::now();
  static_cast<void>(session.caller().Call(request, "checking", &session.authorizer(), {}));
  EXPECT_LT(std::chrono::steady_clock::now() - began, 2500ms)
      << "half of its time, not three seconds";
  EXPECT_THAT(cloud.Calls(), ::testing::Contains(HasSubstr("https://cts.example/check")));
  may_respond.count_down();
}

TEST_F(FirstCallTest, CancelledWaiterDoesNotReleaseOthers) {
  std::latch may_respond(1);
  std::latch under_way(1);
  std::atomic<int> calls = 0;
  cloud.On("GET /check", [&](const http::Request&) {
    if (++calls == 1) under_way.count_down();
    may_respond.wait();
    return http::Response{200, {}, "ok"};
  });
  auto session = cloud.Session(KeySettings());
  std::jthread first([&] { EXPECT_TRUE(cloud.Check(session)); });
  under_way.wait();
  http::Request request;
  request.url = "https://cts.example/check";
  request.deadline = cloud.clock.SteadyNow() + 1min;
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(session.authorizer().Authorize(request, {.stop = stop.get_token()}));
  std::jthread third([&] { EXPECT_TRUE(cloud.Check(session)); });
  std::this_thread::sleep_for(50ms);  // it would have been sent by now
  EXPECT_EQ(calls, 1);
  may_respond.count_down();
}

// The metadata service issues numbered keys, the same ones until `next` is raised.
class TemporaryKeysTest : public FirstCallTest {
 protected:
  TemporaryKeysTest() {
    cloud.On("PUT /meta-data/latest/api/token", 404, "");
    cloud.On("GET /openstack/latest/securitykey", [this](const http::Request&) {
      ++fetches;
      const auto n = std::to_string(next);
      return http::Response{200,
                            {},
                            R"({"credential":{"access":"ecs-ak-)" + n +
                                R"(","secret":"ecs-secret-)" + n +
                                R"(","securitytoken":"ecs-token-)" + n +
                                R"(","expires_at":"2024-06-20T08:00:00Z"}})"};
    });
    settings.credentials = EcsMetadata{"http://169.254.169.254"};
    settings.domain_id = "d";
    settings.project_id = "p";
  }
  [[nodiscard]] long Sent(const std::string& token) const {
    return std::ranges::count_if(cloud.transport->requests(), [&token](const auto& request) {
      const auto* sent = http::FindHeader(request.headers, "X-Security-Token");
      return sent != nullptr && *sent == token;
    });
  }

  Settings settings = KeySettings();
  std::atomic<int> next = 1;
  std::atomic<int> fetches = 0;
};

TEST_F(TemporaryKeysTest, DoesNotResendRefusedKeysIssuedAgain) {
  cloud.On("GET /check", 401, kRefusal);
  auto session = cloud.Session(settings);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(cloud.Check(session).error().code, "APIGW.0301");
  EXPECT_EQ(Sent("ecs-token-1"), 1);
  EXPECT_EQ(fetches, 2) << "once more, at once";

  cloud.On("GET /check", 200, "ok");
  next = 2;
  cloud.clock.Advance(1min);
  EXPECT_TRUE(cloud.Check(session)) << "others are used as soon as they are there";
  EXPECT_EQ(Sent("ecs-token-1"), 1);
}

TEST_F(TemporaryKeysTest, SendsRenewedKeysInOneCallFirst) {
  cloud.On("GET /check", 200, "ok");
  auto session = cloud.Session(settings);
  ASSERT_TRUE(cloud.Check(session));
  std::latch refused(4);
  std::atomic<int> with_new_ones = 0;
  cloud.On("GET /check", [&](const http::Request& request) {
    if (*http::FindHeader(request.headers, "X-Security-Token") == "ecs-token-1") {
      next = 2;
      refused.arrive_and_wait();
    } else {
      ++with_new_ones;
    }
    return http::Response{401, {}, kRefusal};
  });
  EXPECT_EQ(CheckAtOnce(session, 4), 0);
  EXPECT_EQ(Sent("ecs-token-1"), 5) << "four were under way when it was refused";
  EXPECT_EQ(with_new_ones, 1);
}

}  // namespace
}  // namespace provider::session
