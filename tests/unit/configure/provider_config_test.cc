// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/provider_config.h"

#include <cstdio>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/base/log.h"
#include "provider/text/redaction.h"
#include "tests/unit/configure/config.h"

namespace provider::configure {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using namespace std::chrono_literals;

TEST(ReadProviderConfig, UsesDefaultsForAnEmptyBlock) {
  const auto config = Read("{}");
  EXPECT_EQ(config.auth.endpoints.region, "");
  EXPECT_EQ(config.auth.credentials,
            auth::Credentials(auth::EcsMetadata{"http://169.254.169.254"}));
  EXPECT_EQ(config.auth.credentials_problem, "");
  EXPECT_THAT(config.auth.attempts, SizeIs(5));
  EXPECT_THAT(config.auth.agencies, IsEmpty());
  EXPECT_EQ(config.auth.max_retries, 5);
  EXPECT_FALSE(config.auth.insecure);
  EXPECT_EQ(config.auth.ca, "");
  EXPECT_EQ(config.auth.user_agent, "terraform-provider-cts/1.2.3 Terraform/1.15.5");
  EXPECT_THAT(config.auth.unknown_arguments, IsEmpty());
  EXPECT_TRUE(config.batching.enabled);
  EXPECT_EQ(config.batching.send_after, 5ms);
  EXPECT_EQ(config.batching.max_buckets, 100);
}

TEST(ReadProviderConfig, ReadsTheArgumentsOfTheBlock) {
  const auto config = Read(R"({
    "region":"eu-west-0","access_key":"ak","secret_key":"sk","security_token":"st",
    "domain_id":"d1","project_id":"p1","project_name":"eu-west-0_MOS sub/1",
    "cloud":"example.com","auth_url":"https://iam.example.com/v3",
    "endpoints":{"cts":"cts.example.com"},"insecure":true,"cacert_file":"/ca.pem","max_retries":0,
    "batching":{"enabled":false,"send_after":"1.5s","max_buckets":7}})");
  EXPECT_EQ(config.auth.endpoints.region, "eu-west-0");
  EXPECT_EQ(config.auth.endpoints.cloud, "example.com");
  EXPECT_EQ(config.auth.endpoints.custom.at("cts"), "https://cts.example.com");
  EXPECT_EQ(config.auth.endpoints.custom.at("iam"), "https://iam.example.com");
  EXPECT_EQ(config.auth.credentials, auth::Credentials(auth::AccessKey{"ak", "sk", "st"}));
  EXPECT_EQ(config.auth.domain_id, "d1");
  EXPECT_EQ(config.auth.project_id, "p1");
  EXPECT_EQ(config.auth.project_name, "eu-west-0_MOS sub/1");
  EXPECT_TRUE(config.auth.insecure);
  EXPECT_EQ(config.auth.ca, "/ca.pem");
  EXPECT_EQ(config.auth.ca_setting, "cacert_file");
  EXPECT_EQ(config.auth.max_retries, 0);
  EXPECT_FALSE(config.batching.enabled);
  EXPECT_EQ(config.batching.send_after, 1500ms);
  EXPECT_EQ(config.batching.max_buckets, 7);
  EXPECT_EQ(config.auth.credentials_problem, "");
}

TEST(ReadProviderConfig, ReadsEachKindOfCredentialsOfTheBlock) {
  EXPECT_EQ(Read(R"({"token":"t"})").auth.credentials, auth::Credentials(auth::Token{"t"}));
  EXPECT_EQ(Read(R"({"user_name":"u","password":"p","domain_name":"d"})").auth.credentials,
            auth::Credentials(auth::Password{"u", "p", "d"}));
  const Files files = {{"/p.json", R"({"profiles":[{"name":"other"},
      {"name":"p","mode":"AKSK","accessKeyId":"ak","secretAccessKey":"sk"}]})"}};
  EXPECT_EQ(Read(R"({"profile":"p","shared_config_file":"/p.json"})", {}, files).auth.credentials,
            auth::Credentials(auth::AccessKey{"ak", "sk", ""}));
  const auto oidc = Read(R"({"assume_role_with_oidc":[{"idp_id":"i","id_token":"jwt",
      "id_token_file":"/jwt","agency_name":"a","domain_id":"a-id","duration":900}]})");
  EXPECT_EQ(oidc.auth.credentials, std::nullopt);
  EXPECT_THAT(oidc.auth.credentials_problem,
              HasSubstr("has both \"id_token\" and \"id_token_file\""));
  EXPECT_EQ(Read(R"({"assume_role_with_oidc":[{"idp_id":"i","id_token":"jwt",
      "agency_name":"a","domain_id":"a-id","duration":900}]})")
                .auth.credentials,
            auth::Credentials(auth::IdToken{"i", "jwt", "", {"a", "", "a-id", 900}}));
  EXPECT_EQ(
      Read(R"({"assume_role_with_oidc":[{"idp_id":"i","id_token_file":"/jwt"}]})").auth.credentials,
      auth::Credentials(auth::IdToken{"i", "", "/jwt", {}}));
}

