// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/value_rules.h"

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

const base::Environment kEmptyEnvironment;
constexpr char kAccess[] = "AAAABBBBCCCCDDDD0000";
constexpr char kSecret[] = "abcdefghijklmnopqrstuvwxyz0123456789ABCD";

Setting Known(std::string argument, std::string value, std::string variable = "") {
  Setting setting(argument);
  setting.state = Setting::State::kKnown;
  setting.value = std::move(value);
  setting.variable = variable;
  if (variable.empty()) setting.path = cty::Path::Root(argument);
  return setting;
}

TEST(ValueRules, ShowOrdinaryValuesButNeverSensitiveOnes) {
  framework::Diagnostics diagnostics;
  ValueRules rules(kEmptyEnvironment, diagnostics);
  EXPECT_FALSE(rules.Check(Known("region", "a b")));
  EXPECT_FALSE(rules.Check(Known("access_key", "AK hunter")));
  EXPECT_FALSE(rules.Check(Known("secret_key", "hunter 2", "HW_SECRET_KEY")));
  ASSERT_THAT(diagnostics.items(), SizeIs(3));
  EXPECT_THAT(diagnostics.items()[0].detail, HasSubstr("got \"a b\""));
  EXPECT_EQ(diagnostics.items()[0].path, cty::Path::Root("region"));
  EXPECT_THAT(diagnostics.items()[1].detail, Not(HasSubstr("hunter"))) << "a pair in one argument";
  EXPECT_THAT(diagnostics.items()[2].detail,
              AllOf(Not(HasSubstr("hunter")), HasSubstr("HW_SECRET_KEY")));
  EXPECT_TRUE(diagnostics.items()[2].path.empty());
}

TEST(ValueRules, AcceptUnknownAndUnsetValues) {
  framework::Diagnostics diagnostics;
  ValueRules rules(kEmptyEnvironment, diagnostics);
  Setting unknown("region");
  unknown.state = Setting::State::kUnknown;
  EXPECT_TRUE(rules.Check(unknown));
  EXPECT_TRUE(rules.Check(Setting("region")));
  EXPECT_TRUE(diagnostics.empty());
}

TEST(ValueRules, ReportEachInvalidValueOnce) {
  framework::Diagnostics diagnostics;
  ValueRules rules(kEmptyEnvironment, diagnostics);
  const auto block = Known("region", "EU");
  const auto variable = Known("region", "EU", "HW_REGION_NAME");
  EXPECT_FALSE(rules.Check({&block, &variable, &block}));
  EXPECT_FALSE(rules.Check(block));
  EXPECT_THAT(diagnostics.items(), SizeIs(2));
}

TEST(ValueRules, AdviseHowToRemoveStrayCharacters) {
  framework::Diagnostics diagnostics;
  ValueRules rules(kEmptyEnvironment, diagnostics);
  const auto message = [&](const Setting& setting) {
    return rules.FindProblem(setting).value_or("");
  };
  EXPECT_EQ(message(Known("secret_key", "s\n")),
            "The argument \"secret_key\" ends with a line feed (\\n). Remove it with trimspace(), "
            "for example secret_key = trimspace(file(\"…\")).");
  EXPECT_EQ(message(Known("secret_key", "\"s\"")),
            "The argument \"secret_key\" begins and ends with a quote (\"). Remove the quotes.");
  EXPECT_THAT(message(Known("token", "\xef\xbb\xbft")), Not(HasSubstr("trimspace")))
      << "trimspace() leaves a byte order mark";
  EXPECT_THAT(message(Known("access_key", "a\r", "HW_ACCESS_KEY")),
              AllOf(HasSubstr("HW_ACCESS_KEY, which stands for"), HasSubstr("(\\r)"),
                    HasSubstr("sed -i"), Not(HasSubstr("trimspace"))));
  EXPECT_THAT(message(Known("access_key", "'a'", "HW_ACCESS_KEY")),
              AllOf(HasSubstr("env-file of Docker"), HasSubstr("HW_ACCESS_KEY=")));
  auto file = Known("secret_key", " s");
  file.field = "sk";
  file.file = "section [basic] of /k";
  EXPECT_EQ(
      message(file),
      "The value of sk in section [basic] of /k begins with a space. Correct it in the file.");
  EXPECT_THAT(message(Known("user_name", "\xff", "OS_USERNAME")), HasSubstr("UTF-8"));
  EXPECT_THAT(message(Known("user_name", "\xff")), HasSubstr("UTF-8"));
}

