// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Values of the provider block that are known only after apply: an error if one is needed, never
// a default, and never a call with one.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/session/session.h"
#include "tests/unit/session/fake_cloud.h"

namespace provider::session {
namespace {

using auth::IdToken;
using auth::Password;
using auth::Scope;
using auth::Settings;
using auth::Token;
using provider::testing::FakeCloud;
using provider::testing::KeySettings;
using provider::testing::kProject;
using provider::testing::kProjectCall;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Kind = service::Error::Kind;

service::MaybeUnknown Unknown(const char* argument) {
  return tl::unexpected(service::UnknownValue{argument});
}

class UnknownValuesTest : public ::testing::Test {
 protected:
  UnknownValuesTest() {
    settings.domain_id = "own-domain";
    settings.project_id = "own-project";
    cloud.On("GET /check", 200, "ok");
    cloud.On(kProjectCall, 200, kProject);
  }
  void AddressIam() {
    settings.endpoints.custom = {{"cts", "https://cts.example"}, {"iam", "https://iam.example"}};
  }
  auto Scope() { return cloud.Session(settings).ScopeFor("eu-west-0", cloud.InTwoMinutes(), {}); }
  auto Check() {
    auto session = cloud.Session(settings);
    return cloud.Check(session);
  }
  // The error of a read that needs the argument, before any call.
  template <typename Result>
  void ExpectNames(const Result& result, const char* argument) {
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, Kind::kUnknown) << result.error().ToDetail();
    EXPECT_THAT(result.error().message, HasSubstr(std::string("\"") + argument + '"'));
    EXPECT_THAT(cloud.Calls(), IsEmpty());
  }

