// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Incomplete pairs: what completes them, and what must not.

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

TEST(ChooseCredentials, CompletesKeysOfTheBlockFromTheEnvironment) {
  EXPECT_EQ(Choose(R"({"access_key":"ak"})", {{"OS_SECRET_KEY", "env-sk"}}).chosen.credentials,
            Key("ak", "env-sk"));
  EXPECT_EQ(Choose(R"({"secret_key":"sk"})", {{"OS_ACCESS_KEY", "env-ak"}}).chosen.credentials,
            Key("env-ak", "sk"));
  // It counts as configuration: a token of the environment does not replace it.
  EXPECT_EQ(Choose(R"({"access_key":"ak"})", {{"HW_SECRET_KEY", "env-sk"}, {"HW_AUTH_TOKEN", "t"}})
                .chosen.credentials,
            Key("ak", "env-sk"));
}

TEST(ChooseCredentials, UsesAnEnvironmentSecurityTokenOnlyWithItsAccessKey) {
  Variables variables = kEnvironmentKeys;
  variables["HW_SECURITY_TOKEN"] = "env-st";
  EXPECT_EQ(Choose("{}", variables).chosen.credentials, Key("env-ak", "env-sk", "env-st"));
  EXPECT_EQ(Choose(R"({"access_key":"ak"})", variables).chosen.credentials, Key("ak", "env-sk"));
  EXPECT_EQ(Choose(R"({"access_key":"ak","secret_key":"sk"})", variables).chosen.credentials,
            Key("ak", "sk"));
  EXPECT_EQ(Choose(R"({"secret_key":"sk"})", variables).chosen.credentials,
            Key("env-ak", "sk", "env-st"));
  EXPECT_EQ(Choose(R"({"security_token":"st"})", variables).chosen.credentials,
            Key("env-ak", "env-sk", "st"));
}

TEST(ChooseCredentials, RefusesAnIncompleteKeyPair) {
  const struct {
    const char* json;
    Variables variables;
    cty::Path path;
    const char* missing;
  } cases[] = {
      {R"({"access_key":"ak"})",
       {},
       cty::Path::Root("access_key"),
       "\"secret_key\" is set neither"},
      {R"({"secret_key":"sk"})",
       {},
       cty::Path::Root("secret_key"),
       "\"access_key\" is set neither"},
      {R"({"security_token":"st"})", {}, cty::Path::Root("security_token"), "\"access_key\""},
      {R"({"security_token":"st"})",
       {{"HW_ACCESS_KEY", "a"}},
       cty::Path::Root("security_token"),
       "\"secret_key\""},
      {R"({"token":"t","access_key":"ak"})", {}, cty::Path::Root("access_key"), "\"secret_key\""},
      {"{}", {{"HUAWEICLOUD_SDK_AK", "a"}}, {}, "\"secret_key\""},
      {"{}", {{"OS_SECRET_KEY", "s"}}, {}, "\"access_key\""},
      {R"({"access_key":"ak","secret_key":""})",
       {},
       cty::Path::Root("access_key"),
       "\"secret_key\""},
      {R"({"access_key":"ak"})",
       {{"HW_AUTH_TOKEN", "t"}},
       cty::Path::Root("access_key"),
       "\"secret_key\""},
  };
  for (const auto& row : cases) {
    const auto outcome = Choose(row.json, row.variables);
    EXPECT_EQ(outcome.chosen.credentials, std::nullopt) << row.json;
    ASSERT_THAT(outcome.problems, SizeIs(1)) << row.json;
    EXPECT_EQ(outcome.problems[0].severity, framework::Severity::kError);
    EXPECT_EQ(outcome.problems[0].path, row.path) << row.json;
    EXPECT_THAT(outcome.problems[0].detail, HasSubstr(row.missing)) << row.json;
  }
}

