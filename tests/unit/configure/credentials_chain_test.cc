// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/credentials_chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/configure/choose.h"

namespace provider::configure {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kAllCredentials[] = R"({"token":"t","access_key":"ak","secret_key":"sk",
  "security_token":"st","user_name":"u","password":"p","domain_name":"d"})";

TEST(ChooseCredentials, TakesTokenThenKeysThenPasswordOfTheBlock) {
  EXPECT_EQ(Choose(kAllCredentials).chosen.credentials, Token("t"));
  EXPECT_EQ(
      Choose(With(Config(kAllCredentials), "token", cty::Value::Null()), {}).chosen.credentials,
      Key("ak", "sk", "st"));
  EXPECT_EQ(Choose(R"({"user_name":"u","password":"p","domain_name":"d"})").chosen.credentials,
            Password("u", "p", "d"));
}

TEST(ChooseCredentials, TakesTokenThenKeysThenPasswordOfTheEnvironment) {
  Variables variables = {{"OS_AUTH_TOKEN", "t"},       {"HUAWEICLOUD_SDK_AK", "ak"},
                         {"HUAWEICLOUD_SDK_SK", "sk"}, {"HUAWEICLOUD_SDK_SECURITY_TOKEN", "st"},
                         {"OS_USERNAME", "u"},         {"OS_PASSWORD", "p"},
                         {"OS_USER_DOMAIN_NAME", "d"}};
  EXPECT_EQ(Choose("{}", variables).chosen.credentials, Token("t"));
  variables.erase("OS_AUTH_TOKEN");
  EXPECT_EQ(Choose("{}", variables).chosen.credentials, Key("ak", "sk", "st"));
  variables.erase("HUAWEICLOUD_SDK_AK");
  variables.erase("HUAWEICLOUD_SDK_SK");
  EXPECT_EQ(Choose("{}", variables).chosen.credentials, Password("u", "p", "d"));
}

TEST(ChooseCredentials, BlockPasswordWinsOverEnvironmentToken) {
  const auto outcome = Choose(R"({"user_name":"u","password":"p","domain_name":"d"})",
                              {{"HW_AUTH_TOKEN", "env"}, {"HW_ACCESS_KEY", "env-ak"}});
  EXPECT_EQ(outcome.chosen.credentials, Password("u", "p", "d"));
  EXPECT_THAT(outcome.problems, IsEmpty());
}

TEST(ChooseCredentials, IgnoresIncompletePairsBelowTheChosenSource) {
  const auto outcome = Choose(R"({"access_key":"ak","secret_key":"sk"})",
                              {{"HW_ACCESS_KEY", "env-ak"}, {"HW_USER_NAME", "u"}});
  EXPECT_EQ(outcome.chosen.credentials, Key("ak", "sk"));
  EXPECT_THAT(outcome.problems, IsEmpty());
}

TEST(ChooseCredentials, DomainNameAloneDoesNotStartASet) {
  const auto outcome = Choose(R"({"domain_name":"d"})", kEnvironmentKeys);
  EXPECT_EQ(outcome.chosen.credentials, Key("env-ak", "env-sk"));
  EXPECT_THAT(outcome.problems, IsEmpty());
}

TEST(ChooseCredentials, ListsEverySourceWhenNoneHasCredentials) {
  const auto outcome = Choose("{}", {{"HOME", "/home/me"}});
  EXPECT_EQ(outcome.chosen.credentials, std::nullopt);
  EXPECT_THAT(outcome.problems, IsEmpty());
  EXPECT_EQ(AttemptsOf(outcome),
            "provider block: none of access_key, secret_key, security_token, token, user_name, "
            "password is set\n"
            "environment: none of HW_ACCESS_KEY, OS_ACCESS_KEY, HUAWEICLOUD_SDK_AK, HW_AUTH_TOKEN, "
            "OS_AUTH_TOKEN, HW_USER_NAME, OS_USERNAME is set\n"
            "KooCLI profile: neither profile (HW_PROFILE) nor shared_config_file "
            "(HW_SHARED_CONFIG_FILE) is set\n"
            "SDK credentials file: /home/me/.huaweicloud/credentials does not exist\n"
            "ECS metadata: switched off by endpoints.metadata\n");
}

TEST(ChooseCredentials, ReportsWhyTheEnvironmentHasNoCredentials) {
  EXPECT_THAT(AttemptsOf(Choose("{}", {{"OS_USERNAME", "u"}})),
              HasSubstr("OS_USERNAME is set, but OS_PASSWORD is not\n"));
  EXPECT_THAT(AttemptsOf(Choose("{}", {{"OS_PASSWORD", "p"}})),
              HasSubstr("OS_PASSWORD is set, but OS_USERNAME is not\n"));
  EXPECT_THAT(AttemptsOf(Choose("{}", {{"OS_USERNAME", "u"}, {"OS_PASSWORD", "p"}})),
              HasSubstr("OS_USERNAME and OS_PASSWORD are set, but none of OS_DOMAIN_NAME, "
                        "OS_USER_DOMAIN_NAME, OS_PROJECT_DOMAIN_NAME, OS_DOMAIN_ID, "
                        "OS_USER_DOMAIN_ID, OS_PROJECT_DOMAIN_ID is\n"));
  EXPECT_THAT(AttemptsOf(Choose("{}", {{"HW_SECURITY_TOKEN", "abc"}})),
              HasSubstr("environment: HW_SECURITY_TOKEN is set, but HW_ACCESS_KEY is not\n"));
  EXPECT_THAT(AttemptsOf(Choose("{}", {{"HUAWEICLOUD_SDK_SECURITY_TOKEN", "abc"}})),
              HasSubstr("HUAWEICLOUD_SDK_SECURITY_TOKEN is set, but HUAWEICLOUD_SDK_AK is not\n"));
  EXPECT_THAT(AttemptsOf(Choose("{}")), HasSubstr("not looked for: HOME is not set\n"));
}

