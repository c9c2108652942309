// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/auth/temporary_keys.h"
#include "provider/text/redaction.h"
#include "tests/unit/session/fake_cloud.h"

namespace provider::session {
namespace {

using auth::EcsMetadata;
using auth::kEcsMetadataSource;
using auth::Settings;
using namespace std::chrono_literals;
using provider::testing::Eventually;
using provider::testing::FakeCloud;
using provider::testing::FakeTransport;
using provider::testing::KeySettings;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using Kind = service::Error::Kind;

constexpr const char* kTokenCall = "PUT /meta-data/latest/api/token";
constexpr const char* kKeyCall = "GET /openstack/latest/securitykey";
constexpr const char* kKeys = R"({"credential":{"access":"ecs-ak","secret":"ecs-secret",
    "securitytoken":"ecs-token","expires_at":"2024-06-19T09:00:00.123456Z"}})";

class EcsMetadataTest : public ::testing::Test {
 protected:
  EcsMetadataTest() {
    cloud.On("GET /check", 200, "ok");
    cloud.On(kTokenCall, 200, "metadata-session\n");
    cloud.On(kKeyCall, 200, kKeys);
  }

  static Settings MetadataSettings() {
    auto settings = KeySettings();
    settings.credentials = EcsMetadata{"http://169.254.169.254"};
    settings.attempts = {{"environment", "nothing is set"}, {kEcsMetadataSource, "asked last"}};
    settings.domain_id = "d";
    settings.project_id = "p";
    return settings;
  }

  FakeCloud cloud;
};

TEST_F(EcsMetadataTest, FetchesKeysWithTokenOnFirstUse) {
  auto session = cloud.Session(MetadataSettings());
  ASSERT_TRUE(session.ScopeFor("eu-west-0", cloud.InTwoMinutes(), {}));
  EXPECT_THAT(cloud.Calls(), IsEmpty());
  ASSERT_TRUE(cloud.Check(session));
  ASSERT_TRUE(cloud.Check(session));
  EXPECT_THAT(cloud.Calls(),
              ElementsAre("PUT http://169.254.169.254/meta-data/latest/api/token",
                          "GET http://169.254.169.254/openstack/latest/securitykey",
                          "GET https://cts.example/check", "GET https://cts.example/check"));
  const auto requests = cloud.transport->requests();
  EXPECT_EQ(*http::FindHeader(requests[1].headers, "X-Metadata-Token"), "metadata-session");
  EXPECT_EQ(*http::FindHeader(requests[2].headers, "X-Security-Token"), "ecs-token");
  for (const auto* secret : {"metadata-session", "ecs-secret", "ecs-token"}) {
    EXPECT_EQ(text::SecretRegistry::Process().Strip(secret), "(sensitive value)");
  }
}

TEST_F(EcsMetadataTest, BypassesProxiesAndHasShortTimeouts) {
  auto session = cloud.Session(MetadataSettings());
  const auto before = cloud.clock.SteadyNow();
  ASSERT_TRUE(cloud.Check(session));
  for (std::size_t i = 0; i < 2; ++i) {
    const auto request = cloud.transport->requests()[i];
    EXPECT_FALSE(request.use_proxy);
    EXPECT_EQ(request.connect_timeout, 1s);
    EXPECT_EQ(request.deadline - before, 5s);
  }
  EXPECT_TRUE(cloud.transport->requests()[2].use_proxy);
}

TEST_F(EcsMetadataTest, FetchesKeysWithoutTokenIfUnsupported) {
  for (const int status : {404, 405, 503}) {
    cloud.On(kTokenCall, status, "");
    auto session = cloud.Session(MetadataSettings());
    ASSERT_TRUE(cloud.Check(session)) << status;
    const auto requests = cloud.transport->requests();
    EXPECT_EQ(http::FindHeader(requests[requests.size() - 2].headers, "X-Metadata-Token"), nullptr);
  }
}

TEST_F(EcsMetadataTest, RenewsKeysBeforeTheyExpire) {
  auto session = cloud.Session(MetadataSettings());
  ASSERT_TRUE(cloud.Check(session));
  cloud.clock.Advance(49min);
  ASSERT_TRUE(cloud.Check(session));
  EXPECT_THAT(cloud.Calls(), SizeIs(4));
  cloud.clock.Advance(2min);
  ASSERT_TRUE(cloud.Check(session));
  EXPECT_TRUE(Eventually([this] { return cloud.Calls().size() == 7; }));
}

TEST_F(EcsMetadataTest, ReportsThatNoAgencyIsBound) {
  cloud.On(kKeyCall, 401, "Please configure Cloud Service Agency first");
  auto session = cloud.Session(MetadataSettings());
  const auto error = cloud.Check(session).error();
  EXPECT_EQ(error.kind, Kind::kCredentials);
  EXPECT_THAT(error.message, AllOf(HasSubstr("No credentials were found"),
                                   HasSubstr("- environment: nothing is set.\n- ECS metadata: "),
                                   HasSubstr("No agency is bound to this ECS instance"),
                                   Not(HasSubstr("asked last"))));
}

TEST_F(EcsMetadataTest, ListsEverySourceOutsideEcs) {
  cloud.transport = std::make_shared<FakeTransport>(
      [](const http::Request&, std::stop_token) -> FakeTransport::Result {
        return tl::unexpected(
            http::TransportError{http::TransportError::Kind::kTimeout, "No connection within 1s."});
      });
  auto session = cloud.Session(MetadataSettings());
  const auto error = cloud.Check(session).error();
  EXPECT_EQ(error.kind, Kind::kCredentials);
  EXPECT_THAT(error.message,
              HasSubstr("- environment: nothing is set.\n- ECS metadata: no response from "
                        "http://169.254.169.254: No connection within 1s."));
  EXPECT_THAT(error.hint, HasSubstr("access_key"));
  EXPECT_EQ(error.endpoint, "");
}

TEST_F(EcsMetadataTest, FailureHintDoesNotMentionTheLookUp) {
  cloud.On(kKeyCall, 404, "");
  auto settings = MetadataSettings();
  settings.domain_id = "";
  auto session = cloud.Session(settings);
  const auto error = session.ScopeFor("eu-west-0", cloud.InTwoMinutes(), {}).error();
  EXPECT_THAT(error.message, HasSubstr("HTTP status 404"));
  EXPECT_THAT(error.hint, Not(HasSubstr("look-up")));
}

TEST_F(EcsMetadataTest, RefusesInvalidKeysAndTokens) {
  for (const auto* body : {"", "null", "{}", "<other/>", R"({"credential":"x"})",
                           R"({"credential":{"access":"a","secret":"s","securitytoken":"a b"}})"}) {
    cloud.On(kKeyCall, 200, body);
    auto session = cloud.Session(MetadataSettings());
    EXPECT_EQ(cloud.Check(session).error().kind, Kind::kCredentials) << body;
  }
  cloud.On(kKeyCall, 200, kKeys);
  for (const std::string& token : {std::string(), std::string("a b"), std::string("a\r\nX-Evil: 1"),
                                   std::string(100'000, 'x')}) {
    cloud.On(kTokenCall, 200, token);
    auto session = cloud.Session(MetadataSettings());
    EXPECT_EQ(cloud.Check(session).error().kind, Kind::kCredentials);
  }
}

}  // namespace
}  // namespace provider::session
