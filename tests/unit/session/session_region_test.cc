// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Which region a check is for, and what a region other than the provider's changes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/session/session.h"
#include "tests/unit/session/fake_cloud.h"

namespace provider::session {
namespace {

using auth::Password;
using auth::Token;
using provider::testing::FakeCloud;
using provider::testing::KeySettings;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Kind = service::Error::Kind;

TEST(SessionRegion, PrefersTheChecksRegionOverTheProviders) {
  FakeCloud cloud;
  const auto session = cloud.Session(KeySettings());
  EXPECT_EQ(session.RegionFor("").value(), "eu-west-0");
  EXPECT_EQ(session.RegionFor("eu-west-1").value(), "eu-west-1");
}

TEST(SessionRegion, MissingRegionErrorNamesArgumentAndVariable) {
  FakeCloud cloud;
  auto settings = KeySettings();
  settings.endpoints.region.clear();
  const auto session = cloud.Session(settings);
  const auto error = session.RegionFor("").error();
  EXPECT_EQ(error.kind, Kind::kConfiguration);
  EXPECT_THAT(error.ToDetail(), AllOf(HasSubstr("region"), HasSubstr("HW_REGION_NAME")));
  EXPECT_EQ(session.RegionFor("eu-west-1").value(), "eu-west-1");
}

TEST(SessionRegion, RefusesRegionInvalidInAHostName) {
  FakeCloud cloud;
  auto session = cloud.Session(KeySettings());
  for (const auto* region :
       {"evil.example/", "a b", "a@b", "eu-west-0\n", "é", ".", "EU-WEST-0", "eu_west_0"}) {
    EXPECT_EQ(session.RegionFor(region).error().kind, Kind::kConfiguration) << region;
    EXPECT_FALSE(session.ScopeFor(region, cloud.InTwoMinutes(), {})) << region;
  }
  EXPECT_THAT(cloud.Calls(), IsEmpty());
}

TEST(SessionRegion, ReportsUnknownProviderArguments) {
  FakeCloud cloud;
  auto settings = KeySettings();
  settings.unknown_arguments = {"access_key", "region"};
  auto session = cloud.Session(settings);
  for (const auto& error : {session.RegionFor("eu-west-0").error(),
                            session.ScopeFor("eu-west-0", cloud.InTwoMinutes(), {}).error()}) {
    EXPECT_EQ(error.kind, Kind::kUnknown);
    EXPECT_THAT(error.message,
                AllOf(HasSubstr("access_key, region"), HasSubstr("known only after apply")));
  }
}

TEST(SessionRegion, OtherRegionLooksUpItsProjectByRegionName) {
  FakeCloud cloud;
  cloud.On("GET /v3/projects?name=eu-west-101", 200,
           R"({"projects":[{"id":"dublin","name":"eu-west-101","domain_id":"d"}]})");
  auto settings = KeySettings();
  settings.domain_id = "given-domain";
  settings.project_id = "paris";
  settings.project_name = "eu-west-0_team";
  auto session = cloud.Session(settings);
  const auto scope = session.ScopeFor("eu-west-101", cloud.InTwoMinutes(), {});
  ASSERT_TRUE(scope) << scope.error().ToDetail();
  EXPECT_EQ(scope->domain_id, "given-domain");
  EXPECT_EQ(scope->project_id, "dublin");
  EXPECT_THAT(cloud.Calls(), ElementsAre("GET https://iam.eu-west-101.myhuaweicloud.eu"
                                         "/v3/projects?name=eu-west-101"));
  EXPECT_EQ(session.ScopeFor("eu-west-0", cloud.InTwoMinutes(), {})->project_id, "paris");
}

TEST(SessionRegion, OtherRegionWithoutProjectSendsNone) {
  FakeCloud cloud;
  cloud.On("GET /v3/projects?name=eu-west-101", 200, R"({"projects":[]})");
  auto settings = KeySettings();
  settings.domain_id = "given-domain";
  settings.project_id = "paris";
  const auto scope = cloud.Session(settings).ScopeFor("eu-west-101", cloud.InTwoMinutes(), {});
  ASSERT_TRUE(scope) << scope.error().ToDetail();
  EXPECT_EQ(scope->project_id, "");
}

TEST(SessionRegion, RefusesOtherRegionIfCredentialsOrEndpointAreBound) {
  FakeCloud cloud;
  auto endpoint = KeySettings();
  endpoint.endpoints.custom = {{"cts", "https://cts.example"}};
  auto token = KeySettings();
  token.credentials = Token{"example-iam-token"};
  auto password = KeySettings();
  password.credentials = Password{"me", "example-password", "account"};
  for (const auto& [settings, what] :
       {std::pair(endpoint, "endpoints.cts"), std::pair(token, "token"),
        std::pair(password, "password")}) {
    auto session = cloud.Session(settings);
    const auto error = session.RegionFor("eu-west-1").error();
    EXPECT_EQ(error.kind, Kind::kConfiguration);
    EXPECT_THAT(error.ToDetail(),
                AllOf(HasSubstr(what), HasSubstr("eu-west-1"), HasSubstr("alias")));
    EXPECT_FALSE(session.ScopeFor("eu-west-1", cloud.InTwoMinutes(), {}));
    EXPECT_TRUE(session.RegionFor("eu-west-0"));
    auto sourced = settings;
    sourced.sources["region"] = "the environment variable HW_REGION_NAME";
    EXPECT_THAT(cloud.Session(sourced).RegionFor("eu-west-1").error().message,
                HasSubstr("\"eu-west-0\", which comes from the environment variable HW_REGION"));
  }
  EXPECT_THAT(cloud.Calls(), IsEmpty());
}

TEST(SessionRegion, ReportsUnknownCtsEndpointForOtherRegion) {
  FakeCloud cloud;
  auto settings = KeySettings();
  settings.endpoints.custom["cts"] = tl::unexpected(service::UnknownValue{"endpoints.cts"});
  const auto error = cloud.Session(settings).RegionFor("eu-west-1").error();
  EXPECT_EQ(error.kind, Kind::kUnknown);
  EXPECT_THAT(error.message, HasSubstr("endpoints.cts"));
}

TEST(SessionRegion, CtsAddressOfOneRegionDoesNotAffectOthers) {
  FakeCloud cloud;
  auto settings = KeySettings();
  settings.endpoints.region_cts = {{"EU_WEST_0", "https://paris.example"},
                                   {"EU_WEST_101", "https://dublin.example"}};
  const auto session = cloud.Session(settings);
  ASSERT_TRUE(session.RegionFor("eu-west-101"));
  const auto& endpoints = session.settings().endpoints;
  EXPECT_EQ(endpoints.InRegion("eu-west-101").Cts(), "https://dublin.example");
  EXPECT_EQ(endpoints.InRegion("eu-west-0").Cts(), "https://paris.example");
  EXPECT_EQ(endpoints.InRegion("eu-west-1").Cts(),
            "https://cts.eu-west-1.prod-cloud-ocb.orange-business.com");
}

TEST(SessionRegion, CustomIamEndpointServesEveryRegion) {
  FakeCloud cloud;
  cloud.On("GET /v3/projects?name=eu-west-1", 200,
           R"({"projects":[{"id":"p","name":"eu-west-1","domain_id":"d"}]})");
  auto settings = KeySettings();
  settings.endpoints.custom = {{"iam", "http://iam.example:8080"}};
  EXPECT_TRUE(cloud.Session(settings).ScopeFor("eu-west-1", cloud.InTwoMinutes(), {}));
  EXPECT_THAT(cloud.Calls(), ElementsAre("GET http://iam.example:8080/v3/projects?name=eu-west-1"));
}

}  // namespace
}  // namespace provider::session
