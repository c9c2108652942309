// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/credential_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/configure/choose.h"

namespace provider::configure {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

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
const MetadataEndpoint kMetadataOn{.off = false, .url = "http://metadata.example"};
const MetadataEndpoint kMetadataUnknown{.off = false, .url = Unknown("endpoints.metadata")};

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
  EXPECT_EQ(Choose(Config("{}"), kHome, {}, kMetadataOn).chosen.credentials,
            Credentials(auth::EcsMetadata{"http://metadata.example"}));
}

TEST(ChooseCredentials, ReadsNoFileWhenAHigherSourceWins) {
  const auto environment = EnvironmentOf(Plus(kHome, kEnvironmentKeys));
  const auto config = Config("{}");
  const testing::FakeFiles files(kFiles);
  framework::Diagnostics diagnostics;
  ValueRules rules(environment, diagnostics);
  static_cast<void>(ChooseCredentials(Arguments(config, environment), kMetadataOff, files, rules));
  EXPECT_THAT(files.reads(), IsEmpty());
  const auto home = EnvironmentOf(kHome);
  static_cast<void>(ChooseCredentials(Arguments(config, home), kMetadataOff, files, rules));
  EXPECT_THAT(files.reads(), ElementsAre("/home/me/.huaweicloud/credentials"))
      << "KooCLI's file is read only when it is asked for";
}

TEST(ChooseCredentials, UnusableRequestedFileEndsTheSearch) {
  const struct {
    const char* json;
    Variables variables;
    cty::Path path;
    const char* message;
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
    EXPECT_EQ(outcome.chosen.credentials, std::nullopt) << row.message;
    ASSERT_THAT(outcome.problems, SizeIs(1)) << row.message;
    EXPECT_EQ(outcome.problems[0].path, row.path);
    EXPECT_THAT(outcome.problems[0].detail, HasSubstr(row.message));
    EXPECT_EQ(outcome.problems[0].detail.back(), '.');
  }
}

TEST(ChooseCredentials, AdviceMatchesTheProblemOfTheFile) {
  const struct {
    const char* json;
    Variables variables;
    const char* advice;
  } cases[] = {
      {R"({"profile":"typo"})", {}, "named by the argument \"profile\". Correct the name."},
      {"{}",
       {{"HW_PROFILE", "typo"}},
       "named by the environment variable HW_PROFILE. Correct the name."},
      {R"({"shared_config_file":"/absent"})",
       {},
       "Check the path, or remove \"shared_config_file\"."},
      {"{}",
       {{"HW_SHARED_CONFIG_FILE", "/absent"}, {"HW_PROFILE", "p"}},
       "The path comes from the environment variable HW_SHARED_CONFIG_FILE. Check the path, or "
       "unset "
       "HW_SHARED_CONFIG_FILE."},
      {R"({"profile":"default"})",
       {{"HOME", "/elsewhere"}},
       "Set shared_config_file (HW_SHARED_CONFIG_FILE) to its path, or remove \"profile\"."},
      {"{}",
       {{"HUAWEICLOUD_SDK_CREDENTIALS_FILE", "/absent"}},
       "Check the path, or unset HUAWEICLOUD_SDK_CREDENTIALS_FILE."},
  };
  for (const auto& row : cases) {
    const auto outcome = Choose(row.json, Plus(row.variables, kHome), kFiles);
    ASSERT_THAT(outcome.problems, SizeIs(1)) << row.advice;
    EXPECT_THAT(outcome.problems[0].detail, EndsWith(row.advice));
  }
  Files files = {{"/home/me/.huaweicloud/credentials", "[basic]\nak=a\n"}};
  const auto half = Choose("{}", kHome, files);
  ASSERT_THAT(half.problems, SizeIs(1));
  EXPECT_EQ(
      half.problems[0].detail,
      "The SDK credentials file cannot be used: /home/me/.huaweicloud/credentials has ak but no "
      "sk in its section [basic].\nAdd it, or remove the other one.");
}

TEST(ChooseCredentials, ReportsThatHomeIsNotSetForAProfile) {
  const auto outcome = Choose(R"({"profile":"default"})", {}, kFiles);
  ASSERT_THAT(outcome.problems, SizeIs(1));
  EXPECT_THAT(outcome.problems[0].detail, HasSubstr("HOME is not set"));
}

TEST(ChooseCredentials, TakesTheAgencyOfAProfile) {
  const auto outcome = Choose(R"({"profile":"agency"})", kHome, kFiles);
  EXPECT_EQ(outcome.chosen.credentials, Key("p-ak", "p-sk"));
  EXPECT_THAT(outcome.chosen.agencies, ElementsAre(auth::Agency{"team", "acme", "", 0}));
}

TEST(ChooseCredentials, ProfileCanSelectTheMetadataService) {
  const auto config = Config(R"({"profile":"ecs"})");
  const auto outcome = Choose(config, kHome, kFiles, kMetadataOn);
  EXPECT_EQ(outcome.chosen.credentials, Credentials(auth::EcsMetadata{"http://metadata.example"}));
  EXPECT_EQ(outcome.chosen.region.value, "cn-north-4");
  EXPECT_THAT(Choose(config, kHome, kFiles, kMetadataUnknown).chosen.unknown_arguments,
              ElementsAre("endpoints.metadata"));
}

TEST(ChooseCredentials, SkipsAnSdkFileWithoutKeys) {
  for (const auto* text : {"", "[global]\nak=a\nsk=s\n", "[basic]\nidp_id=x\n"}) {
    const auto outcome =
        Choose(Config("{}"), kHome, {{"/home/me/.huaweicloud/credentials", text}}, kMetadataOn);
    EXPECT_THAT(outcome.problems, IsEmpty());
    EXPECT_THAT(AttemptsOf(outcome), HasSubstr("has no ak and sk in a section [basic]\n"
                                               "ECS metadata: chosen"));
  }
}

TEST(ChooseCredentials, WaitsForAnUnknownProfile) {
  for (const std::string name : {"profile", "shared_config_file"}) {
    const auto outcome = Choose(WithUnknown("{}", {name}), Plus(kHome, kEnvironmentKeys), kFiles);
    EXPECT_EQ(outcome.chosen.credentials, std::nullopt);
    EXPECT_THAT(outcome.chosen.unknown_arguments, ElementsAre(name));
    const auto keys = WithUnknown(R"({"access_key":"ak","secret_key":"sk"})", {name});
    EXPECT_EQ(Choose(keys, kHome, kFiles).chosen.credentials, Key("ak", "sk"));
  }
  EXPECT_THAT(Choose(Config("{}"), {}, {}, kMetadataUnknown).chosen.unknown_arguments,
              ElementsAre("endpoints.metadata"));
}
}  // namespace
}  // namespace provider::configure
