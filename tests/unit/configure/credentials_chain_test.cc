// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/credentials_chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/configure/config.h"

namespace provider::configure {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

struct Outcome {
  ChosenCredentials chosen;
  std::vector<framework::Diagnostic> problems;
};

// Without the metadata service, which would stand in for what is missing.
constexpr MetadataEndpoint kOff{.off = true, .unknown = false, .url = {}};

Outcome Choose(const cty::Value& config, const Variables& variables, const Files& files = {},
               const MetadataEndpoint& metadata = kOff) {
  const base::Environment environment(variables);
  framework::Diagnostics diagnostics;
  auto chosen = ChooseCredentials(Arguments(config, environment), metadata,
                                  testing::FakeFiles(files), diagnostics);
  return {std::move(chosen), diagnostics.items()};
}
Outcome Choose(std::string_view json, const Variables& variables = {}, const Files& files = {}) {
  return Choose(Config(json), variables, files);
}

using Credentials = std::optional<auth::Credentials>;
Credentials Key(std::string access, std::string secret, std::string token = "") {
  return auth::AccessKey{std::move(access), std::move(secret), std::move(token)};
}
Credentials Token(std::string value) { return auth::Token{std::move(value)}; }
Credentials Password(std::string user, std::string password, std::string domain) {
  return auth::Password{std::move(user), std::move(password), std::move(domain)};
}

const Variables kEnvironmentKeys = {{"HW_ACCESS_KEY", "env-ak"}, {"HW_SECRET_KEY", "env-sk"}};
constexpr char kEverything[] = R"({"token":"t","access_key":"ak","secret_key":"sk",
  "security_token":"st","user_name":"u","password":"p","domain_name":"d"})";

TEST(ChooseCredentials, TakesTokenThenKeysThenPasswordOfTheBlock) {
  EXPECT_EQ(Choose(kEverything).chosen.credentials, Token("t"));
  EXPECT_EQ(Choose(With(Config(kEverything), "token", cty::Value::Null()), {}).chosen.credentials,
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

TEST(ChooseCredentials, PrefersThePasswordOfTheBlockToATokenOfTheEnvironment) {
  const auto outcome = Choose(R"({"user_name":"u","password":"p","domain_name":"d"})",
                              {{"HW_AUTH_TOKEN", "env"}, {"HW_ACCESS_KEY", "env-ak"}});
  EXPECT_EQ(outcome.chosen.credentials, Password("u", "p", "d"));
  EXPECT_THAT(outcome.problems, IsEmpty());
}

TEST(ChooseCredentials, CompletesHalfAPairOfTheBlockFromTheEnvironment) {
  EXPECT_EQ(Choose(R"({"access_key":"ak"})", {{"OS_SECRET_KEY", "env-sk"}}).chosen.credentials,
            Key("ak", "env-sk"));
  EXPECT_EQ(Choose(R"({"secret_key":"sk"})", {{"OS_ACCESS_KEY", "env-ak"}}).chosen.credentials,
            Key("env-ak", "sk"));
  // It counts as configuration: a token of the environment does not win over it.
  EXPECT_EQ(Choose(R"({"access_key":"ak"})", {{"HW_SECRET_KEY", "env-sk"}, {"HW_AUTH_TOKEN", "t"}})
                .chosen.credentials,
            Key("ak", "env-sk"));
}

TEST(ChooseCredentials, SendsASecurityTokenOfTheEnvironmentOnlyWithItsAccessKey) {
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

TEST(ChooseCredentials, RefusesHalfAPairThatNothingCompletes) {
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

TEST(ChooseCredentials, NamesTheVariablesOfTheMissingHalf) {
  const auto outcome = Choose("{}", {{"HUAWEICLOUD_SDK_AK", "a"}});
  ASSERT_THAT(outcome.problems, SizeIs(1));
  EXPECT_THAT(outcome.problems[0].detail, HasSubstr("HUAWEICLOUD_SDK_AK"));
  EXPECT_THAT(outcome.problems[0].detail,
              HasSubstr("HW_SECRET_KEY, OS_SECRET_KEY, HUAWEICLOUD_SDK_SK"));
}

TEST(ChooseCredentials, IgnoresHalfAPairBelowTheSourceThatWins) {
  const auto outcome = Choose(R"({"access_key":"ak","secret_key":"sk"})",
                              {{"HW_ACCESS_KEY", "env-ak"}, {"HW_USER_NAME", "u"}});
  EXPECT_EQ(outcome.chosen.credentials, Key("ak", "sk"));
  EXPECT_THAT(outcome.problems, IsEmpty());
}

TEST(ChooseCredentials, CompletesAPasswordOfTheBlockFromTheEnvironment) {
  EXPECT_EQ(Choose(R"({"user_name":"u"})", {{"OS_PASSWORD", "p"}, {"OS_DOMAIN_NAME", "d"}})
                .chosen.credentials,
            Password("u", "p", "d"));
  EXPECT_EQ(Choose(R"({"domain_name":"own"})",
                   {{"OS_USERNAME", "u"}, {"OS_PASSWORD", "p"}, {"OS_DOMAIN_NAME", "d"}})
                .chosen.credentials,
            Password("u", "p", "own"));
}

TEST(ChooseCredentials, RefusesAnIncompletePasswordOfTheBlock) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"user_name":"u"})", "\"password\" is set neither"},
      {R"({"password":"p"})", "\"user_name\" is set neither"},
      {R"({"user_name":"u","password":"p"})", "\"domain_name\" is set neither"},
  };
  for (const auto& [json, missing] : cases) {
    const auto outcome = Choose(json, kEnvironmentKeys);
    EXPECT_EQ(outcome.chosen.credentials, std::nullopt) << json;
    ASSERT_THAT(outcome.problems, SizeIs(1)) << json;
    EXPECT_THAT(outcome.problems[0].detail, HasSubstr(missing));
    EXPECT_FALSE(outcome.problems[0].path.empty());
  }
}