TEST(ReadProviderConfig, ReadsTheAgenciesOfTheBlock) {
  const auto config = Read(R"({"access_key":"ak","secret_key":"sk","assume_role":[
      {"agency_name":"a","domain_name":"a-name"},
      {"agency_name":"b","domain_id":"b-id","duration":900}]})");
  EXPECT_THAT(config.auth.agencies,
              ElementsAre(auth::Agency{"a", "a-name", "", 0}, auth::Agency{"b", "", "b-id", 900}));
}

TEST(ReadProviderConfig, ReadsTheEnvironment) {
  const auto config = Read("{}", {{"HW_REGION_NAME", "eu-west-1"},
                                  {"HW_DOMAIN_ID", "d"},
                                  {"OS_TENANT_ID", "p"},
                                  {"OS_TENANT_NAME", "n"},
                                  {"OS_CACERT", "/ca.pem"},
                                  {"OS_INSECURE", "1"},
                                  {"HW_MAX_RETRIES", "7"}});
  EXPECT_EQ(config.auth.endpoints.region, "eu-west-1");
  EXPECT_EQ(config.auth.domain_id, "d");
  EXPECT_EQ(config.auth.project_id, "p");
  EXPECT_EQ(config.auth.project_name, "n");
  EXPECT_EQ(config.auth.ca, "/ca.pem");
  EXPECT_EQ(config.auth.ca_setting, "OS_CACERT");
  EXPECT_TRUE(config.auth.insecure);
  EXPECT_EQ(config.auth.max_retries, 7);
}

TEST(ReadProviderConfig, RecordsTheSourceOfEachValue) {
  const auto sources =
      Read(R"({"region":"eu-west-0"})", {{"OS_CACERT", "/ca.pem"}, {"HW_DOMAIN_ID", "d"}})
          .auth.sources;
  EXPECT_EQ(sources.at("region"), "the argument \"region\"");
  EXPECT_EQ(sources.at("cacert_file"), "the environment variable OS_CACERT");
  EXPECT_EQ(sources.at("domain_id"), "the environment variable HW_DOMAIN_ID");
  EXPECT_FALSE(sources.contains("project_id"));
}

TEST(ReadProviderConfig, KeepsDefaultsForNullsInBatching) {
  const auto config = Read(R"({"batching":{"send_after":null,"max_buckets":null}})");
  EXPECT_TRUE(config.batching.enabled);
  EXPECT_EQ(config.batching.send_after, 5ms);
  EXPECT_EQ(config.batching.max_buckets, 100);
}

TEST(ReadProviderConfig, ReadsANullAndAnUnknownBlock) {
  EXPECT_EQ(Read(cty::Value::Null(), {{"HW_REGION_NAME", "eu-west-0"}}).auth.endpoints.region,
            "eu-west-0");
  const auto unknown = Read(cty::Value::Unknown(), {{"HW_REGION_NAME", "eu-west-0"}});
  EXPECT_EQ(unknown.auth.endpoints.region, "");
  EXPECT_THAT(unknown.auth.unknown_arguments,
              ::testing::IsSupersetOf({"region", "assume_role_with_oidc"}));
  EXPECT_THAT(Validate(cty::Value::Unknown()), IsEmpty());
}

TEST(ReadProviderConfig, NamesUnknownArgumentsThatEveryReadNeedsOnce) {
  const std::vector<std::string> names = {"batching", "cacert_file", "insecure", "max_retries"};
  const auto config = Read(WithUnknown("{}", names));
  EXPECT_THAT(config.auth.unknown_arguments, ::testing::UnorderedElementsAreArray(names));
  EXPECT_THAT(Validate(WithUnknown("{}", names)), IsEmpty());
}

TEST(ReadProviderConfig, NamesBatchingForAnUnknownNestedValue) {
  const auto config = With(Config("{}"), "batching",
                           cty::Value::Object({{"enabled", cty::Value::Bool(false)},
                                               {"send_after", cty::Value::Unknown()},
                                               {"max_buckets", cty::Value::Null()}}));
  EXPECT_THAT(Read(config).auth.unknown_arguments, ElementsAre("batching"));
  EXPECT_THAT(Validate(config), IsEmpty());
}