TEST(ChooseCredentials, NamesTheVariablesOfTheMissingKey) {
  const auto outcome = Choose("{}", {{"HUAWEICLOUD_SDK_AK", "a"}});
  ASSERT_THAT(outcome.problems, SizeIs(1));
  EXPECT_THAT(outcome.problems[0].detail, HasSubstr("HUAWEICLOUD_SDK_AK"));
  EXPECT_THAT(outcome.problems[0].detail, HasSubstr("(HUAWEICLOUD_SDK_SK)"));
  EXPECT_THAT(Choose(R"({"access_key":"ak"})").problems[0].detail,
              HasSubstr("(HW_SECRET_KEY, OS_SECRET_KEY, HUAWEICLOUD_SDK_SK)"))
      << "each of them would complete the block";
}

const Variables kTemporarySdkKeys = {{"HUAWEICLOUD_SDK_AK", "sdk-ak"},
                                     {"HUAWEICLOUD_SDK_SK", "sdk-sk"},
                                     {"HUAWEICLOUD_SDK_SECURITY_TOKEN", "sdk-st"}};

TEST(ChooseCredentials, TakesKeysFromOneFamily) {
  const auto both = Choose("{}", Plus(kEnvironmentKeys, kTemporarySdkKeys));
  EXPECT_EQ(both.chosen.credentials, Key("env-ak", "env-sk"));
  EXPECT_THAT(both.problems, IsEmpty());
  EXPECT_EQ(Choose("{}", Plus({{"OS_ACCESS_KEY", "os-ak"}, {"OS_SECRET_KEY", "os-sk"}},
                              kTemporarySdkKeys))
                .chosen.credentials,
            Key("os-ak", "os-sk"));
  EXPECT_EQ(Choose(R"({"secret_key":"sk"})", Plus({{"HW_ACCESS_KEY", "env-ak"}}, kTemporarySdkKeys))
                .chosen.credentials,
            Key("env-ak", "sk"));
}

TEST(ChooseCredentials, DoesNotCompleteAPairFromALowerFamily) {
  const struct {
    Variables variables;
    const char* set;
    const char* missing;
    const char* unused;
  } cases[] = {
      {{{"HW_ACCESS_KEY", "a"}}, "HW_ACCESS_KEY", "(HW_SECRET_KEY)", "HUAWEICLOUD_SDK_SK does not"},
      {{{"HW_SECRET_KEY", "hidden-value"}},
       "HW_SECRET_KEY",
       "(HW_ACCESS_KEY)",
       "HUAWEICLOUD_SDK_AK does not"},
      {{{"OS_ACCESS_KEY", "a"}}, "OS_ACCESS_KEY", "(OS_SECRET_KEY)", "HUAWEICLOUD_SDK_SK does not"},
      {{{"OS_SECRET_KEY", "hidden-value"}},
       "OS_SECRET_KEY",
       "(OS_ACCESS_KEY)",
       "HUAWEICLOUD_SDK_AK does not"},
      {{{"HW_ACCESS_KEY", "a"}, {"OS_SECRET_KEY", "hidden-value"}},
       "HW_ACCESS_KEY",
       "(HW_SECRET_KEY)",
       "OS_SECRET_KEY does not"},
  };
  for (const auto& row : cases) {
    const auto outcome = Choose("{}", Plus(row.variables, kTemporarySdkKeys));
    EXPECT_EQ(outcome.chosen.credentials, std::nullopt) << row.set;
    ASSERT_THAT(outcome.problems, SizeIs(1)) << row.set;
    EXPECT_EQ(outcome.problems[0].severity, framework::Severity::kError);
    EXPECT_THAT(outcome.problems[0].detail,
                AllOf(HasSubstr(row.set), HasSubstr(row.missing), HasSubstr(row.unused),
                      HasSubstr("the same prefix"), Not(HasSubstr("hidden-value"))));
  }
}