TEST(ValueRules, ExplainWhyAValueIsInvalid) {
  framework::Diagnostics diagnostics;
  ValueRules rules(kEmptyEnvironment, diagnostics);
  EXPECT_EQ(rules.FindProblem(Known("batching.send_after", "5")),
            "The argument \"batching.send_after\" must be a duration from 0s to 1m0s such as "
            "\"50ms\", got \"5\": a unit is missing.");
  EXPECT_EQ(rules.FindProblem(Known("batching.send_after", "2m")),
            "The argument \"batching.send_after\" must be a duration from 0s to 1m0s such as "
            "\"50ms\", got \"2m\".");
  EXPECT_THAT(rules.FindProblem(Known("region", "eu-west-O")).value_or(""),
              HasSubstr("got \"eu-west-O\": \"O\" is an uppercase letter."));
}

TEST(ValueRules, RefusePlaceholdersInCredentialsWithoutShowingThem) {
  framework::Diagnostics diagnostics;
  ValueRules rules(kEmptyEnvironment, diagnostics);
  EXPECT_EQ(
      rules.FindProblem(Known("access_key", "${HUNTER2}")),
      "The argument \"access_key\" looks like a placeholder that was not replaced: it has the "
      "form ${…}. Set access_key to the value itself.");
  EXPECT_EQ(
      rules.FindProblem(Known("token", "***", "HW_AUTH_TOKEN")),
      "The environment variable HW_AUTH_TOKEN, which stands for the argument \"token\", looks "
      "like a placeholder that was not replaced: it consists of asterisks. Set HW_AUTH_TOKEN "
      "to the value itself.");
  auto file = Known("secret_key", "<hunter2>");
  file.field = "sk";
  file.file = "section [basic] of /k";
  EXPECT_EQ(rules.FindProblem(file),
            "The value of sk in section [basic] of /k looks like a placeholder that was not "
            "replaced: it has the form <…>. Correct it in the file.");
  for (const auto* text : {"$HUNTER2", "{{ hunter2 }}", "${{ secrets.hunter2 }}", "<hunter2>"}) {
    EXPECT_THAT(
        rules.FindProblem(Known("security_token", text)).value_or(""),
        AllOf(HasSubstr("placeholder"), Not(HasSubstr("unter2")), Not(HasSubstr("HUNTER2"))));
  }
  EXPECT_EQ(rules.FindProblem(Known("domain_name", "<acme>")), std::nullopt);
}

TEST(ValueRules, WarnAboutAPasswordThatLooksLikeAPlaceholder) {
  for (const auto* text : {"***", "${HUNTER2}", "{{ hunter2 }}"}) {
    framework::Diagnostics diagnostics;
    EXPECT_TRUE(
        ValueRules(kEmptyEnvironment, diagnostics).Check(Known("password", text, "OS_PASSWORD")));
    ASSERT_THAT(diagnostics.items(), SizeIs(1)) << text;
    EXPECT_EQ(diagnostics.items()[0].severity, framework::Severity::kWarning);
    EXPECT_THAT(diagnostics.items()[0].detail,
                AllOf(HasSubstr("looks like a placeholder"), Not(HasSubstr("unter2")),
                      HasSubstr("It is used as it is. If that is a mistake, set OS_PASSWORD to the "
                                "value itself.")));
  }
  framework::Diagnostics diagnostics;
  ValueRules rules(kEmptyEnvironment, diagnostics);
  for (const auto* text : {"$ecret", "<3 you>", "p***", "${", "{{}}"}) {
    EXPECT_TRUE(rules.Check(Known("password", text)));
  }
  EXPECT_TRUE(diagnostics.empty());
}

TEST(ValueRules, WarnOnceAboutAPasswordInQuotes) {
  framework::Diagnostics diagnostics;
  EXPECT_TRUE(ValueRules(kEmptyEnvironment, diagnostics).Check(Known("password", "'s'")));
  ASSERT_THAT(diagnostics.items(), SizeIs(1));
  EXPECT_THAT(diagnostics.items()[0].detail, HasSubstr("If that is a mistake, remove the quotes."));
}

