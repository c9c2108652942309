// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Each argument of schemas/provider.json and each of its variables, with each character that gets
// into values by accident. The table is built from the schema: a new argument without a rule, or
// that nothing reads, makes a test fail.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/configure/setting.h"
#include "tests/unit/configure/config.h"

namespace provider::configure {
namespace {

using Rule = schema::Validator::Rule;
using framework::Severity;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

struct Argument {
  std::string name;  // "region", "assume_role.duration", "batching.enabled"
  const schema::Attribute* attribute = nullptr;
  bool in_block = false;  // assume_role { … }
};

std::vector<Argument> AllArguments() {
  std::vector<Argument> all;
  const auto& block = schema::Embedded().provider.block;
  for (const auto& attribute : block.attributes) {
    if (!attribute.nested) {
      all.push_back({attribute.name, &attribute});
      continue;
    }
    for (const auto& inner : attribute.nested->attributes) {
      all.push_back({attribute.name + "." + inner.name, &inner});
    }
  }
  for (const auto& nested : block.blocks) {
    for (const auto& attribute : nested.block.attributes) {
      all.push_back({nested.type_name + "." + attribute.name, &attribute, /*in_block=*/true});
    }
  }
  return all;
}

Rule RuleOf(const Argument& argument) { return argument.attribute->validators.front().rule; }

// Matches the rule, and is recognisable in a message that must not show it.
std::string GoodValue(const Argument& argument) {
  switch (RuleOf(argument)) {
    case Rule::kPath:
    case Rule::kPathOrPem:
      return "/good-value";
    case Rule::kUrl:
      return "https://good-value.example";
    case Rule::kHostName:
      return "good-value.example";
    case Rule::kBool:
      return "true";
    case Rule::kInteger:
      return std::to_string(argument.attribute->validators.front().max);
    case Rule::kDuration:
      return "1s";
    default:
      return "good-value";
  }
}

enum class Outcome { kAccepted, kWarning, kError };

struct Accident {
  const char* name;
  std::string front;
  std::string back;
  const char* character;  // the character's name in messages
  Outcome login;          // of a user or a password
  Outcome url;
};

const Accident kAccidents[] = {
    {"a leading space", " ", "", "a space", Outcome::kWarning, Outcome::kAccepted},
    {"a trailing space", "", " ", "a space", Outcome::kWarning, Outcome::kAccepted},
    {"a trailing LF", "", "\n", "\\n", Outcome::kError, Outcome::kAccepted},
    {"a trailing CR", "", "\r", "\\r", Outcome::kError, Outcome::kAccepted},
    {"a trailing CR LF", "", "\r\n", "\\r", Outcome::kError, Outcome::kAccepted},
    {"double quotes", "\"", "\"", "a quote (\")", Outcome::kWarning, Outcome::kError},
    {"single quotes", "'", "'", "a quote (')", Outcome::kWarning, Outcome::kError},
};

Outcome Expected(const Accident& accident, Rule rule) {
  if (rule == Rule::kLogin) return accident.login;
  if (rule == Rule::kUrl) return accident.url;
  return Outcome::kError;
}

// What must also be set, so that a variable is used at all. Sets of one family share its prefix.
const std::vector<std::vector<std::string>> kSets = {
    {"access_key", "secret_key", "security_token"},
    {"user_name", "password", "domain_name"},
    {"assume_role.agency_name", "assume_role.domain_name"},
    {"assume_role.agency_name", "assume_role.domain_id"},
    {"assume_role.agency_name", "assume_role.domain_name", "assume_role.duration"},
    {"assume_role_with_oidc.idp_id", "assume_role_with_oidc.id_token"},
    {"assume_role_with_oidc.idp_id", "assume_role_with_oidc.id_token_file"},
    {"assume_role_with_oidc.idp_id", "assume_role_with_oidc.id_token",
     "assume_role_with_oidc.agency_name", "assume_role_with_oidc.domain_id",
     "assume_role_with_oidc.duration"},
};

// "HUAWEICLOUD_" for the SDK's, the only variables that begin so.
std::string PrefixOf(const std::string& variable) {
  return variable.substr(0, variable.find('_') + 1);
}

Variables CompanionsOf(const Argument& argument, const std::string& variable) {
  Variables variables;
  const auto all = AllArguments();
  for (const auto& set : kSets) {
    if (std::find(set.begin(), set.end(), argument.name) == set.end()) continue;
    for (const auto& other : all) {
      if (std::find(set.begin(), set.end(), other.name) == set.end()) continue;
      for (const auto& name : other.attribute->environment) {
        if (PrefixOf(name) != PrefixOf(variable) && other.name != "domain_name") continue;
        variables[name] = GoodValue(other);
        break;
      }
    }
    break;
  }
  return variables;
}

void ExpectOutcome(const std::vector<framework::Diagnostic>& problems, Outcome expected,
                   const Argument& argument, const std::string& source, const Accident& accident) {
  if (expected == Outcome::kAccepted) {
    EXPECT_THAT(problems, IsEmpty()) << problems.front().detail;
    return;
  }
  ASSERT_THAT(problems, SizeIs(1)) << "one message for one fault";
  const auto& problem = problems.front();
  EXPECT_EQ(problem.severity, expected == Outcome::kError ? Severity::kError : Severity::kWarning)
      << problem.detail;
  EXPECT_THAT(problem.detail, AllOf(HasSubstr(source), HasSubstr(accident.character)));
  EXPECT_THAT(problem.detail, Not(HasSubstr("good-value"))) << "it may be a secret";
  EXPECT_THAT(problem.detail, HasSubstr("emove ")) << "and what to do";
  const bool from_variable = problem.detail.find(argument.name) == std::string::npos ||
                             problem.detail.find("environment variable") != std::string::npos;
  if (from_variable) {
    EXPECT_THAT(problem.detail, Not(HasSubstr("trimspace")));
  }
}

// The provider block with one value, in a place where it is used.
cty::Value BlockWith(const Argument& argument, const std::string& text) {
  auto value = cty::Value::String(text);
  const auto dot = argument.name.find('.');
  if (dot == std::string::npos) {
    if (argument.name == "endpoints") value = cty::Value::Object({{"cts", value}});
    return With(Config("{}"), argument.name, value);
  }
  const auto outer = argument.name.substr(0, dot);
  cty::Value::Attributes inner;
  for (const auto& other : AllArguments()) {
    if (!other.name.starts_with(outer + ".")) continue;
    inner[other.attribute->name] = cty::Value::Null();
    // What a whole block has.
    const bool needed =
        other.attribute->name == "agency_name" || other.attribute->name == "domain_id" ||
        other.attribute->name == "idp_id" ||
        (other.attribute->name == "id_token" && argument.attribute->name != "id_token_file");
    if (argument.in_block && needed) {
      inner[other.attribute->name] = cty::Value::String(GoodValue(other));
    }
  }
  inner[argument.attribute->name] = value;
  auto object = cty::Value::Object(std::move(inner));
  return With(Config("{}"), outer, argument.in_block ? cty::Value::List({object}) : object);
}

// The rest of a set, so that an incomplete pair adds no second message.
cty::Value BlockWithCompanions(const Argument& argument, const std::string& text) {
  auto block = BlockWith(argument, text);
  const auto fill = [&](const char* name) {
    if (argument.name != name) block = With(block, name, cty::Value::String("good-value"));
  };
  if (argument.name == "access_key" || argument.name == "secret_key" ||
      argument.name == "security_token") {
    fill("access_key");
    fill("secret_key");
  }
  if (argument.name == "user_name" || argument.name == "password") {
    fill("user_name");
    fill("password");
    fill("domain_name");
  }
  return block;
}

const Variables kHome = {{"HOME", "/home/me"}};
const Files kProfiles = {{"/good-value", R"({"profiles":[{"name":"good-value","mode":"AKSK",
    "accessKeyId":"a","secretAccessKey":"profile-secret"}],"current":"good-value"})"},
                         {"/home/me/.hcloud/config.json", R"({"profiles":[{"name":"good-value",
    "mode":"AKSK","accessKeyId":"a","secretAccessKey":"profile-secret"}],"current":"x"})"}};