TEST(ChooseCredentials, ADomainNameAloneIsNoBeginningOfASet) {
  const auto outcome = Choose(R"({"domain_name":"d"})", kEnvironmentKeys);
  EXPECT_EQ(outcome.chosen.credentials, Key("env-ak", "env-sk"));
  EXPECT_THAT(outcome.problems, IsEmpty());
}

std::string AttemptsOf(const Outcome& outcome) {
  std::string text;
  for (const auto& attempt : outcome.chosen.attempts) {
    text += attempt.source + ": " + attempt.outcome + "\n";
  }
  return text;
}

TEST(ChooseCredentials, ListsEverySourceWhenThereAreNone) {
  const auto outcome = Choose("{}", {{"HOME", "/home/me"}});
  EXPECT_EQ(outcome.chosen.credentials, std::nullopt);
  EXPECT_THAT(outcome.problems, IsEmpty());
  EXPECT_EQ(AttemptsOf(outcome),
            "provider block: none of token, access_key, secret_key, security_token, user_name and "
            "password is set\n"
            "environment: none of HW_AUTH_TOKEN, OS_AUTH_TOKEN, HW_ACCESS_KEY, OS_ACCESS_KEY, "
            "HUAWEICLOUD_SDK_AK and HW_USER_NAME, OS_USERNAME is set\n"
            "KooCLI profile: not asked for: neither profile nor shared_config_file is set\n"
            "SDK credentials file: /home/me/.huaweicloud/credentials does not exist\n"
            "ECS metadata: switched off by endpoints.metadata\n");
}

TEST(ChooseCredentials, SaysWhyTheEnvironmentGaveNone) {
  EXPECT_THAT(AttemptsOf(Choose("{}", {{"OS_USERNAME", "u"}})),
              HasSubstr("OS_USERNAME is set, but none of HW_USER_PASSWORD, OS_PASSWORD\n"));
  EXPECT_THAT(AttemptsOf(Choose("{}", {{"OS_PASSWORD", "p"}})),
              HasSubstr("OS_PASSWORD is set, but none of HW_USER_NAME, OS_USERNAME\n"));
  EXPECT_THAT(AttemptsOf(Choose("{}", {{"OS_USERNAME", "u"}, {"HW_USER_PASSWORD", "p"}})),
              HasSubstr("but neither domain_name nor any of HW_DOMAIN_NAME"));
  EXPECT_THAT(AttemptsOf(Choose("{}")), HasSubstr("not looked for: HOME is not set\n"));
}