TEST(ReadProviderConfig, CollectsErrorsInCredentialsProblem) {
  const auto config = Read(R"({"access_key":"ak","max_retries":-1,"insecure":true})");
  EXPECT_EQ(config.auth.credentials, std::nullopt);
  EXPECT_THAT(config.auth.credentials_problem, HasSubstr("\"secret_key\" is set neither"));
  EXPECT_THAT(config.auth.credentials_problem, HasSubstr("\"max_retries\" must be"));
  // A warning is not an error.
  EXPECT_EQ(Read(R"({"endpoints":{"obs":"x"}})").auth.credentials_problem, "");
}

TEST(ReadProviderConfig, RegistersSecretsOfEverySource) {
  static_cast<void>(Read(R"({"access_key":"visible-ak","secret_key":"block-secret-key",
               "assume_role_with_oidc":[{"id_token":"block-id-token"}]})",
                         {{"HW_AUTH_TOKEN", "first-env-token"},
                          {"OS_AUTH_TOKEN", "second-env-token"},
                          {"OS_PASSWORD", "env-password"},
                          {"HW_SECURITY_TOKEN", "env-security-token"},
                          {"HW_ASSUME_ROLE_ID_TOKEN", "env-id-token"}}));
  const auto& secrets = text::SecretRegistry::Process();
  for (const std::string secret :
       {"block-secret-key", "block-id-token", "first-env-token", "second-env-token", "env-password",
        "env-security-token", "env-id-token"}) {
    EXPECT_THAT(secrets.Strip("<" + secret + ">"), Not(HasSubstr(secret)));
  }
  EXPECT_EQ(secrets.Strip("visible-ak"), "visible-ak");
}

TEST(ValidateProviderConfig, AcceptsAnEmptyBlock) { EXPECT_THAT(Validate("{}"), IsEmpty()); }

TEST(ValidateProviderConfig, ReportsAllProblemsAtTheirArguments) {
  const auto problems = Validate(R"({
    "region":"EU","cloud":"a/b","auth_url":"ftp://x","endpoints":{"cts":"","obs":"x"},
    "access_key":"ak","domain_id":"a/b","project_id":"a b","max_retries":-1,
    "batching":{"send_after":"5 minutes","max_buckets":0}})");
  std::vector<std::string> places;
  for (const auto& problem : problems) places.push_back(problem.path.ToString());
  EXPECT_THAT(places, ::testing::UnorderedElementsAre(
                          "region", "cloud", "auth_url", "endpoints", "endpoints", "access_key",
                          "domain_id", "project_id", "max_retries", "batching", "batching"));
}

TEST(ValidateProviderConfig, ValidatesNumbersDurationsAndBooleans) {
  const struct {
    const char* json;
    Variables variables;
    const char* message;
  } cases[] = {
      {R"({"max_retries":1001})", {}, "\"max_retries\" must be a whole number from 0 to 1000"},
      {R"({"max_retries":2.5})", {}, "got \"2.5\""},
      {"{}", {{"HW_MAX_RETRIES", "many"}}, "HW_MAX_RETRIES, which stands for"},
      {"{}", {{"HW_INSECURE", "yes"}}, "must be true or false, got \"yes\""},
      {R"({"batching":{"max_buckets":10001}})", {}, "\"batching.max_buckets\" must be"},
      {R"({"batching":{"send_after":"5"}})", {}, "\"batching.send_after\" must be a duration"},
      {R"({"batching":{"send_after":"2m"}})", {}, "from 0s to 1m0s"},
      {"{}", {{"OS_PROJECT_ID", "a/../b"}}, "OS_PROJECT_ID"},
  };
  for (const auto& row : cases) {
    const auto problems = Validate(row.json, row.variables);
    ASSERT_THAT(problems, SizeIs(1)) << row.json << row.message;
    EXPECT_EQ(problems[0].severity, framework::Severity::kError);
    EXPECT_THAT(problems[0].detail, HasSubstr(row.message));
    EXPECT_EQ(problems[0].detail.back(), '.');
  }
  EXPECT_THAT(Validate(R"({"max_retries":1000,"batching":{"send_after":"1m","max_buckets":10000}})",
                       {{"HW_INSECURE", "False"}}),
              IsEmpty());
}

TEST(ValidateProviderConfig, AsksForAnIdInsteadOfAName) {
  const auto problems = Validate("{}", {{"HW_DOMAIN_ID", "Acme Ltd"}});
  ASSERT_THAT(problems, SizeIs(1));
  EXPECT_THAT(problems[0].detail,
              AllOf(HasSubstr("HW_DOMAIN_ID"), HasSubstr("Write the ID here, not the name.")));
}

TEST(ValidateProviderConfig, NeverShowsASecretSetInAnotherArgument) {
  const auto problems = Validate(R"({"access_key":"ak","secret_key":"swapped-secret",
                                     "domain_id":"swapped-secret!"})");
  ASSERT_THAT(problems, SizeIs(1));
  EXPECT_THAT(problems[0].detail, Not(HasSubstr("swapped-secret")));
}

