// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <atomic>
#include <latch>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "provider/session/session.h"
#include "provider/text/redaction.h"
#include "tests/unit/session/fake_cloud.h"

namespace provider::session {
namespace {

using auth::Password;
using auth::Settings;
using namespace std::chrono_literals;
using nlohmann::json;
using provider::testing::Eventually;
using provider::testing::FakeCloud;
using provider::testing::KeySettings;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using Kind = service::Error::Kind;

constexpr const char* kPasswordCall = "POST /v3/auth/tokens?nocatalog=true";

Settings PasswordSettings() {
  auto settings = KeySettings();
  settings.credentials = Password{"me", "example-password", "account"};
  return settings;
}

// IAM that numbers its tokens; the clock of the fake cloud begins at 2024-06-19 08:00.
class PasswordTest : public ::testing::Test {
 protected:
  PasswordTest() {
    cloud.On(kPasswordCall, [this](const http::Request&) {
      return http::Response{201,
                            {{"X-Subject-Token", "issued-token-" + std::to_string(++issued)}},
                            R"({"token":{"expires_at":")" + expires_at +
                                R"(","project":{"id":"p1","domain":{"id":"d1"}}}})"};
    });
  }

  auto Check(Session& session) { return cloud.Check(session); }

  FakeCloud cloud;
  std::atomic<int> issued = 0;
  std::string expires_at = "2024-06-20T08:00:00.000000Z";
};

TEST_F(PasswordTest, UsesOneTokenForScopeAndChecks) {
  cloud.On("GET /check", 200, "ok");
  auto session = cloud.Session(PasswordSettings());
  const auto scope = session.ScopeFor("eu-west-0", cloud.InTwoMinutes(), {});
  ASSERT_TRUE(scope) << scope.error().ToDetail();
  EXPECT_EQ(scope->domain_id, "d1");
  EXPECT_EQ(scope->project_id, "p1");
  EXPECT_TRUE(Check(session));
  EXPECT_TRUE(Check(session));
  EXPECT_EQ(issued, 1);
  EXPECT_EQ(*http::FindHeader(cloud.transport->requests().back().headers, "X-Auth-Token"),
            "issued-token-1");
  EXPECT_EQ(text::SecretRegistry::Process().Strip("issued-token-1"), "(sensitive value)");
}

TEST_F(PasswordTest, RequestsTokenForTheProject) {
  auto session = cloud.Session(PasswordSettings());
  ASSERT_TRUE(session.ScopeFor("eu-west-0", cloud.InTwoMinutes(), {}));
  EXPECT_EQ(json::parse(cloud.transport->requests()[0].body), json::parse(R"({"auth":{
      "identity":{"methods":["password"],"password":{"user":{"name":"me",
          "password":"example-password","domain":{"name":"account"}}}},
      "scope":{"project":{"name":"eu-west-0"}}}})"));
}

TEST_F(PasswordTest, UsesDomainIdAndProjectIdFromSettings) {
  cloud.On("GET /check", 200, "ok");
  auto settings = PasswordSettings();
  settings.credentials = Password{"me", "example-password", ""};
  settings.domain_id = "d9";
  settings.project_id = "p9";
  auto session = cloud.Session(settings);
  const auto scope = session.ScopeFor("eu-west-0", cloud.InTwoMinutes(), {});
  EXPECT_EQ(scope->domain_id, "d9");
  EXPECT_EQ(scope->project_id, "p9");
  EXPECT_EQ(issued, 0);
  ASSERT_TRUE(Check(session));
  const auto body = json::parse(cloud.transport->requests()[0].body);
  EXPECT_EQ(body["/auth/identity/password/user/domain"_json_pointer], json({{"id", "d9"}}));
  EXPECT_EQ(body["/auth/scope/project"_json_pointer], json({{"id", "p9"}}));
}

TEST_F(PasswordTest, RequiresAnAccount) {
  auto settings = PasswordSettings();
  settings.credentials = Password{"me", "example-password", ""};
  auto session = cloud.Session(settings);
  const auto error = session.ScopeFor("eu-west-0", cloud.InTwoMinutes(), {}).error();
  EXPECT_EQ(error.kind, Kind::kCredentials);
  EXPECT_THAT(error.hint, HasSubstr("domain_name"));
  EXPECT_EQ(issued, 0);
}