TEST(ValueTable, EveryArgumentHasOneRule) {
  for (const auto& argument : AllArguments()) {
    EXPECT_THAT(argument.attribute->validators, SizeIs(1)) << argument.name;
  }
}

TEST(ValueTable, GoodValuesAreAccepted) {
  for (const auto& argument : AllArguments()) {
    SCOPED_TRACE(argument.name);
    for (const auto& variable : argument.attribute->environment) {
      auto variables = CompanionsOf(argument, variable);
      variables.insert(kHome.begin(), kHome.end());
      variables[variable] = GoodValue(argument);
      for (const auto& problem : Validate("{}", variables, kProfiles)) {
        EXPECT_EQ(problem.severity, Severity::kWarning) << variable << ": " << problem.detail;
      }
    }
    if (argument.attribute->type.kind() == cty::Type::Kind::kString) {
      EXPECT_THAT(Validate(BlockWithCompanions(argument, GoodValue(argument)), kHome, kProfiles),
                  IsEmpty());
    }
  }
}

TEST(ValueTable, HandlesEachAccidentInEveryArgument) {
  for (const auto& argument : AllArguments()) {
    using Kind = cty::Type::Kind;
    const auto kind = argument.attribute->type.kind();
    // Core converts text to these types and refuses what does not fit.
    if (kind == Kind::kBool || kind == Kind::kNumber) continue;
    for (const auto& accident : kAccidents) {
      SCOPED_TRACE(argument.name + " with " + accident.name);
      const auto text = accident.front + GoodValue(argument) + accident.back;
      ExpectOutcome(Validate(BlockWithCompanions(argument, text), kHome, kProfiles),
                    Expected(accident, RuleOf(argument)), argument, argument.name, accident);
    }
  }
}