TEST(ReadProviderConfig, ShortensLongValuesInMessages) {
  const auto problems =
      Validate(With(Config("{}"), "region", cty::Value::String(std::string(1 << 20, 'A'))));
  ASSERT_THAT(problems, SizeIs(1));
  EXPECT_LT(problems[0].detail.size(), 2000U);
}

constexpr char kProfile[] = R"({"current":"p","profiles":[{"name":"p","mode":"AKSK",
    "accessKeyId":"p-ak","secretAccessKey":"profile-secret-key","region":"cn-north-4",
    "projectId":"p-project","domainId":"p-domain"}]})";

TEST(ReadProviderConfig, TakesUnsetValuesFromTheProfile) {
  const Files files = {{"/p.json", kProfile}};
  const auto taken = Read(R"({"shared_config_file":"/p.json"})", {}, files).auth;
  EXPECT_EQ(taken.credentials,
            auth::Credentials(auth::AccessKey{"p-ak", "profile-secret-key", ""}));
  EXPECT_EQ(taken.endpoints.region, "cn-north-4");
  EXPECT_EQ(taken.project_id, "p-project");
  EXPECT_EQ(taken.domain_id, "p-domain");
  const auto overridden =
      Read(R"({"shared_config_file":"/p.json","region":"eu-west-0"})",
           {{"HW_PROJECT_ID", "env-project"}, {"OS_DOMAIN_ID", "env-domain"}}, files)
          .auth;
  EXPECT_EQ(overridden.endpoints.region, "eu-west-0");
  EXPECT_EQ(overridden.project_id, "env-project");
  EXPECT_EQ(overridden.domain_id, "env-domain");
}

TEST(ReadProviderConfig, TraceShowsTheChosenSourceWithoutValues) {
  std::FILE* const file = std::tmpfile();
  ASSERT_NE(file, nullptr);
  base::ConfigureLog(base::LogLevel::kTrace, ::fileno(file));
  static_cast<void>(Read(R"({"access_key":"visible-ak"})", {{"OS_SECRET_KEY", "logged-secret"}}));
  static_cast<void>(Read(R"({"shared_config_file":"/p.json"})", {}, {{"/p.json", kProfile}}));
  base::ConfigureLog(base::LogLevel::kOff);
  std::rewind(file);
  std::string text(4096, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file));
  std::fclose(file);
  EXPECT_THAT(text,
              AllOf(HasSubstr("credentials chosen"), HasSubstr("\"provider block\""),
                    HasSubstr("access_key, OS_SECRET_KEY"), HasSubstr("KooCLI profile"),
                    HasSubstr("credentials passed over"), HasSubstr("security_token, token")));
  EXPECT_THAT(text, AllOf(Not(HasSubstr("visible-ak")), Not(HasSubstr("logged-secret")),
                          Not(HasSubstr("profile-secret-key"))));
}

TEST(ReadProviderConfig, UnusedProfileProvidesNoAccountOrProject) {
  const auto config =
      Read(R"({"shared_config_file":"/p.json","access_key":"ak","secret_key":"sk"})", {},
           {{"/p.json", kProfile}})
          .auth;
  EXPECT_EQ(config.domain_id, "") << "it may be about another account";
  EXPECT_EQ(config.project_id, "");
}

TEST(ReadProviderConfig, AccountAndProjectMayComeFromOtherFamilies) {
  const auto config = Read("{}", {{"HW_ACCESS_KEY", "ak"},
                                  {"HW_SECRET_KEY", "hw-secret-key"},
                                  {"OS_DOMAIN_ID", "os-domain"},
                                  {"HUAWEICLOUD_SDK_PROJECT_ID", "sdk-project"}})
                          .auth;
  EXPECT_EQ(config.domain_id, "os-domain");
  EXPECT_EQ(config.project_id, "sdk-project");
}

TEST(ReadProviderConfig, AssumesProfileAgencyBeforeBlockAgencies) {
  const auto config = Read(R"({"shared_config_file":"/p.json",
      "assume_role":[{"agency_name":"b","domain_id":"b-id"},{"agency_name":"c","domain_name":"c-n"}]})",
                           {}, {{"/p.json", R"({"current":"p","profiles":[{"name":"p",
      "mode":"agency","accessKeyId":"a","secretAccessKey":"profile-secret-key",
      "agencyName":"a","agencyDomainId":"a-id"}]})"}})
                          .auth;
  EXPECT_THAT(config.agencies,
              ElementsAre(auth::Agency{"a", "", "a-id", 0}, auth::Agency{"b", "", "b-id", 0},
                          auth::Agency{"c", "c-n", "", 0}));
}

}  // namespace
}  // namespace provider::configure