TEST_F(PasswordTest, RenewsTokenBeforeItExpires) {
  cloud.On("GET /check", 200, "ok");
  auto session = cloud.Session(PasswordSettings());
  ASSERT_TRUE(Check(session));
  cloud.clock.Advance(23h + 54min);
  ASSERT_TRUE(Check(session));
  EXPECT_EQ(issued, 1);
  cloud.clock.Advance(1min);
  expires_at = "2024-06-21T08:00:00Z";
  ASSERT_TRUE(Check(session));
  EXPECT_TRUE(Eventually([this] { return issued == 2; })) << "beside, with the old one in use";
  const auto sends_new = [&] {
    EXPECT_TRUE(Check(session));
    return *http::FindHeader(cloud.transport->requests().back().headers, "X-Auth-Token") ==
           "issued-token-2";
  };
  EXPECT_TRUE(Eventually(sends_new));
  EXPECT_EQ(issued, 2);
}

TEST_F(PasswordTest, RenewsRefusedTokenOnce) {
  cloud.On("GET /check", [](const http::Request& request) {
    const bool first = *http::FindHeader(request.headers, "X-Auth-Token") == "issued-token-1";
    return http::Response{first ? 401 : 200, {}, ""};
  });
  auto session = cloud.Session(PasswordSettings());
  EXPECT_TRUE(Check(session));
  EXPECT_EQ(issued, 2);
}

TEST_F(PasswordTest, SendsNothingAfterRenewedTokenIsRefused) {
  cloud.On("GET /check", 401, R"({"error_code":"APIGW.0301"})");
  auto session = cloud.Session(PasswordSettings());
  EXPECT_EQ(Check(session).error().code, "APIGW.0301");
  const auto calls = cloud.Calls().size();
  EXPECT_EQ(calls, 4U);  // token, check, token, check
  EXPECT_EQ(Check(session).error().code, "APIGW.0301");
  EXPECT_FALSE(session.ScopeFor("eu-west-0", cloud.InTwoMinutes(), {}));
  EXPECT_THAT(cloud.Calls(), SizeIs(calls));
}

TEST_F(PasswordTest, ManyRefusalsOfOneTokenCauseOneRenewal) {
  cloud.On("GET /check", 200, "ok");
  auto session = cloud.Session(PasswordSettings());
  ASSERT_TRUE(Check(session)) << "before it is accepted once, one call at a time uses it";
  std::latch all_refused(4);
  cloud.On("GET /check", [&](const http::Request& request) {
    if (*http::FindHeader(request.headers, "X-Auth-Token") != "issued-token-1") {
      return http::Response{200, {}, "ok"};
    }
    all_refused.arrive_and_wait();
    return http::Response{401, {}, ""};
  });
  std::vector<std::jthread> checks;
  for (int i = 0; i < 4; ++i) checks.emplace_back([&] { EXPECT_TRUE(Check(session)); });
  checks.clear();
  EXPECT_EQ(issued, 2);
}

TEST_F(PasswordTest, SendsWrongPasswordOnce) {
  cloud.On(kPasswordCall, 401, R"({"error":{"code":401,"message":"The password is incorrect."}})");
  auto session = cloud.Session(PasswordSettings());
  for (int i = 0; i < 2; ++i) {
    const auto error = session.ScopeFor("eu-west-0", cloud.InTwoMinutes(), {}).error();
    EXPECT_EQ(error.http_status, 401);
    EXPECT_EQ(error.message, "The password is incorrect.");
    EXPECT_THAT(error.hint, HasSubstr("user_name"));
  }
  EXPECT_THAT(cloud.Calls(), SizeIs(1));
}

TEST_F(PasswordTest, RefusesResponsesWithoutToken) {
  const std::pair<http::Headers, const char*> responses[] = {
      {{}, R"({"token":{"project":{"domain":{"id":"d"}}}})"},
      {{{"X-Subject-Token", "issued-token"}}, "{}"},
      {{{"X-Subject-Token", "issued-token"}}, "<other/>"},
      {{{"X-Subject-Token", "issued-token"}}, R"({"token":{"user":{"domain":{"id":"a/b"}}}})"},
      {{{"X-Subject-Token", "issued-token"}}, R"({"token":[]})"}};
  for (const auto& [headers, body] : responses) {
    cloud.On(kPasswordCall,
             [&](const http::Request&) { return http::Response{201, headers, body}; });
    auto session = cloud.Session(PasswordSettings());
    const auto scope = session.ScopeFor("eu-west-0", cloud.InTwoMinutes(), {});
    ASSERT_FALSE(scope) << body;
    EXPECT_EQ(scope.error().kind, Kind::kNotUnderstood) << body;
  }
}

}  // namespace
}  // namespace provider::session
