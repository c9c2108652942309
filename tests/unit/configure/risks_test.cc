// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/risks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/configure/config.h"

namespace provider::configure {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

TEST(WarnOfRisks, WarnsWhenCertificatesAreNotVerified) {
  const auto block = Validate(R"({"insecure":true})");
  ASSERT_THAT(block, SizeIs(1));
  EXPECT_EQ(block[0].severity, framework::Severity::kWarning);
  EXPECT_EQ(block[0].path, cty::Path::Root("insecure"));
  EXPECT_THAT(block[0].detail,
              AllOf(HasSubstr("The argument \"insecure\""), HasSubstr("cacert_file")));
  const auto variable = Validate("{}", {{"OS_INSECURE", "1"}});
  ASSERT_THAT(variable, SizeIs(1));
  EXPECT_THAT(variable[0].detail, HasSubstr("OS_INSECURE"));
  EXPECT_THAT(Validate(R"({"insecure":false})", {{"OS_INSECURE", "1"}}), IsEmpty());
  EXPECT_THAT(Validate(WithUnknown("{}", {"insecure"})), IsEmpty());
}

TEST(WarnOfRisks, WarnsWhenASecretIsSentWithoutTls) {
  const struct {
    const char* json;
    Variables variables;
    const char* secret;
    const char* source;
  } cases[] = {
      {R"({"user_name":"u","password":"hunter2","domain_name":"d","auth_url":"http://iam.example"})",
       {},
       "The password is sent to http://iam.example ",
       "the argument \"auth_url\""},
      {R"({"user_name":"u","password":"hunter2","domain_name":"d"})",
       {{"OS_AUTH_URL", "http://iam.example/v3"}},
       "The password",
       "OS_AUTH_URL"},
      {R"({"user_name":"u","password":"hunter2","domain_name":"d",
           "endpoints":{"iam":"HTTP://127.0.0.1:1/v3"}})",
       {},
       "The password",
       "endpoints.iam"},
      {R"({"token":"hunter2","endpoints":{"cts":"http://cts.example"}})",
       {},
       "The token",
       "endpoints.cts"},
      {R"({"token":"hunter2","region":"eu-west-0"})",
       {{"HUAWEICLOUD_SDK_REGION_CTS_EU_WEST_0", "http://cts.example"}},
       "The token",
       "HUAWEICLOUD_SDK_REGION_CTS_EU_WEST_0"},
      {R"({"assume_role_with_oidc":[{"idp_id":"i","id_token":"hunter2","agency_name":"a",
           "domain_id":"d"}],"endpoints":{"sts":"http://sts.example"}})",
       {},
       "The ID token",
       "endpoints.sts"},
  };
  for (const auto& row : cases) {
    const auto problems = Validate(row.json, row.variables);
    ASSERT_THAT(problems, SizeIs(1)) << row.json;
    EXPECT_EQ(problems[0].severity, framework::Severity::kWarning);
    EXPECT_THAT(problems[0].detail, AllOf(HasSubstr(row.secret), HasSubstr(row.source),
                                          HasSubstr("https://"), Not(HasSubstr("hunter2"))));
  }
}

TEST(WarnOfRisks, DoesNotWarnIfNoSecretIsSentWithoutTls) {
  for (const auto* json :
       {R"({"access_key":"a","secret_key":"s","endpoints":{"cts":"http://c","iam":"http://i"}})",
        R"({"user_name":"u","password":"p","domain_name":"d","auth_url":"https://i"})",
        R"({"user_name":"u","password":"p","domain_name":"d","endpoints":{"cts":"http://c"},
            "region":"eu-west-0"})",
        R"({"token":"t","region":"eu-west-0","endpoints":{"iam":"http://i"}})"}) {
    EXPECT_THAT(Validate(json), IsEmpty()) << json;
  }
}

}  // namespace
}  // namespace provider::configure
