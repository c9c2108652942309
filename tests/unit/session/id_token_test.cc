// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "provider/auth/temporary_keys.h"
#include "provider/text/redaction.h"
#include "tests/unit/session/fake_cloud.h"

namespace provider::session {
namespace {

using auth::Agency;
using auth::IdToken;
using auth::Settings;
using namespace std::chrono_literals;
using nlohmann::json;
using provider::testing::FakeCloud;
using provider::testing::KeySettings;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Kind = service::Error::Kind;

constexpr const char* kExchangeCall = "POST /v3.0/OS-AUTH/id-token/tokens";
constexpr const char* kTemporaryKeyCall = "POST /v3.0/OS-CREDENTIAL/securitytokens";
constexpr const char* kAssumeWithTokenCall = "POST /v5/agencies/assume-with-oidc";

class IdTokenTest : public ::testing::Test {
 protected:
  IdTokenTest() {
    cloud.On("GET /check", 200, "ok");
    cloud.On(kExchangeCall, [](const http::Request&) {
      return http::Response{201, {{"X-Subject-Token", "unscoped-token"}}, "{}"};
    });
    cloud.On(kTemporaryKeyCall, 201, R"({"credential":{"access":"fed-ak","secret":"fed-secret",
        "securitytoken":"fed-token","expires_at":"2024-06-19T09:00:00Z"}})");
    cloud.On(kAssumeWithTokenCall, 200, R"({"credentials":{"access_key_id":"sts-ak",
        "secret_access_key":"sts-secret","security_token":"sts-token",
        "expiration":"2024-06-19T09:00:00.000Z"}})");
  }

  static Settings By(IdToken id_token) {
    auto settings = KeySettings();
    settings.endpoints.cloud = "cloud.example";
    settings.credentials = std::move(id_token);
    return settings;
  }
  json BodyOf(std::size_t index) const {
    return json::parse(cloud.transport->requests()[index].body);
  }
  bool IsSigned(std::size_t index) const {
    return http::FindHeader(cloud.transport->requests()[index].headers, "Authorization") != nullptr;
  }

  FakeCloud cloud;
};

TEST_F(IdTokenTest, ExchangesAtIamWithoutAgency) {
  auto session = cloud.Session(By({"github", "example-id-token", "", {"", "", "", 7200}}));
  ASSERT_TRUE(cloud.Check(session));
  EXPECT_THAT(cloud.Calls(),
              ElementsAre("POST https://iam.eu-west-0.cloud.example/v3.0/OS-AUTH/id-token/tokens",
                          "POST https://iam.eu-west-0.cloud.example"
                          "/v3.0/OS-CREDENTIAL/securitytokens",
                          "GET https://cts.example/check"));
  const auto requests = cloud.transport->requests();
  EXPECT_EQ(*http::FindHeader(requests[0].headers, "X-Idp-Id"), "github");
  EXPECT_EQ(BodyOf(0), json::parse(R"({"auth":{"id_token":{"id":"example-id-token"}}})"));
  EXPECT_EQ(BodyOf(1), json::parse(R"({"auth":{"identity":{"methods":["token"],
      "token":{"id":"unscoped-token","duration_seconds":7200}}}})"));
  EXPECT_FALSE(IsSigned(0));
  EXPECT_FALSE(IsSigned(1));
  EXPECT_EQ(*http::FindHeader(requests[2].headers, "X-Security-Token"), "fed-token");
  for (const auto* secret : {"example-id-token", "unscoped-token", "fed-secret", "fed-token"}) {
    EXPECT_EQ(text::SecretRegistry::Process().Strip(secret), "(sensitive value)");
  }
}

TEST_F(IdTokenTest, ExchangesAtStsWithAgency) {
  auto settings = By({"github", "example-id-token", "", {"ci", "", "acme-id", 900}});
  settings.domain_id = "someone-else";
  settings.project_id = "acme-project";
  auto session = cloud.Session(settings);
  ASSERT_TRUE(cloud.Check(session));
  EXPECT_EQ(cloud.Calls()[0],
            "POST https://sts.eu-west-0.cloud.example/v5/agencies/assume-with-oidc");
  EXPECT_EQ(BodyOf(0), json::parse(R"({"provider_urn":"iam::acme-id:oidcProvider:github",
      "agency_urn":"iam::acme-id:agency:ci","agency_session_name":"terraform-provider-cts",
      "id_token":"example-id-token","duration_seconds":900})"));
  EXPECT_FALSE(IsSigned(0));
  const auto scope = session.ScopeFor("eu-west-0", cloud.InTwoMinutes(), {});
  ASSERT_TRUE(scope) << scope.error().ToDetail();
  EXPECT_EQ(scope->domain_id, "acme-id") << "the account the keys are of";
  EXPECT_EQ(scope->project_id, "acme-project");
}