TEST(ValueTable, HandlesEachAccidentInEveryVariable) {
  int count = 0;
  for (const auto& argument : AllArguments()) {
    for (const auto& variable : argument.attribute->environment) {
      for (const auto& accident : kAccidents) {
        SCOPED_TRACE(variable + " with " + accident.name);
        auto variables = CompanionsOf(argument, variable);
        variables.insert(kHome.begin(), kHome.end());
        variables[variable] = accident.front + GoodValue(argument) + accident.back;
        ExpectOutcome(Validate("{}", variables, kProfiles), Expected(accident, RuleOf(argument)),
                      argument, variable, accident);
        ++count;
      }
    }
  }
  EXPECT_GT(count, 300) << "the table is not empty";
}

TEST(ValueTable, OnlyPathsExpandATilde) {
  const auto home = EnvironmentOf(kHome);
  for (const auto& argument : AllArguments()) {
    SCOPED_TRACE(argument.name);
    const bool is_path = RuleOf(argument) == Rule::kPath || RuleOf(argument) == Rule::kPathOrPem;
    const std::string expected = is_path ? "/home/me/x" : "~/x";
    EXPECT_EQ(FromValue(cty::Value::String("~/x"), argument.name, {}, home).value, expected);
    EXPECT_EQ(FromFile("~/x", argument.name, "field", "file", {}, home).value, expected);
    for (const auto& variable : argument.attribute->environment) {
      const auto environment = EnvironmentOf({{"HOME", "/home/me"}, {variable, "~/x"}});
      EXPECT_EQ(FromVariables(argument.name, environment).value, expected) << variable;
      if (!is_path) continue;
      auto variables = CompanionsOf(argument, variable);
      variables[variable] = "~/x";
      const auto problems = Validate("{}", variables);
      ASSERT_THAT(problems, SizeIs(1)) << variable;
      EXPECT_THAT(problems[0].detail, AllOf(HasSubstr(variable), HasSubstr("HOME is not set")));
    }
    if (!is_path) continue;
    const auto problems = Validate(BlockWithCompanions(argument, "~/x"), {});
    ASSERT_THAT(problems, SizeIs(1));
    EXPECT_THAT(problems[0].detail, AllOf(HasSubstr(argument.name), HasSubstr("HOME is not set")));
  }
}

TEST(ValueTable, ReadsPathsRelativeToHome) {
  const std::string profile = kProfiles.at("/good-value");
  const Files files = {{"/home/me/p.json", profile}, {"/home/me/sdk", "[basic]\nak=a\nsk=s\n"}};
  const auto read = [&](const Variables& variables, const char* json = "{}") {
    Variables all = kHome;
    all.insert(variables.begin(), variables.end());
    return Read(json, all, files).auth;
  };
  EXPECT_EQ(read({{"HW_SHARED_CONFIG_FILE", "~/p.json"}}).credentials,
            auth::Credentials(auth::AccessKey{"a", "profile-secret", ""}));
  EXPECT_EQ(read({}, R"({"shared_config_file":"~/p.json"})").credentials,
            auth::Credentials(auth::AccessKey{"a", "profile-secret", ""}));
  EXPECT_EQ(read({{"HUAWEICLOUD_SDK_CREDENTIALS_FILE", "~/sdk"}}).credentials,
            auth::Credentials(auth::AccessKey{"a", "s", ""}));
  EXPECT_EQ(read({{"OS_CACERT", "~/ca.pem"}}).ca, "/home/me/ca.pem");
  EXPECT_EQ(read({}, R"({"cacert_file":"~/ca.pem"})").ca, "/home/me/ca.pem");
  const auto oidc = read({{"HW_ASSUME_ROLE_IDP_ID", "i"}, {"HW_ASSUME_ROLE_ID_TOKEN_FILE", "~/t"}});
  EXPECT_EQ(std::get<auth::IdToken>(oidc.credentials.value()).file, "/home/me/t");
}

}  // namespace
}  // namespace provider::configure
