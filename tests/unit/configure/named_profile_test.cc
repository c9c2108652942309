// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A named profile provides its region whichever credentials are used; its account and project apply
// only to its own keys.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/configure/config.h"

namespace provider::configure {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kProfiles[] = R"({"current":"p","profiles":[
    {"name":"p","mode":"AKSK","accessKeyId":"p-ak","secretAccessKey":"profile-secret-key",
     "region":"cn-north-4","projectId":"p-project","domainId":"p-domain"},
    {"name":"q","mode":"token","region":"eu-west-101"},
    {"name":"wrong","mode":"AKSK","region":"EU-WEST-0"},
    {"name":"none","mode":"AKSK"}]})";
const Files kFiles = {{"/home/me/.hcloud/config.json", kProfiles}, {"/p.json", kProfiles}};
const Variables kHome = {{"HOME", "/home/me"}};
constexpr char kKeys[] = R"({"access_key":"ak","secret_key":"sk","profile":"p"})";

Variables WithHome(Variables variables) {
  variables.insert(kHome.begin(), kHome.end());
  return variables;
}

TEST(NamedProfile, ProvidesTheRegionForKeysOfAnotherSource) {
  const auto block = Read(kKeys, kHome, kFiles).auth;
  EXPECT_EQ(block.credentials, auth::Credentials(auth::AccessKey{"ak", "sk", ""}));
  EXPECT_EQ(block.endpoints.region, "cn-north-4");
  EXPECT_EQ(block.domain_id, "");
  EXPECT_EQ(block.project_id, "");
  EXPECT_THAT(block.sources.at("region"), HasSubstr("profile \"p\" of /home/me/.hcloud"));

  const auto environment =
      Read("{}", WithHome({{"HW_ACCESS_KEY", "ak"}, {"HW_SECRET_KEY", "sk"}, {"HW_PROFILE", "q"}}),
           kFiles)
          .auth;
  EXPECT_EQ(environment.credentials, auth::Credentials(auth::AccessKey{"ak", "sk", ""}));
  EXPECT_EQ(environment.endpoints.region, "eu-west-101") << "keys of that profile cannot be used";
}

TEST(NamedProfile, IsNotReadIfARegionIsSet) {
  for (const auto& [json, variables] :
       {std::pair(R"({"access_key":"ak","secret_key":"sk","profile":"typo","region":"eu-west-0"})",
                  kHome),
        std::pair(R"({"access_key":"ak","secret_key":"sk","profile":"typo"})",
                  WithHome({{"OS_REGION_NAME", "eu-west-0"}}))}) {
    EXPECT_THAT(Validate(json, variables, kFiles), IsEmpty());
    EXPECT_EQ(Read(json, variables, kFiles).auth.endpoints.region, "eu-west-0");
  }
}

TEST(NamedProfile, WarnsIfTheProfileDoesNotExist) {
  const auto problems =
      Validate(R"({"access_key":"ak","secret_key":"sk","profile":"typo"})", kHome, kFiles);
  ASSERT_THAT(problems, SizeIs(1));
  EXPECT_EQ(problems[0].severity, framework::Severity::kWarning);
  EXPECT_EQ(problems[0].path, cty::Path::Root("profile"));
  EXPECT_THAT(problems[0].detail,
              AllOf(HasSubstr("no profile \"typo\""), HasSubstr("the argument \"profile\""),
                    HasSubstr("HW_REGION_NAME"), Not(HasSubstr("profile-secret-key"))));
  const auto none =
      Read(R"({"access_key":"ak","secret_key":"sk","profile":"none"})", kHome, kFiles).auth;
  EXPECT_EQ(none.endpoints.region, "");
  EXPECT_EQ(none.credentials_problem, "");
}

TEST(NamedProfile, InvalidRegionIsAnErrorThatNamesFileAndProfile) {
  const auto problems =
      Validate(R"({"access_key":"ak","secret_key":"sk","profile":"wrong"})", kHome, kFiles);
  ASSERT_THAT(problems, SizeIs(1));
  EXPECT_EQ(problems[0].severity, framework::Severity::kError);
  EXPECT_THAT(problems[0].detail,
              AllOf(HasSubstr("region in profile \"wrong\" of /home/me/.hcloud/config.json"),
                    HasSubstr("got \"EU-WEST-0\"")));
}

TEST(NamedProfile, UnknownProfileLeavesTheRegionUnknown) {
  const auto config = WithUnknown(R"({"access_key":"ak","secret_key":"sk"})", {"profile"});
  EXPECT_THAT(Read(config, kHome, kFiles).auth.unknown_arguments, ElementsAre("profile"));
  EXPECT_THAT(Validate(config, kHome, kFiles), IsEmpty());
  EXPECT_THAT(
      Read(config, WithHome({{"HW_REGION_NAME", "eu-west-0"}}), kFiles).auth.unknown_arguments,
      IsEmpty());
}