TEST(ChooseCredentials, WarnsAboutAnUnusedSecurityToken) {
  const auto outcome = Choose("{}", {{"OS_ACCESS_KEY", "os-ak"},
                                     {"OS_SECRET_KEY", "os-sk"},
                                     {"HW_SECURITY_TOKEN", "hidden-value"}});
  EXPECT_EQ(outcome.chosen.credentials, Key("os-ak", "os-sk"));
  ASSERT_THAT(outcome.problems, SizeIs(1));
  EXPECT_EQ(outcome.problems[0].severity, framework::Severity::kWarning);
  EXPECT_THAT(outcome.problems[0].detail,
              AllOf(HasSubstr("HW_SECURITY_TOKEN"), HasSubstr("HW_ACCESS_KEY"),
                    HasSubstr("OS_ACCESS_KEY"), Not(HasSubstr("hidden-value"))));
}

TEST(ChooseCredentials, TakesUserAndPasswordFromOneFamily) {
  const Variables os = {
      {"OS_USERNAME", "os-user"}, {"OS_PASSWORD", "os-pw"}, {"OS_USER_DOMAIN_NAME", "os-domain"}};
  const Variables hw = {{"HW_USER_NAME", "hw-user"}, {"HW_USER_PASSWORD", "hw-pw"}};
  EXPECT_EQ(Choose("{}", Plus(os, hw)).chosen.credentials,
            Password("hw-user", "hw-pw", "os-domain"))
      << "the account of any family, where its own has none";
  EXPECT_EQ(Choose("{}", Plus(os, {{"HW_DOMAIN_NAME", "hw-domain"}})).chosen.credentials,
            Password("os-user", "os-pw", "os-domain"));
  EXPECT_EQ(Choose(R"({"user_name":"own"})", Plus(os, {{"HW_DOMAIN_NAME", "hw-domain"}}))
                .chosen.credentials,
            Password("own", "os-pw", "os-domain"));

  const auto half = Choose("{}", Plus(os, {{"HW_USER_NAME", "hw-user"}}));
  EXPECT_EQ(half.chosen.credentials, std::nullopt);
  ASSERT_THAT(half.problems, SizeIs(1));
  EXPECT_THAT(half.problems[0].detail,
              AllOf(HasSubstr("HW_USER_NAME"), HasSubstr("(HW_USER_PASSWORD)")));

  const auto mixed =
      Choose("{}", {{"HW_USER_NAME", "u"}, {"OS_PASSWORD", "p"}, {"HW_DOMAIN_NAME", "d"}});
  EXPECT_EQ(mixed.chosen.credentials, std::nullopt);
}

// Keys of another source belong to another account: an incomplete pair must not fall back to them.
TEST(ChooseCredentials, RefusesAnIncompleteUserInHwVariables) {
  const struct {
    Variables variables;
    const char* message;
  } cases[] = {
      {{{"HW_USER_NAME", "u"}}, "HW_USER_PASSWORD"},
      {{{"HW_USER_PASSWORD", "p"}}, "HW_USER_NAME"},
      {{{"HW_USER_NAME", "u"}, {"HW_USER_PASSWORD", "p"}}, "HW_DOMAIN_NAME"},
  };
  for (const auto& row : cases) {
    const auto outcome = Choose("{}", row.variables);
    EXPECT_EQ(outcome.chosen.credentials, std::nullopt) << row.message;
    ASSERT_THAT(outcome.problems, SizeIs(1)) << row.message;
    EXPECT_EQ(outcome.problems[0].severity, framework::Severity::kError);
    EXPECT_THAT(outcome.problems[0].detail, HasSubstr(row.message));
  }
  // OS_USERNAME alone may be meant for another tool.
  EXPECT_THAT(Choose("{}", {{"OS_USERNAME", "u"}}).problems, SizeIs(0));
}

