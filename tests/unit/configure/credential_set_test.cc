// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/credential_set.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/configure/config.h"

namespace provider::configure {
namespace {

using Kind = CredentialSet::Kind;

// One member after the other; "" is unset, "?" unknown.
std::vector<std::string> Values(const CredentialSet& set) {
  std::vector<std::string> values;
  for (const auto* setting : {&set.identity(), &set.secret(), &set.security_token()}) {
    values.push_back(setting->unknown() ? "?" : setting->value);
  }
  return values;
}
using Expected = std::vector<std::string>;

struct Inputs {
  explicit Inputs(std::string_view json, Variables variables = {})
      : Inputs(Config(json), std::move(variables)) {}
  Inputs(cty::Value block, Variables variables)
      : config(std::move(block)), environment(std::move(variables)) {}
  const cty::Value config;
  const base::Environment environment;
  const Arguments arguments{config, environment};
};

const Variables kTwoFamilies = {{"HW_ACCESS_KEY", "hw-ak"},
                                {"HW_SECRET_KEY", "hw-sk"},
                                {"HUAWEICLOUD_SDK_AK", "sdk-ak"},
                                {"HUAWEICLOUD_SDK_SK", "sdk-sk"},
                                {"HUAWEICLOUD_SDK_SECURITY_TOKEN", "sdk-st"},
                                {"OS_USERNAME", "os-user"},
                                {"OS_PASSWORD", "os-password"}};

TEST(CredentialSet, BlockSetIgnoresTheEnvironment) {
  const Inputs inputs(R"({"access_key":"ak"})", kTwoFamilies);
  const auto keys = CredentialSet::FromBlock(Kind::kKeys, inputs.arguments);
  EXPECT_EQ(Values(keys), (Expected{"ak", "", ""}));
  EXPECT_FALSE(keys.whole());
  EXPECT_EQ(keys.missing(), "secret_key");
  EXPECT_EQ(keys.beginning().argument, "access_key");
  EXPECT_EQ(keys.family(), std::nullopt);
  EXPECT_TRUE(CredentialSet::FromBlock(Kind::kPassword, inputs.arguments).empty());
}

TEST(CredentialSet, ReadsVariablesOfOneFamily) {
  const Inputs inputs("{}", kTwoFamilies);
  const auto read = [&](Kind kind, Family family) {
    return Values(CredentialSet::FromVariables(kind, inputs.arguments, family));
  };
  EXPECT_EQ(read(Kind::kKeys, Family::kHw), (Expected{"hw-ak", "hw-sk", ""}));
  EXPECT_EQ(read(Kind::kKeys, Family::kOs), (Expected{"", "", ""}));
  EXPECT_EQ(read(Kind::kKeys, Family::kSdk), (Expected{"sdk-ak", "sdk-sk", "sdk-st"}));
  EXPECT_EQ(read(Kind::kPassword, Family::kHw), (Expected{"", "", ""}));
  EXPECT_EQ(read(Kind::kPassword, Family::kOs), (Expected{"os-user", "os-password", ""}));
}

TEST(CredentialSet, IgnoresASecurityTokenWithoutItsAccessKey) {
  const Inputs inputs("{}", {{"HW_SECURITY_TOKEN", "st"}, {"HW_SECRET_KEY", "sk"}});
  const auto keys = CredentialSet::FromVariables(Kind::kKeys, inputs.arguments, Family::kHw);
  EXPECT_EQ(Values(keys), (Expected{"", "sk", ""}));
}

TEST(CredentialSet, TakesTheFirstFamilyThatIsPartlySet) {
  const struct {
    Variables variables;
    std::optional<Family> family;
    Expected values;
  } cases[] = {
      {{}, std::nullopt, {"", "", ""}},
      {kTwoFamilies, Family::kHw, {"hw-ak", "hw-sk", ""}},
      {{{"OS_SECRET_KEY", "os-sk"}, {"HUAWEICLOUD_SDK_AK", "sdk-ak"}},
       Family::kOs,
       {"", "os-sk", ""}},
      {{{"HW_SECURITY_TOKEN", "hw-st"}, {"OS_ACCESS_KEY", "a"}, {"OS_SECRET_KEY", "s"}},
       Family::kOs,
       {"a", "s", ""}},
  };
  for (const auto& row : cases) {
    const Inputs inputs("{}", row.variables);
    const auto keys = CredentialSet::FromEnvironment(Kind::kKeys, inputs.arguments);
    EXPECT_EQ(keys.family(), row.family);
    EXPECT_EQ(Values(keys), row.values);
    EXPECT_EQ(keys.empty(), !row.family);
  }
}

TEST(CredentialSet, CompletesTheBlockFromOneFamily) {
  auto half_first = kTwoFamilies;
  half_first.erase("HW_SECRET_KEY");
  const struct {
    const char* json;
    Variables variables;
    Expected values;
  } cases[] = {
      {R"({"access_key":"ak"})", kTwoFamilies, {"ak", "hw-sk", ""}},
      {R"({"access_key":"ak"})", half_first, {"ak", "sdk-sk", ""}},
      {R"({"secret_key":"sk"})", kTwoFamilies, {"hw-ak", "sk", ""}},
      {R"({"secret_key":"sk"})",
       {{"HUAWEICLOUD_SDK_AK", "a"},
        {"HUAWEICLOUD_SDK_SECURITY_TOKEN", "t"},
        {"HW_SECURITY_TOKEN", "other"}},
       {"a", "sk", "t"}},
      {R"({"secret_key":"sk","security_token":"st"})",
       {{"HUAWEICLOUD_SDK_AK", "a"}, {"HUAWEICLOUD_SDK_SECURITY_TOKEN", "t"}},
       {"a", "sk", "st"}},
      {R"({"security_token":"st"})", kTwoFamilies, {"hw-ak", "hw-sk", "st"}},
      {R"({"security_token":"st"})", half_first, {"hw-ak", "", "st"}},
      {R"({"access_key":"ak","secret_key":"sk"})", kTwoFamilies, {"ak", "sk", ""}},
      {"{}", kTwoFamilies, {"", "", ""}},
  };
  for (const auto& row : cases) {
    const Inputs inputs(row.json, row.variables);
    const auto keys =
        CredentialSet::FromBlock(Kind::kKeys, inputs.arguments).CompletedFrom(inputs.arguments);
    EXPECT_EQ(Values(keys), row.values) << row.json;
  }
  const Inputs user(R"({"user_name":"u"})", kTwoFamilies);
  const auto password =
      CredentialSet::FromBlock(Kind::kPassword, user.arguments).CompletedFrom(user.arguments);
  EXPECT_EQ(Values(password), (Expected{"u", "os-password", ""}));
  EXPECT_EQ(password.family(), Family::kOs);
}

TEST(CredentialSet, NeverCompletesVariables) {
  const Inputs inputs(
      "{}", {{"HW_ACCESS_KEY", "hw-ak"}, {"OS_ACCESS_KEY", "os-ak"}, {"OS_SECRET_KEY", "os-sk"}});
  const auto keys = CredentialSet::FromVariables(Kind::kKeys, inputs.arguments, Family::kHw)
                        .CompletedFrom(inputs.arguments);
  EXPECT_EQ(Values(keys), (Expected{"hw-ak", "", ""}));
}

TEST(CredentialSet, TreatsAnUnknownMemberAsSet) {
  const Inputs inputs(WithUnknown(R"({"access_key":"ak"})", {"secret_key"}), kTwoFamilies);
  const auto keys =
      CredentialSet::FromBlock(Kind::kKeys, inputs.arguments).CompletedFrom(inputs.arguments);
  EXPECT_EQ(Values(keys), (Expected{"ak", "?", ""}));
  EXPECT_TRUE(keys.whole());
}

}  // namespace
}  // namespace provider::configure