TEST(ChooseCredentials, SaysWhoWonWithoutValues) {
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

TEST(ChooseCredentials, DoesNotJudgeAValueThatIsNotUsed) {
  const auto outcome = Choose(R"({"token":"t"})", {{"HW_ACCESS_KEY", "broken\n"}});
  EXPECT_EQ(outcome.chosen.credentials, Token("t"));
  EXPECT_THAT(outcome.problems, IsEmpty());
}

TEST(ChooseCredentials, WaitsForUnknownValuesAndFallsBackToNothing) {
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

TEST(ChooseCredentials, DoesNotWaitForWhatItDoesNotNeed) {
  const auto outcome = Choose(
      WithUnknown(R"({"access_key":"a","secret_key":"s"})", {"password", "domain_name"}), {});
  EXPECT_EQ(outcome.chosen.credentials, Key("a", "s"));
  EXPECT_THAT(outcome.chosen.unknown_arguments, IsEmpty());
}

TEST(ChooseCredentials, AHalfThatIsUnknownMayYetCompleteAPair) {
  EXPECT_THAT(Choose(WithUnknown(R"({"access_key":"a"})", {"secret_key"}), {}).problems, IsEmpty());
}

const Variables kHome = {{"HOME", "/home/me"}};
constexpr char kKooCli[] = R"({"current":"default","profiles":[
    {"name":"default","mode":"AKSK","accessKeyId":"p-ak","secretAccessKey":"p-sk"},
    {"name":"ecs","mode":"ecsAgency","region":"cn-north-4"},
    {"name":"agency","mode":"agency","accessKeyId":"p-ak","secretAccessKey":"p-sk",
     "agencyName":"team","agencyDomainName":"acme"}]})";
constexpr char kSdk[] = "[basic]\nak = s-ak\nsk = s-sk\nproject_id = s-project\n";
const Files kFiles = {{"/home/me/.hcloud/config.json", kKooCli},
                      {"/home/me/.huaweicloud/credentials", kSdk},
                      {"/other.json", kKooCli}};
const MetadataEndpoint kOn{.off = false, .unknown = false, .url = "http://metadata.example"};

Variables Plus(Variables variables, const Variables& others) {
  variables.insert(others.begin(), others.end());
  return variables;
}

TEST(ChooseCredentials, RanksEverySource) {
  const auto everywhere = Plus(Plus(kHome, kEnvironmentKeys), {{"HW_PROFILE", "default"}});
  const auto profile = Key("p-ak", "p-sk");
  const char* const keys = R"({"access_key":"ak","secret_key":"sk","profile":"default"})";
  EXPECT_EQ(Choose(keys, everywhere, kFiles).chosen.credentials, Key("ak", "sk"));
  EXPECT_EQ(Choose(R"({"profile":"default"})", everywhere, kFiles).chosen.credentials, profile);
  EXPECT_EQ(
      Choose(R"({"shared_config_file":"/other.json"})", everywhere, kFiles).chosen.credentials,
      profile);
  EXPECT_EQ(Choose("{}", everywhere, kFiles).chosen.credentials, Key("env-ak", "env-sk"));
  EXPECT_EQ(Choose("{}", Plus(kHome, {{"HW_PROFILE", "default"}}), kFiles).chosen.credentials,
            profile);
  EXPECT_EQ(Choose("{}", kHome, kFiles).chosen.credentials, Key("s-ak", "s-sk"));
  EXPECT_EQ(Choose(Config("{}"), kHome, {}, kOn).chosen.credentials,
            Credentials(auth::EcsMetadata{"http://metadata.example"}));
}

TEST(ChooseCredentials, ReadsNoFileThatAHigherSourceMakesNeedless) {
  const base::Environment environment(Plus(kHome, kEnvironmentKeys));
  const auto config = Config("{}");
  const testing::FakeFiles files(kFiles);
  framework::Diagnostics diagnostics;
  static_cast<void>(ChooseCredentials(Arguments(config, environment), kOff, files, diagnostics));
  EXPECT_THAT(files.reads(), IsEmpty());
  const base::Environment home(kHome);
  static_cast<void>(ChooseCredentials(Arguments(config, home), kOff, files, diagnostics));
  EXPECT_THAT(files.reads(), ElementsAre("/home/me/.huaweicloud/credentials"))
      << "KooCLI's file is read only when it is asked for";
}