  FakeCloud cloud;
  Settings settings = KeySettings();
};

TEST_F(UnknownValuesTest, CloudIsNeededToAssumeAtSts) {
  AddressIam();
  settings.endpoints.cloud = Unknown("cloud");
  settings.agencies = {{"team", "", "acme-id", 0}};
  ExpectNames(Check(), "cloud");
  ExpectNames(Scope(), "cloud");
}

TEST_F(UnknownValuesTest, CloudIsNeededToExchangeAnIdTokenAtSts) {
  AddressIam();
  settings.endpoints.cloud = Unknown("cloud");
  cloud.files->Write("/run/token", "example-id-token");
  settings.credentials = IdToken{"github", "", "/run/token", {"ci", "", "acme-id", 0}};
  ExpectNames(Check(), "cloud");
  EXPECT_THAT(cloud.files->reads(), IsEmpty());
}

TEST_F(UnknownValuesTest, CloudIsNeededToGetTheAccountFromSts) {
  AddressIam();
  settings.endpoints.cloud = Unknown("cloud");
  settings.domain_id = "";
  for (const int status : {200, 403}) {
    cloud.On(kProjectCall, 200, R"({"projects":[]})");
    cloud.On("GET /v3/auth/domains", status, R"({"domains":[]})");
    const auto scope = Scope();
    ASSERT_FALSE(scope);
    EXPECT_EQ(scope.error().kind, Kind::kUnknown);
    EXPECT_THAT(scope.error().message, HasSubstr("\"cloud\""));
  }
  for (const auto& call : cloud.Calls()) EXPECT_THAT(call, HasSubstr("https://iam.example/"));
}

TEST_F(UnknownValuesTest, CloudIsNotNeededIfIamListsTheAccount) {
  AddressIam();
  settings.endpoints.cloud = Unknown("cloud");
  settings.domain_id = "";
  const auto scope = Scope();
  ASSERT_TRUE(scope) << scope.error().ToDetail();
  EXPECT_EQ(scope->domain_id, "domain1");
}

TEST_F(UnknownValuesTest, IamIsNeededForLookUpsTokensAndAgencies) {
  settings.endpoints.custom["iam"] = Unknown("endpoints.iam");
  const Settings given = settings;
  settings.domain_id = "";
  ExpectNames(Scope(), "endpoints.iam");

  settings = given;
  settings.credentials = Password{"me", "example-password", "account"};
  ExpectNames(Check(), "endpoints.iam");

  settings = given;
  settings.agencies = {{"team", "acme", "", 0}};
  ExpectNames(Check(), "endpoints.iam");

  settings = given;
  settings.credentials = IdToken{"github", "example-id-token", "", {}};
  ExpectNames(Check(), "endpoints.iam");
}

TEST_F(UnknownValuesTest, IamIsNotNeededWithKeysAccountAndProject) {
  settings.endpoints.custom["iam"] = Unknown("endpoints.iam");
  EXPECT_TRUE(Scope());
  EXPECT_TRUE(Check());
  EXPECT_THAT(cloud.Calls(), ElementsAre("GET https://cts.example/check"));
}

TEST_F(UnknownValuesTest, ProjectNameIsNeededToLookTheProjectUp) {
  settings.project_name = Unknown("project_name");
  EXPECT_TRUE(Scope()) << "the project is given";
  settings.project_id = "";
  ExpectNames(Scope(), "project_name");
}

TEST_F(UnknownValuesTest, ProjectNameIsNeededForTheProjectOfAnAgency) {
  settings.project_name = Unknown("project_name");
  settings.agencies = {{"team", "", "acme-id", 0}};
  ExpectNames(Scope(), "project_name");
}

TEST_F(UnknownValuesTest, ProjectNameIsNotNeededInAnotherRegion) {
  settings.project_name = Unknown("project_name");
  settings.project_id = Unknown("project_id");
  cloud.On("GET /v3/projects?name=eu-west-101", 200,
           R"({"projects":[{"id":"dublin","name":"eu-west-101","domain_id":"d"}]})");
  const auto scope = cloud.Session(settings).ScopeFor("eu-west-101", cloud.InTwoMinutes(), {});
  ASSERT_TRUE(scope) << scope.error().ToDetail();
  EXPECT_EQ(scope->project_id, "dublin");
}

TEST_F(UnknownValuesTest, ProjectNameIsNeededForATokenOfTheProject) {
  settings.credentials = Password{"me", "example-password", "account"};
  settings.project_name = Unknown("project_name");
  settings.project_id = "";
  ExpectNames(Check(), "project_name");
}

TEST_F(UnknownValuesTest, ProjectIdIsNeededIfItIsSent) {
  settings.project_id = Unknown("project_id");
  ExpectNames(Scope(), "project_id");
  settings.credentials = Token{"example-iam-token"};
  ExpectNames(Scope(), "project_id");
  settings.credentials = Password{"me", "example-password", "account"};
  ExpectNames(Check(), "project_id");
}

TEST_F(UnknownValuesTest, DomainIdIsNeededForTheUrl) {
  settings.domain_id = Unknown("domain_id");
  ExpectNames(Scope(), "domain_id");
  settings.credentials = Password{"me", "example-password", "account"};
  ExpectNames(Scope(), "domain_id");
}

TEST_F(UnknownValuesTest, DomainIdIsNeededForAPasswordWithoutDomainName) {
  settings.credentials = Password{"me", "example-password", ""};
  settings.domain_id = Unknown("domain_id");
  ExpectNames(Check(), "domain_id");
  ExpectNames(Scope(), "domain_id");
}

TEST_F(UnknownValuesTest, DomainIdIsNeededToAssumeAnAgencyByDomainName) {
  settings.domain_id = Unknown("domain_id");
  settings.agencies = {{"team", "acme", "", 0}};
  ExpectNames(Check(), "domain_id");

  settings.agencies = {{"team", "", "acme-id", 0}};
  cloud.On("POST /v5/agencies/assume", 200, R"({"credentials":{"access_key_id":"a",
      "secret_access_key":"agency-secret","security_token":"agency-token"}})");
  const auto scope = Scope();
  ASSERT_TRUE(scope) << scope.error().ToDetail();
  EXPECT_EQ(scope->domain_id, "acme-id");
  EXPECT_EQ(scope->project_id, "project1");
}

TEST_F(UnknownValuesTest, DomainIdIsNotNeededToAssumeAnAgencyWithToken) {
  settings.credentials = Token{"example-iam-token"};
  settings.domain_id = Unknown("domain_id");
  settings.project_id = Unknown("project_id");
  settings.agencies = {{"team", "acme", "", 0}};
  cloud.On("POST /v3.0/OS-CREDENTIAL/securitytokens", 201, R"({"credential":{"access":"a",
      "secret":"agency-secret","securitytoken":"agency-token"}})");
  EXPECT_TRUE(Check());
}

TEST_F(UnknownValuesTest, DomainIdIsNotNeededIfIdTokenAgencyHasOne) {
  settings.domain_id = Unknown("domain_id");
  settings.credentials = IdToken{"github", "example-id-token", "", {"ci", "", "acme-id", 0}};
  const auto scope = Scope();
  ASSERT_TRUE(scope) << scope.error().ToDetail();
  EXPECT_EQ(scope->domain_id, "acme-id");
  EXPECT_THAT(cloud.Calls(), SizeIs(0));
}

}  // namespace
}  // namespace provider::session