TEST(ChooseCredentials, NamesTheChosenSourceWithoutValues) {
  const auto outcome = Choose(R"({"access_key":"my-ak"})", {{"OS_SECRET_KEY", "my-sk"}});
  EXPECT_EQ(AttemptsOf(outcome), "provider block: chosen: access_key, OS_SECRET_KEY\n");
}

TEST(ChooseCredentials, RefusesValuesThatWouldBreakAHeader) {
  const auto block = Choose(R"({"access_key":"ak","secret_key":"hunter2\n"})");
  EXPECT_EQ(block.chosen.credentials, std::nullopt);
  ASSERT_THAT(block.problems, SizeIs(1));
  EXPECT_EQ(block.problems[0].path, cty::Path::Root("secret_key"));
  EXPECT_THAT(block.problems[0].detail, Not(HasSubstr("hunter2")));

  const auto environment = Choose("{}", {{"HW_AUTH_TOKEN", "t\r\nX-Evil: 1"}});
  EXPECT_EQ(environment.chosen.credentials, std::nullopt);
  ASSERT_THAT(environment.problems, SizeIs(1));
  EXPECT_THAT(environment.problems[0].detail, HasSubstr("HW_AUTH_TOKEN"));
  EXPECT_THAT(environment.problems[0].detail, Not(HasSubstr("Evil")));
}

TEST(ChooseCredentials, DoesNotValidateUnusedValues) {
  const auto outcome = Choose(R"({"token":"t"})", {{"HW_ACCESS_KEY", "broken\n"}});
  EXPECT_EQ(outcome.chosen.credentials, Token("t"));
  EXPECT_THAT(outcome.problems, IsEmpty());
}

TEST(ChooseCredentials, WaitsForUnknownValuesWithoutFallback) {
  const struct {
    const char* json;
    std::vector<std::string> unknown;
    Variables variables;
    std::vector<std::string> named;
  } cases[] = {
      {"{}", {"token"}, kEnvironmentKeys, {"token"}},
      {R"({"access_key":"a","secret_key":"s"})", {"token"}, {}, {"token"}},
      {"{}", {"access_key"}, kEnvironmentKeys, {"access_key"}},
      {"{}", {"access_key", "secret_key"}, {}, {"access_key", "secret_key"}},
      {"{}", {"access_key"}, {{"HW_SECRET_KEY", "s"}}, {"access_key"}},
      {R"({"access_key":"a","secret_key":"s"})", {"security_token"}, {}, {"security_token"}},
      {R"({"user_name":"u","domain_name":"d"})", {"password"}, kEnvironmentKeys, {"password"}},
      {R"({"user_name":"u","password":"p"})", {"domain_name"}, {}, {"domain_name"}},
      {"{}", {"domain_name"}, {{"OS_USERNAME", "u"}, {"OS_PASSWORD", "p"}}, {"domain_name"}},
  };
  for (const auto& row : cases) {
    const auto outcome = Choose(WithUnknown(row.json, row.unknown), row.variables);
    EXPECT_EQ(outcome.chosen.credentials, std::nullopt) << row.json;
    EXPECT_THAT(outcome.problems, IsEmpty()) << row.json;
    EXPECT_EQ(outcome.chosen.unknown_arguments, row.named) << row.json;
  }
}

TEST(ChooseCredentials, DoesNotWaitForUnneededUnknownValues) {
  const auto outcome = Choose(
      WithUnknown(R"({"access_key":"a","secret_key":"s"})", {"password", "domain_name"}), {});
  EXPECT_EQ(outcome.chosen.credentials, Key("a", "s"));
  EXPECT_THAT(outcome.chosen.unknown_arguments, IsEmpty());
}

TEST(ChooseCredentials, ReportsNoProblemForAPairWithAnUnknownHalf) {
  EXPECT_THAT(Choose(WithUnknown(R"({"access_key":"a"})", {"secret_key"}), {}).problems, IsEmpty());
}

TEST(ChooseCredentials, PrefersAnIdTokenWithinItsSource) {
  const auto id_token = Credentials(auth::IdToken{"idp", "id-token", "", {}});
  const Variables variables = {{"HW_ASSUME_ROLE_IDP_ID", "idp"},
                               {"HW_ASSUME_ROLE_ID_TOKEN", "id-token"}};
  EXPECT_EQ(Choose("{}", Plus(variables, kEnvironmentKeys)).chosen.credentials, id_token);
  EXPECT_EQ(Choose(R"({"access_key":"ak","secret_key":"sk"})", variables).chosen.credentials,
            Key("ak", "sk"));
  EXPECT_EQ(Choose(R"({"assume_role_with_oidc":[{"idp_id":"idp","id_token":"id-token"}]})",
                   kEnvironmentKeys)
                .chosen.credentials,
            id_token);
  EXPECT_THAT(AttemptsOf(Choose("{}", variables)), Not(HasSubstr("id-token")));
}

TEST(ChooseCredentials, IncompleteIdTokenEndsTheSearch) {
  const auto outcome = Choose("{}", Plus({{"HW_ASSUME_ROLE_IDP_ID", "idp"}}, kEnvironmentKeys));
  EXPECT_EQ(outcome.chosen.credentials, std::nullopt);
  ASSERT_THAT(outcome.problems, SizeIs(1));
  EXPECT_THAT(outcome.problems[0].detail, HasSubstr("HW_ASSUME_ROLE_ID_TOKEN_FILE"));
}
}  // namespace
}  // namespace provider::configure