TEST(ChooseCredentials, AFileThatIsAskedForAndCannotServeEndsTheSearch) {
  const struct {
    const char* json;
    Variables variables;
    cty::Path path;
    const char* said;
  } cases[] = {
      {R"({"profile":"typo"})", kEnvironmentKeys, cty::Path::Root("profile"),
       "no profile \"typo\"; it has \"default\""},
      {R"({"shared_config_file":"/absent"})", kEnvironmentKeys,
       cty::Path::Root("shared_config_file"), "/absent does not exist"},
      {"{}", {{"HW_PROFILE", "typo"}}, {}, "no profile \"typo\""},
      {"{}", {{"HUAWEICLOUD_SDK_CREDENTIALS_FILE", "/absent"}}, {}, "/absent does not exist"},
      {R"({"profile":"ecs"})", {}, cty::Path::Root("profile"), "endpoints.metadata"},
  };
  for (const auto& row : cases) {
    const auto outcome = Choose(row.json, Plus(kHome, row.variables), kFiles);
    EXPECT_EQ(outcome.chosen.credentials, std::nullopt) << row.said;
    ASSERT_THAT(outcome.problems, SizeIs(1)) << row.said;
    EXPECT_EQ(outcome.problems[0].path, row.path);
    EXPECT_THAT(outcome.problems[0].detail, HasSubstr(row.said));
    EXPECT_EQ(outcome.problems[0].detail.back(), '.');
  }
}

TEST(ChooseCredentials, AProfileWithoutAHomeSaysSo) {
  const auto outcome = Choose(R"({"profile":"default"})", {}, kFiles);
  ASSERT_THAT(outcome.problems, SizeIs(1));
  EXPECT_THAT(outcome.problems[0].detail, HasSubstr("HOME is not set"));
}

TEST(ChooseCredentials, AProfileMayBringItsAgency) {
  const auto outcome = Choose(R"({"profile":"agency"})", kHome, kFiles);
  EXPECT_EQ(outcome.chosen.credentials, Key("p-ak", "p-sk"));
  EXPECT_THAT(outcome.chosen.agencies, ElementsAre(auth::Agency{"team", "acme", "", 0}));
}

TEST(ChooseCredentials, AProfileMayMeanTheMetadataService) {
  const auto config = Config(R"({"profile":"ecs"})");
  const auto outcome = Choose(config, kHome, kFiles, kOn);
  EXPECT_EQ(outcome.chosen.credentials, Credentials(auth::EcsMetadata{"http://metadata.example"}));
  EXPECT_EQ(outcome.chosen.region, "cn-north-4");
  EXPECT_THAT(Choose(config, kHome, kFiles, {.off = false, .unknown = true, .url = {}})
                  .chosen.unknown_arguments,
              ElementsAre("endpoints"));
}

TEST(ChooseCredentials, AnSdkFileWithoutKeysIsPassedOver) {
  for (const auto* text : {"", "[global]\nak=a\nsk=s\n", "[basic]\nidp_id=x\n"}) {
    const auto outcome =
        Choose(Config("{}"), kHome, {{"/home/me/.huaweicloud/credentials", text}}, kOn);
    EXPECT_THAT(outcome.problems, IsEmpty());
    EXPECT_THAT(AttemptsOf(outcome), HasSubstr("has no ak and sk in a section [basic]\n"
                                               "ECS metadata: chosen"));
  }
}

TEST(ChooseCredentials, WaitsForAProfileThatIsNotKnownYet) {
  for (const std::string name : {"profile", "shared_config_file"}) {
    const auto outcome = Choose(WithUnknown("{}", {name}), Plus(kHome, kEnvironmentKeys), kFiles);
    EXPECT_EQ(outcome.chosen.credentials, std::nullopt);
    EXPECT_THAT(outcome.chosen.unknown_arguments, ElementsAre(name));
    const auto keys = WithUnknown(R"({"access_key":"ak","secret_key":"sk"})", {name});
    EXPECT_EQ(Choose(keys, kHome, kFiles).chosen.credentials, Key("ak", "sk"));
  }
  EXPECT_THAT(Choose(Config("{}"), {}, {}, {.off = false, .unknown = true, .url = {}})
                  .chosen.unknown_arguments,
              ElementsAre("endpoints"));
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

TEST(ChooseCredentials, AnIncompleteIdTokenEndsTheSearch) {
  const auto outcome = Choose("{}", Plus({{"HW_ASSUME_ROLE_IDP_ID", "idp"}}, kEnvironmentKeys));
  EXPECT_EQ(outcome.chosen.credentials, std::nullopt);
  ASSERT_THAT(outcome.problems, SizeIs(1));
  EXPECT_THAT(outcome.problems[0].detail, HasSubstr("HW_ASSUME_ROLE_ID_TOKEN_FILE"));
}

}  // namespace
}  // namespace provider::configure