TEST_F(IdTokenTest, ReadsFileAgainForEachRenewal) {
  cloud.files->Write("/run/token", "first-id-token\n");
  auto session = cloud.Session(By({"github", "", "/run/token", {"ci", "", "acme-id", 0}}));
  EXPECT_THAT(cloud.files->reads(), IsEmpty());
  ASSERT_TRUE(cloud.Check(session));
  ASSERT_TRUE(cloud.Check(session));
  EXPECT_THAT(cloud.files->reads(), SizeIs(1));
  EXPECT_EQ(BodyOf(0)["id_token"], "first-id-token");
  EXPECT_EQ(text::SecretRegistry::Process().Strip("first-id-token"), "(sensitive value)");

  cloud.files->Write("/run/token", "second-id-token");
  cloud.clock.Advance(61min);
  ASSERT_TRUE(cloud.Check(session));
  EXPECT_EQ(BodyOf(3)["id_token"], "second-id-token");
}

TEST_F(IdTokenTest, ReportsUnusableFileAndSendsNothing) {
  cloud.files->Write("/empty", " \n");
  cloud.files->Write("/words", "two words");
  cloud.files->Write("/large", std::string((64U << 10) + 1, 'x'));
  for (const std::string path : {"/absent", "/empty", "/words", "/large"}) {
    auto session = cloud.Session(By({"github", "", path, {}}));
    const auto error = cloud.Check(session).error();
    EXPECT_EQ(error.kind, Kind::kCredentials) << path;
    EXPECT_THAT(error.message, HasSubstr(path));
    EXPECT_THAT(error.hint, HasSubstr("id_token_file"));
  }
  EXPECT_THAT(cloud.Calls(), IsEmpty());
}

TEST_F(IdTokenTest, SendsRefusedTokenOnce) {
  for (const auto* call : {kExchangeCall, kAssumeWithTokenCall}) {
    cloud.On(call, 401, R"({"error_code":"PAP5.0010","error_msg":"The ID token has expired."})");
  }
  for (const Agency& agency : {Agency{}, Agency{"ci", "", "acme-id", 0}}) {
    const auto before = cloud.Calls().size();
    auto session = cloud.Session(By({"github", "example-id-token", "", agency}));
    for (int i = 0; i < 2; ++i) {
      const auto error = cloud.Check(session).error();
      EXPECT_EQ(error.message, "The ID token has expired.");
      EXPECT_THAT(error.hint, AllOf(HasSubstr("idp_id"), HasSubstr("expired")));
    }
    EXPECT_EQ(cloud.Calls().size(), before + 1);
  }
}

TEST_F(IdTokenTest, AssumesAgencyWithTheExchangedKeys) {
  auto settings = By({"github", "example-id-token", "", {}});
  settings.agencies = {{"team", "", "acme-id", 0}};
  cloud.On("POST /v5/agencies/assume", [](const http::Request& request) {
    EXPECT_EQ(*http::FindHeader(request.headers, "X-Security-Token"), "fed-token");
    return http::Response{200, {}, R"({"credentials":{"access_key_id":"a",
        "secret_access_key":"agency-secret","security_token":"agency-token"}})"};
  });
  auto session = cloud.Session(settings);
  ASSERT_TRUE(cloud.Check(session));
  EXPECT_EQ(*http::FindHeader(cloud.transport->requests().back().headers, "X-Security-Token"),
            "agency-token");
}

TEST_F(IdTokenTest, RefusesResponseWithoutToken) {
  cloud.On(kExchangeCall, 201, "{}");
  auto session = cloud.Session(By({"github", "example-id-token", "", {}}));
  EXPECT_EQ(cloud.Check(session).error().kind, Kind::kNotUnderstood);
}

}  // namespace
}  // namespace provider::session