TEST(NamedProfile, InvalidValueErrorNamesTheFieldAndTheFile) {
  const struct {
    const char* fields;
    const char* message;
  } cases[] = {
      {R"("accessKeyId":"AK1","secretAccessKey":"hunter2\n")", "secretAccessKey in profile \"p\""},
      {R"("accessKeyId":" AK1","secretAccessKey":"hunter2")", "accessKeyId in profile \"p\""},
      {R"("accessKeyId":"AK1","secretAccessKey":"s\r\nX-Evil: hunter2")", "secretAccessKey in"},
      {R"("accessKeyId":"AK1","secretAccessKey":"\"hunter2\"")", "a quote (\")"},
      {R"("accessKeyId":"AK1","secretAccessKey":"hunter2","securityToken":"t hunter2")",
       "securityToken in"},
      {R"("accessKeyId":"AK1","secretAccessKey":"hunter2","region":"evil.example/")", "region in"},
      {R"("accessKeyId":"AK1","secretAccessKey":"hunter2","domainId":"a/b")", "domainId in"},
      {R"("accessKeyId":"AK1","secretAccessKey":"hunter2","projectId":"a/b")", "projectId in"},
      {R"("mode":"agency","accessKeyId":"AK1","secretAccessKey":"hunter2","agencyName":"a\n",
          "agencyDomainName":"d")",
       "agencyName in"},
      {R"("accessKeyId":"abcdefghijklmnopqrstuvwxyzhunter2abcdefg","secretAccessKey":
          "AAAABBBBCCCCDDDD0000")",
       "accessKeyId in profile \"p\" of /p.json looks like a secret key"},
  };
  for (const auto& row : cases) {
    const Files files = {{"/p.json", std::string(R"({"current":"p","profiles":[{"name":"p",)") +
                                         row.fields + "}]}"}};
    const auto problems = Validate(R"({"shared_config_file":"/p.json"})", {}, files);
    ASSERT_THAT(problems, SizeIs(1)) << row.fields;
    EXPECT_EQ(problems[0].path, cty::Path::Root("shared_config_file"));
    EXPECT_THAT(problems[0].detail, AllOf(HasSubstr(row.message), HasSubstr("/p.json"),
                                          Not(HasSubstr("hunter2")), Not(HasSubstr("AAAABBBB"))));
    EXPECT_NE(Read(R"({"shared_config_file":"/p.json"})", {}, files).auth.credentials_problem, "");
  }
}

TEST(SdkFile, InvalidValueErrorNamesTheField) {
  for (const auto& [text, message] :
       {std::pair("[basic]\nak=a\nsk=hunter2 x", "sk in section [basic] of /k"),
        std::pair("[basic]\nak=a\nsk='hunter2'\r\n", "a quote (')"),
        std::pair("[basic]\nak=a\nsk=s\x01hunter2", "sk in"),
        std::pair("[basic]\nak=a\nsk=s\nsecurity_token=\xff hunter2", "security_token in"),
        std::pair("[basic]\nak=a\nsk=s\nproject_id=hunter2/../x", "project_id in"),
        std::pair("[basic]\nak=abcdefghijklmnopqrstuvwxyzhunter2abcdefg\nsk=AAAABBBBCCCCDDDD0000",
                  "ak in section [basic] of /k looks like a secret key")}) {
    const auto problems =
        Validate("{}", {{"HUAWEICLOUD_SDK_CREDENTIALS_FILE", "/k"}}, {{"/k", text}});
    ASSERT_THAT(problems, SizeIs(1)) << text;
    EXPECT_THAT(problems[0].detail, HasSubstr(message));
    if (std::string_view(message) != "project_id in") {
      EXPECT_THAT(problems[0].detail, Not(HasSubstr("hunter2")));
    }
  }
}

TEST(SdkFile, NamesTheVariableOfAMissingFile) {
  const auto problems = Validate("{}", {{"HUAWEICLOUD_SDK_CREDENTIALS_FILE", "/absent"}}, {});
  ASSERT_THAT(problems, SizeIs(1));
  EXPECT_THAT(problems[0].detail,
              AllOf(HasSubstr("/absent does not exist"),
                    HasSubstr("the environment variable HUAWEICLOUD_SDK_CREDENTIALS_FILE")));
  const auto stray = Validate("{}", {{"HUAWEICLOUD_SDK_CREDENTIALS_FILE", "/absent\r"}}, {});
  ASSERT_THAT(stray, SizeIs(1));
  EXPECT_THAT(stray[0].detail,
              AllOf(HasSubstr("HUAWEICLOUD_SDK_CREDENTIALS_FILE"), HasSubstr("\\r")));
}

}  // namespace
}  // namespace provider::configure
