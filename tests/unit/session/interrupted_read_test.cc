// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The error of a read whose time limit was reached: it names the pending call.

#include <atomic>
#include <latch>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/session/session.h"
#include "tests/unit/session/fake_cloud.h"

namespace provider::session {
namespace {

using auth::Password;
using auth::Settings;
using namespace std::chrono_literals;
using provider::testing::Eventually;
using provider::testing::FakeCloud;
using provider::testing::FakeTransport;
using provider::testing::KeySettings;
using provider::testing::kProjectCall;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Kind = service::Error::Kind;

constexpr const char* kLoginCall = "POST /v3/auth/tokens?nocatalog=true";
constexpr const char* kAssumeCall = "POST /v3.0/OS-CREDENTIAL/securitytokens";

class InterruptedReadTest : public ::testing::Test {
 protected:
  // The call fails once with 500 and then hangs.
  void FailAndHang(const char* call) {
    cloud.On(call, [this](const http::Request&) -> FakeTransport::Result {
      if (!hangs.exchange(true)) return http::Response{500, {}, R"({"message":"Out of order."})"};
      ++hanging;
      may_respond.wait();
      return http::Response{503, {}, ""};
    });
  }
  // The error of a read whose time is over while the call hangs. It is about `operation`, at the
  // latest when the reads that wait for the call have begun to wait.
  service::Error Read(Session& session, const std::string& operation) {
    std::jthread other([&] {  // the look-up continues for others
      static_cast<void>(session.ScopeFor("eu-west-0", cloud.InTwoMinutes(), stop.get_token()));
    });
    EXPECT_TRUE(Eventually([this] { return hanging == 1; }));
    service::Error error;
    EXPECT_TRUE(Eventually([&] {
      error = session.ScopeFor("eu-west-0", cloud.clock.SteadyNow(), {}).error();
      return error.operation == operation;
    }));
    stop.request_stop();
    return error;
  }
  static Settings PasswordSettings() {
    auto settings = KeySettings();
    settings.credentials = Password{"me", "example-password", "account"};
    return settings;
  }

  std::atomic<bool> hangs = false;
  std::atomic<int> hanging = 0;
  std::latch may_respond{1};
  std::stop_source stop;
  FakeCloud cloud;
};

TEST_F(InterruptedReadTest, ReportsPendingLookUpAndItsLastFailure) {
  FailAndHang(kProjectCall);
  auto session = cloud.Session(KeySettings());
  const auto error = Read(session, "looking up the account and the project");
  may_respond.count_down();
  EXPECT_EQ(error.kind, Kind::kTimeout);
  EXPECT_THAT(error.endpoint, HasSubstr("https://iam."));
  EXPECT_EQ(error.message, "The time limit was reached. The last attempt failed: Out of order.");
  EXPECT_THAT(error.ToDetail(), AllOf(HasSubstr("500"), Not(HasSubstr("cts."))));
}

TEST_F(InterruptedReadTest, ReportsPendingTokenRequest) {
  FailAndHang(kLoginCall);
  auto session = cloud.Session(PasswordSettings());
  const auto error = Read(session, "getting a token for user_name");
  may_respond.count_down();
  EXPECT_THAT(error.message, HasSubstr("The last attempt failed: Out of order."));
}

TEST_F(InterruptedReadTest, ReportsTheCallThatALookUpWaitsFor) {
  FailAndHang(kAssumeCall);
  auto settings = KeySettings();
  settings.domain_id = "own";
  settings.agencies = {{"team", "acme", "", 0}};
  auto session = cloud.Session(settings);
  const auto error = Read(session, "assuming the agency \"team\" of the account acme");
  may_respond.count_down();
  EXPECT_THAT(error.message, HasSubstr("The last attempt failed: Out of order."));
}

TEST_F(InterruptedReadTest, CheckReportsThatItWaitsForAToken) {
  FailAndHang(kLoginCall);
  auto session = cloud.Session(PasswordSettings());
  service::Activity activity;
  std::jthread check([&] {
    http::Request request;
    request.url = "https://cts.example/check";
    request.deadline = cloud.InTwoMinutes();
    const auto response = session.caller().Call(request, "checking", &session.authorizer(),
                                                {.stop = stop.get_token(), .activity = &activity});
    EXPECT_EQ(response.error().kind, Kind::kCancelled);
    EXPECT_EQ(response.error().operation, "getting a token for user_name");
  });
  EXPECT_TRUE(Eventually([&] { return hanging == 1 && activity.current(); }));
  const auto step = activity.current();
  ASSERT_TRUE(step);
  EXPECT_EQ(step->operation, "getting a token for user_name");
  EXPECT_THAT(step->endpoint, HasSubstr("https://iam."));
  EXPECT_EQ(step->last->message, "Out of order.");
  stop.request_stop();
  check.join();
  may_respond.count_down();
}

TEST_F(InterruptedReadTest, ExpiredTokenKeepsAccountAndProject) {
  cloud.On(kLoginCall, [](const http::Request&) {
    return http::Response{201, {{"X-Subject-Token", "first-token"}}, R"({"token":{
        "expires_at":"2024-06-19T09:00:00Z","project":{"id":"p1","domain":{"id":"d1"}}}})"};
  });
  auto session = cloud.Session(PasswordSettings());
  ASSERT_TRUE(session.ScopeFor("eu-west-0", cloud.InTwoMinutes(), {}));
  cloud.clock.Advance(2h);
  cloud.On(kLoginCall, 500, "");
  const auto again = session.ScopeFor("eu-west-0", cloud.clock.SteadyNow(), {});
  ASSERT_TRUE(again) << "without a call, and without any time";
  EXPECT_EQ(again->domain_id, "d1");
  EXPECT_EQ(again->project_id, "p1");
  EXPECT_EQ(cloud.Calls().size(), 1U);
}

TEST_F(InterruptedReadTest, RenewingATokenDoesNotDelayChecks) {
  cloud.On(kLoginCall, [](const http::Request&) {
    return http::Response{201, {{"X-Subject-Token", "first-token"}}, R"({"token":{
        "expires_at":"2024-06-19T09:00:00Z","project":{"id":"p1","domain":{"id":"d1"}}}})"};
  });
  cloud.On("GET /check", 200, "ok");
  auto session = cloud.Session(PasswordSettings());
  ASSERT_TRUE(cloud.Check(session));
  hangs = true;
  FailAndHang(kLoginCall);
  cloud.clock.Advance(56min);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(cloud.Check(session));
  EXPECT_TRUE(Eventually([this] { return hanging == 1; }));
  EXPECT_TRUE(cloud.Check(session));
  may_respond.count_down();
}

}  // namespace
}  // namespace provider::session
