// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Where the account ID comes from if IAM lists no project: its domains, then STS.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/session/session.h"
#include "tests/unit/session/fake_cloud.h"

namespace provider::session {
namespace {

using auth::Settings;
using auth::Token;
using provider::testing::FakeCloud;
using provider::testing::KeySettings;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Kind = service::Error::Kind;

constexpr const char* kStsCall = "GET /v5/caller-identity";

class AccountLookUp : public ::testing::Test {
 protected:
  AccountLookUp() {
    settings.endpoints.region = "cn-north-4";
    cloud.On("GET /v3/projects?name=cn-north-4", 200, R"({"projects":[]})");
    cloud.On("GET /v3/auth/domains", 200, R"({"domains":[]})");
    cloud.On(kStsCall, 200, R"({"account_id":"sts-account","principal_id":"x"})");
  }
  auto LookUp() {
    return cloud.Session(settings).ScopeFor(settings.endpoints.region, cloud.InTwoMinutes(), {});
  }

  FakeCloud cloud;
  Settings settings = KeySettings();
};

TEST_F(AccountLookUp, AsksStsIfIamListsNoAccount) {
  EXPECT_EQ(LookUp().value().domain_id, "sts-account");
  EXPECT_THAT(cloud.Calls(),
              ElementsAre(HasSubstr("/v3/projects"), HasSubstr("/v3/auth/domains"),
                          "GET https://sts.cn-north-4.myhuaweicloud.com/v5/caller-identity"));
}

TEST_F(AccountLookUp, AsksStsIfIamRefuses) {
  cloud.On("GET /v3/auth/domains", 403, "");
  EXPECT_EQ(LookUp().value().domain_id, "sts-account");
}

TEST_F(AccountLookUp, AsksStsOnlyWhereTheCloudHasOne) {
  settings.endpoints.region = "eu-west-0";
  cloud.On("GET /v3/projects?name=eu-west-0", 200, R"({"projects":[]})");
  EXPECT_THAT(LookUp().error().message, HasSubstr("does not say which account"));
  EXPECT_EQ(cloud.Calls().size(), 2U);
  settings.endpoints.custom["sts"] = "https://sts.example";
  EXPECT_EQ(LookUp().value().domain_id, "sts-account");
  settings.endpoints.custom.clear();
  settings.endpoints.cloud = "myhuaweicloud.com";
  EXPECT_EQ(LookUp().value().domain_id, "sts-account");
}

TEST_F(AccountLookUp, DoesNotSendATokenToSts) {
  settings.credentials = Token{"example-iam-token"};
  EXPECT_THAT(LookUp().error().message, HasSubstr("does not say which account"));
  EXPECT_EQ(cloud.Calls().size(), 2U);
}

TEST_F(AccountLookUp, StsFailureIsReportedWithHintAtDomainId) {
  cloud.On(kStsCall, 403, R"({"error_code":"STS.1","error_msg":"busy"})");
  const auto error = LookUp().error();
  EXPECT_EQ(error.message, "busy");
  EXPECT_THAT(error.endpoint, HasSubstr("sts."));
  EXPECT_THAT(error.hint, HasSubstr("HW_DOMAIN_ID"));
}

TEST_F(AccountLookUp, OutageOfStsHasNoHintAtDomainId) {
  using TransportKind = http::TransportError::Kind;
  for (const int status : {500, 502, 503}) {
    cloud.On(kStsCall, status, "");
    EXPECT_THAT(LookUp().error().hint, Not(HasSubstr("HW_DOMAIN_ID"))) << status;
  }
  for (const auto kind : {TransportKind::kResolve, TransportKind::kConnect, TransportKind::kTls,
                          TransportKind::kProxy, TransportKind::kSetup}) {
    cloud.On(kStsCall, [kind](const http::Request&) -> testing::FakeTransport::Result {
      return tl::unexpected(http::TransportError{kind, "Not reached."});
    });
    EXPECT_THAT(LookUp().error().hint, Not(HasSubstr("HW_DOMAIN_ID")));
  }
}

TEST_F(AccountLookUp, ReportsRefusalOfIamRatherThanOutageOfSts) {
  cloud.On("GET /v3/auth/domains", 403, R"({"error":{"code":403,"message":"no right"}})");
  cloud.On(kStsCall, 503, "");
  EXPECT_EQ(LookUp().error().message, "no right");
}

TEST_F(AccountLookUp, StopsAtHttp401) {
  cloud.On("GET /v3/auth/domains", 401, R"({"error_code":"APIGW.0301"})");
  EXPECT_EQ(LookUp().error().http_status, 401);
  EXPECT_EQ(cloud.Calls().size(), 2U);
}

TEST_F(AccountLookUp, RefusesInvalidAccountIds) {
  for (const auto* body : {"", "[]", "{}", R"({"account_id":""})", R"({"account_id":"a/../b"})",
                           R"({"account_id":7})", "<other/>"}) {
    cloud.On(kStsCall, 200, body);
    const auto scope = LookUp();
    ASSERT_FALSE(scope) << body;
    EXPECT_EQ(scope.error().kind, Kind::kNotUnderstood) << body;
  }
}

TEST_F(AccountLookUp, HintDependsOnTheRefusal) {
  const auto hint_of = [this](int status, const char* body) {
    cloud.On("GET /v3/projects?name=cn-north-4", status, body);
    return LookUp().error().hint;
  };
  EXPECT_THAT(hint_of(404, ""),
              AllOf(HasSubstr("does not look like IAM"), HasSubstr("To do without")));
  EXPECT_THAT(hint_of(403, ""), AllOf(HasSubstr("list its projects"), HasSubstr("To do without")));
  EXPECT_THAT(hint_of(200, "{}"), HasSubstr("To do without"));
  EXPECT_THAT(hint_of(401, ""), Not(HasSubstr("To do without")));
  EXPECT_THAT(hint_of(403, "<html><title>Blocked</title>"),
              AllOf(HasSubstr("runs the proxy"), Not(HasSubstr("list its projects"))));
}

TEST_F(AccountLookUp, HintNamesOnlyMissingArguments) {
  cloud.On("GET /v3/projects?name=cn-north-4", 403, "");
  EXPECT_THAT(LookUp().error().hint, HasSubstr("set domain_id and project_id"));
  settings.project_id = "p";
  EXPECT_THAT(LookUp().error().hint, HasSubstr("set domain_id in the provider block"));
  settings.project_id = "";
  settings.credentials = Token{"example-iam-token"};
  EXPECT_THAT(LookUp().error().hint, HasSubstr("set domain_id in the provider block"));
}

}  // namespace
}  // namespace provider::session