TEST(ValueRules, ReportInvalidValuesOfTheBlockAtTheirPaths) {
  const auto check = [](std::string_view json) {
    framework::Diagnostics diagnostics;
    ValueRules(kEmptyEnvironment, diagnostics).CheckBlock(Config(json));
    std::vector<std::string> places;
    for (const auto& item : diagnostics.items()) places.push_back(item.path.ToString());
    return places;
  };
  EXPECT_THAT(check(R"({"token":"t","domain_name":"unused\n"})"),
              ::testing::ElementsAre("domain_name"));
  EXPECT_THAT(check(R"({"assume_role":[{"agency_name":"a"},{"agency_name":"b ","duration":60}]})"),
              ::testing::ElementsAre("assume_role[1].agency_name", "assume_role[1].duration"));
  EXPECT_THAT(check(R"({"assume_role_with_oidc":[{"id_token":"t\n"}]})"),
              ::testing::ElementsAre("assume_role_with_oidc[0].id_token"));
  EXPECT_THAT(check(R"({"batching":{"max_buckets":0}})"), ::testing::ElementsAre("batching"));
}

TEST(ValueRules, CheckBlockAcceptsNullsAndUnknowns) {
  framework::Diagnostics diagnostics;
  ValueRules rules(kEmptyEnvironment, diagnostics);
  rules.CheckBlock(cty::Value::Null());
  rules.CheckBlock(cty::Value::Unknown());
  rules.CheckBlock(WithUnknown("{}", {"region", "assume_role", "batching", "endpoints"}));
  rules.CheckBlock(With(Config("{}"), "assume_role", cty::Value::List({cty::Value::Unknown()})));
  EXPECT_TRUE(diagnostics.empty());
}

TEST(KeyPair, RefusesSwappedKeysWithoutShowingThem) {
  const struct {
    std::string access;
    std::string secret;
  } cases[] = {
      {kSecret, kAccess},
      {"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "AKIAIOSFODNN7EXAMPLE"},
      {std::string(kSecret) + "/+=", "HST3ABCDEFGHIJKLMNOPQRST"},
  };
  for (const auto& row : cases) {
    framework::Diagnostics diagnostics;
    ValueRules rules(kEmptyEnvironment, diagnostics);
    EXPECT_FALSE(rules.CheckKeyPair(Known("access_key", row.access, "HW_ACCESS_KEY"),
                                    Known("secret_key", row.secret)));
    ASSERT_THAT(diagnostics.items(), SizeIs(1));
    EXPECT_TRUE(diagnostics.items()[0].path.empty()) << "core would print the line with the key";
    EXPECT_THAT(
        diagnostics.items()[0].detail,
        AllOf(Not(HasSubstr(row.access)), Not(HasSubstr(row.secret)), HasSubstr("HW_ACCESS_KEY"),
              HasSubstr("the argument \"secret_key\""), HasSubstr("swapped")));
  }
}

TEST(KeyPair, RefusesTheSameKeyTwice) {
  for (const std::string key : {kAccess, kSecret}) {
    framework::Diagnostics diagnostics;
    ValueRules rules(kEmptyEnvironment, diagnostics);
    EXPECT_FALSE(rules.CheckKeyPair(Known("access_key", key), Known("secret_key", key)));
    ASSERT_THAT(diagnostics.items(), SizeIs(1));
    EXPECT_THAT(diagnostics.items()[0].detail,
                AllOf(HasSubstr("the same value"), Not(HasSubstr(key))));
  }
}

TEST(KeyPair, AcceptsPlausiblePairs) {
  const struct {
    std::string access;
    std::string secret;
  } cases[] = {
      {kAccess, kSecret},
      {"ak", "sk"},
      {"a", "a"},
      {kAccess, "AAAABBBBCCCCDDDD1111"},      // two of the form of an access key
      {kSecret, std::string(kSecret) + "x"},  // two of the form of a secret key
      {kAccess, "short"},
      {"0123456789abcdef0123456789abcdef", "short"},
      {"lower-case-access-key-of-some-cloud", "lower-case-secret-key"},
  };
  for (const auto& row : cases) {
    framework::Diagnostics diagnostics;
    ValueRules rules(kEmptyEnvironment, diagnostics);
    EXPECT_TRUE(
        rules.CheckKeyPair(Known("access_key", row.access), Known("secret_key", row.secret)))
        << row.access;
    EXPECT_THAT(diagnostics.items(), IsEmpty());
  }
  framework::Diagnostics diagnostics;
  ValueRules rules(kEmptyEnvironment, diagnostics);
  EXPECT_TRUE(rules.CheckKeyPair(Setting("access_key"), Known("secret_key", kAccess)));
}

}  // namespace
}  // namespace provider::configure