TEST(ChooseCredentials, CompletesUserAndPasswordFromTheEnvironment) {
  EXPECT_EQ(Choose(R"({"user_name":"u"})", {{"OS_PASSWORD", "p"}, {"OS_DOMAIN_NAME", "d"}})
                .chosen.credentials,
            Password("u", "p", "d"));
  EXPECT_EQ(Choose(R"({"domain_name":"own"})",
                   {{"OS_USERNAME", "u"}, {"OS_PASSWORD", "p"}, {"OS_DOMAIN_NAME", "d"}})
                .chosen.credentials,
            Password("u", "p", "own"));
}

TEST(ChooseCredentials, RefusesAnIncompleteUserInTheBlock) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"user_name":"u"})", "\"password\" is set neither"},
      {R"({"password":"p"})", "\"user_name\" is set neither"},
      {R"({"user_name":"u","password":"p"})",
       "Set \"domain_name\" or \"domain_id\": the user in the argument \"user_name\" belongs to an "
       "account, and neither its name nor its ID is set."},
  };
  for (const auto& [json, missing] : cases) {
    const auto outcome = Choose(json, kEnvironmentKeys);
    EXPECT_EQ(outcome.chosen.credentials, std::nullopt) << json;
    ASSERT_THAT(outcome.problems, SizeIs(1)) << json;
    EXPECT_THAT(outcome.problems[0].detail, HasSubstr(missing));
    EXPECT_FALSE(outcome.problems[0].path.empty());
  }
}

TEST(ChooseCredentials, NamesAccountVariablesOfTheUsersFamily) {
  const auto own = Choose("{}", {{"HW_USER_NAME", "u"}, {"HW_USER_PASSWORD", "p"}});
  ASSERT_THAT(own.problems, SizeIs(1));
  EXPECT_EQ(own.problems[0].detail,
            "Set HW_DOMAIN_NAME or HW_DOMAIN_ID: the user in the environment variable HW_USER_NAME "
            "belongs to an account, and neither its name nor its ID is set.");
  const auto mixed = Choose(R"({"password":"p"})", {{"OS_USERNAME", "u"}});
  ASSERT_THAT(mixed.problems, SizeIs(1));
  EXPECT_THAT(mixed.problems[0].detail,
              HasSubstr("Set OS_DOMAIN_NAME or OS_DOMAIN_ID: the user in the environment variable "
                        "OS_USERNAME belongs"));
  EXPECT_EQ(mixed.problems[0].path, cty::Path::Root("password"));
}

TEST(ChooseCredentials, AcceptsADomainIdInsteadOfADomainName) {
  EXPECT_EQ(Choose(R"({"user_name":"u","password":"p","domain_id":"i"})").chosen.credentials,
            Password("u", "p", ""));
  EXPECT_EQ(
      Choose(R"({"user_name":"u","password":"p"})", {{"HW_DOMAIN_ID", "i"}}).chosen.credentials,
      Password("u", "p", ""));
  EXPECT_EQ(Choose("{}", {{"OS_USERNAME", "u"}, {"OS_PASSWORD", "p"}, {"OS_DOMAIN_ID", "i"}})
                .chosen.credentials,
            Password("u", "p", ""));
  EXPECT_EQ(Choose(R"({"domain_id":"i"})", {{"HW_USER_NAME", "u"}, {"HW_USER_PASSWORD", "p"}})
                .chosen.credentials,
            Password("u", "p", ""));
  EXPECT_EQ(Choose(R"({"user_name":"u","password":"p","domain_id":"i"})", {{"HW_DOMAIN_NAME", "d"}})
                .chosen.credentials,
            Password("u", "p", ""))
      << "a name in the environment must not replace an ID in the block";
  const auto unknown =
      Choose(WithUnknown(R"({"user_name":"u","password":"p"})", {"domain_id"}), {});
  EXPECT_EQ(unknown.chosen.credentials, Password("u", "p", ""));
  EXPECT_THAT(unknown.problems, IsEmpty());
  EXPECT_THAT(unknown.chosen.unknown_arguments, IsEmpty());
}
}  // namespace
}  // namespace provider::configure
