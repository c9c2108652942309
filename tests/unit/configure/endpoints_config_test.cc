// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/endpoints_config.h"

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
using ::testing::Pair;
using ::testing::SizeIs;

struct Outcome {
  EndpointsConfig result;
  std::vector<framework::Diagnostic> problems;
};

Outcome ReadFrom(const cty::Value& config, const Variables& variables = {},
                 const EndpointDefaults& defaults = {}) {
  const base::Environment environment(variables);
  framework::Diagnostics diagnostics;
  ValueRules rules(environment, diagnostics);
  auto result = ReadEndpoints(Arguments(config, environment), defaults, rules);
  return {std::move(result), diagnostics.items()};
}
Outcome ReadFrom(std::string_view json, const Variables& variables = {}) {
  return ReadFrom(Config(json), variables);
}

TEST(ReadEndpoints, ReadsRegionAndCloud) {
  const auto outcome = ReadFrom(R"({"region":"eu-west-101"})", {{"HW_CLOUD", "myhuaweicloud.eu"}});
  EXPECT_EQ(outcome.result.endpoints.region, "eu-west-101");
  EXPECT_EQ(outcome.result.endpoints.cloud, "myhuaweicloud.eu");
  EXPECT_THAT(outcome.result.endpoints.custom, IsEmpty());
  EXPECT_THAT(outcome.problems, IsEmpty());
}

TEST(ReadEndpoints, TakesAddressesWithAndWithoutSchemeAndSlash) {
  const auto outcome = ReadFrom(R"({"endpoints":{
    "cts":"cts.example.com/","iam":"http://127.0.0.1:8080","sts":"https://sts.example.com/x/"}})");
  EXPECT_THAT(
      outcome.result.endpoints.custom,
      ElementsAre(Pair("cts", "https://cts.example.com"), Pair("iam", "http://127.0.0.1:8080"),
                  Pair("sts", "https://sts.example.com/x")));
  EXPECT_THAT(outcome.problems, IsEmpty());
}

TEST(ReadEndpoints, RemovesTheApiVersionFromEveryAddress) {
  const auto outcome = ReadFrom(R"({"region":"eu-west-0","endpoints":{
    "cts":"https://cts.example.com/v3/","iam":"iam.example.com/v3","sts":"sts.example.com/v5"}})",
                                {{"HUAWEICLOUD_SDK_REGION_CTS_EU_WEST_1", "other.example.com/v3"}});
  EXPECT_THAT(outcome.result.endpoints.custom, ElementsAre(Pair("cts", "https://cts.example.com"),
                                                           Pair("iam", "https://iam.example.com"),
                                                           Pair("sts", "https://sts.example.com")));
  EXPECT_EQ(outcome.result.endpoints.InRegion("eu-west-1").region_cts.at("EU_WEST_1"),
            "https://other.example.com");
  // Only the version is removed, and only at the end of the path.
  EXPECT_THAT(ReadFrom(R"({"endpoints":{"cts":"cts.example.com/v3/x","sts":"x.example.com/v3"}})")
                  .result.endpoints.custom,
              ElementsAre(Pair("cts", "https://cts.example.com/v3/x"),
                          Pair("sts", "https://x.example.com/v3")));
}

TEST(ReadEndpoints, ReportsQuotesThatAnEnvFileKeeps) {
  const auto own = ReadFrom(R"({"region":"eu-west-0"})",
                            {{"HUAWEICLOUD_SDK_REGION_CTS_EU_WEST_0", "\"https://a.example\""}});
  ASSERT_THAT(own.problems, SizeIs(1));
  EXPECT_THAT(own.problems[0].detail, AllOf(HasSubstr("HUAWEICLOUD_SDK_REGION_CTS_EU_WEST_0"),
                                            HasSubstr("begins and ends with a quote (\")")));
  const auto auth_url = ReadFrom("{}", {{"OS_AUTH_URL", "'https://a.example'\r"}});
  ASSERT_THAT(auth_url.problems, SizeIs(1));
  EXPECT_THAT(auth_url.problems[0].detail,
              AllOf(HasSubstr("OS_AUTH_URL"), HasSubstr("a quote (')")));
}

TEST(ReadEndpoints, TakesAuthUrlWithAndWithoutVersion) {
  for (const std::string url :
       {"https://iam.example.com", "https://iam.example.com/", "https://iam.example.com/v3",
        "https://iam.example.com/v3/", "iam.example.com/v3"}) {
    const auto outcome = ReadFrom(With(Config("{}"), "auth_url", cty::Value::String(url)));
    EXPECT_THAT(outcome.result.endpoints.custom,
                ElementsAre(Pair("iam", "https://iam.example.com")))
        << url;
  }
  EXPECT_THAT(
      ReadFrom("{}", {{"OS_AUTH_URL", "https://iam.example.com/v3"}}).result.endpoints.custom,
      ElementsAre(Pair("iam", "https://iam.example.com")));
}

TEST(ReadEndpoints, PrefersEndpointsIamToAuthUrl) {
  const auto outcome = ReadFrom(
      R"({"auth_url":"https://other.example.com/v3","endpoints":{"iam":"iam.example.com/v3"}})");
  EXPECT_THAT(outcome.result.endpoints.custom, ElementsAre(Pair("iam", "https://iam.example.com")));
}

TEST(ReadEndpoints, WarnsOnceAboutKeysOfOtherServices) {
  const auto outcome = ReadFrom(R"({"endpoints":{"obs":"x","vpc":"","cts":"cts.example.com"}})");
  ASSERT_THAT(outcome.problems, SizeIs(1));
  EXPECT_EQ(outcome.problems[0].severity, framework::Severity::kWarning);
  EXPECT_EQ(outcome.problems[0].path, cty::Path::Root("endpoints"));
  EXPECT_THAT(outcome.problems[0].detail, HasSubstr("\"obs\", \"vpc\""));
  EXPECT_THAT(outcome.result.endpoints.custom, SizeIs(1));
}

TEST(ReadEndpoints, LimitsTheKeysNamedInTheWarning) {
  cty::Value::Attributes map;
  for (int i = 0; i < 200; ++i) map["key" + std::to_string(i)] = cty::Value::String("x");
  const auto outcome = ReadFrom(With(Config("{}"), "endpoints", cty::Value::Object(map)));
  ASSERT_THAT(outcome.problems, SizeIs(1));
  EXPECT_THAT(outcome.problems[0].detail, HasSubstr(" and 190 more"));
}

TEST(ReadEndpoints, RefusesAnEmptyValueExceptForMetadata) {
  for (const std::string key : {"cts", "iam", "sts"}) {
    const auto outcome = ReadFrom(
        With(Config("{}"), "endpoints", cty::Value::Object({{key, cty::Value::String("")}})));
    ASSERT_THAT(outcome.problems, SizeIs(1)) << key;
    EXPECT_EQ(outcome.problems[0].severity, framework::Severity::kError);
    EXPECT_THAT(outcome.problems[0].detail, HasSubstr("\"" + key + "\""));
  }
  const auto metadata = ReadFrom(R"({"endpoints":{"metadata":""}})");
  EXPECT_THAT(metadata.problems, IsEmpty());
}

TEST(ReadEndpoints, TreatsANullElementAsUnset) {
  const auto outcome = ReadFrom(R"({"endpoints":{"cts":null,"metadata":null}})");
  EXPECT_THAT(outcome.problems, IsEmpty());
  EXPECT_THAT(outcome.result.endpoints.custom, IsEmpty());
}

TEST(ReadEndpoints, RefusesInvalidAddresses) {
  for (const std::string url : {"ftp://cts.example.com", "https://", "https://a b/",
                                "https://user:hunter2@cts.example.com", "https://h:99999"}) {
    for (const std::string key : {"cts", "metadata"}) {
      const auto outcome = ReadFrom(
          With(Config("{}"), "endpoints", cty::Value::Object({{key, cty::Value::String(url)}})));
      ASSERT_THAT(outcome.problems, SizeIs(1)) << url;
      EXPECT_EQ(outcome.problems[0].path, cty::Path::Root("endpoints"));
      EXPECT_THAT(outcome.problems[0].detail, HasSubstr("\"endpoints." + key + "\""));
      EXPECT_THAT(outcome.problems[0].detail, Not(HasSubstr("hunter2")));
      EXPECT_THAT(outcome.result.endpoints.custom, IsEmpty());
    }
    const auto outcome = ReadFrom(With(Config("{}"), "auth_url", cty::Value::String(url)));
    ASSERT_THAT(outcome.problems, SizeIs(1)) << url;
    EXPECT_EQ(outcome.problems[0].path, cty::Path::Root("auth_url"));
  }
}

TEST(ReadEndpoints, ReadsTheCtsVariableOfEachRegion) {
  const Variables variables = {{"HUAWEICLOUD_SDK_REGION_CTS_EU_WEST_0", "cts.example.com"},
                               {"HUAWEICLOUD_SDK_REGION_CTS_EU_WEST_1", "other.example.com/"},
                               {"HUAWEICLOUD_SDK_REGION_CTS_EU_WEST_101", ""},
                               {"HUAWEICLOUD_SDK_REGION_OBS_EU_WEST_0", "obs.example.com"}};
  for (const auto* region : {"eu-west-0", "cn-north-1", ""}) {
    const auto outcome =
        ReadFrom(With(Config("{}"), "region", cty::Value::String(region)), variables);
    EXPECT_THAT(outcome.result.endpoints.custom, IsEmpty());
    EXPECT_THAT(outcome.result.endpoints.region_cts,
                ElementsAre(Pair("EU_WEST_0", "https://cts.example.com"),
                            Pair("EU_WEST_1", "https://other.example.com")));
    EXPECT_THAT(outcome.problems, IsEmpty());
  }
}

TEST(ReadEndpoints, PrefersEndpointsCtsToTheVariableOfTheRegion) {
  const auto outcome = ReadFrom(R"({"region":"eu-west-0","endpoints":{"cts":"mine.example.com"}})",
                                {{"HUAWEICLOUD_SDK_REGION_CTS_EU_WEST_0", "cts.example.com"}});
  EXPECT_EQ(outcome.result.endpoints.Cts(), "https://mine.example.com");
}

TEST(ReadEndpoints, RefusesAMalformedVariableOfTheProvidersRegion) {
  const auto outcome =
      ReadFrom(R"({"region":"eu-west-0"})", {{"HUAWEICLOUD_SDK_REGION_CTS_EU_WEST_0", "ftp://x"}});
  ASSERT_THAT(outcome.problems, SizeIs(1));
  EXPECT_EQ(outcome.problems[0].severity, framework::Severity::kError);
  EXPECT_THAT(outcome.problems[0].detail, HasSubstr("HUAWEICLOUD_SDK_REGION_CTS_EU_WEST_0"));
  EXPECT_TRUE(outcome.problems[0].path.empty());
}

TEST(ReadEndpoints, WarnsAboutAMalformedVariableOfAnotherRegion) {
  const Variables variables = {{"HUAWEICLOUD_SDK_REGION_CTS_EU_WEST_1", "ftp://x"}};
  for (const auto& config :
       {Config(R"({"region":"eu-west-0"})"), Config("{}"), WithUnknown("{}", {"region"})}) {
    const auto outcome = ReadFrom(config, variables);
    ASSERT_THAT(outcome.problems, SizeIs(1));
    EXPECT_EQ(outcome.problems[0].severity, framework::Severity::kWarning);
    EXPECT_EQ(
        outcome.problems[0].detail,
        "The environment variable HUAWEICLOUD_SDK_REGION_CTS_EU_WEST_1 has no usable address, "
        "so checks in the region that it names fail.")
        << "the reason is the check's to say, so that one run shows it once";
    EXPECT_TRUE(outcome.problems[0].path.empty());

    const auto address = outcome.result.endpoints.InRegion("eu-west-1").Cts();
    ASSERT_FALSE(address) << *address;
    EXPECT_EQ(address.error().kind, service::Error::Kind::kConfiguration);
    EXPECT_THAT(address.error().message,
                AllOf(HasSubstr("HUAWEICLOUD_SDK_REGION_CTS_EU_WEST_1"), HasSubstr("ftp://x")));
  }
  EXPECT_TRUE(ReadFrom(R"({"region":"eu-west-0"})", variables).result.endpoints.Cts());
}

TEST(ReadEndpoints, WarnsAboutAVariableWithoutAValidRegion) {
  for (const std::string region : {"eu_west_0", "EU-WEST-0", "eu-west-0", ""}) {
    const auto outcome = ReadFrom(R"({"region":"eu-west-0"})",
                                  {{"HUAWEICLOUD_SDK_REGION_CTS_" + region, "cts.example.com"}});
    ASSERT_THAT(outcome.problems, SizeIs(1)) << region;
    EXPECT_EQ(outcome.problems[0].severity, framework::Severity::kWarning);
    EXPECT_THAT(outcome.problems[0].detail, HasSubstr("HUAWEICLOUD_SDK_REGION_CTS_EU_WEST_0"));
    EXPECT_EQ(outcome.result.endpoints.Cts(),
              "https://cts.eu-west-0.prod-cloud-ocb.orange-business.com");
  }
}

TEST(ReadEndpoints, RefusesRegionsAndCloudsThatWouldChangeTheHost) {
  const auto outcome = ReadFrom(R"({"region":"evil.com/x","cloud":"https://evil.com/"})");
  EXPECT_EQ(outcome.result.endpoints.region, "");
  EXPECT_EQ(outcome.result.endpoints.cloud, "");
  ASSERT_THAT(outcome.problems, SizeIs(2));
  EXPECT_EQ(outcome.problems[0].path, cty::Path::Root("region"));
  EXPECT_EQ(outcome.problems[1].path, cty::Path::Root("cloud"));
}

TEST(ReadEndpoints, KeepsUnknownArgumentsUnknown) {
  const Variables variables = {{"HW_REGION_NAME", "eu-west-0"},
                               {"HW_CLOUD", "cloud.example"},
                               {"HW_AUTH_URL", "https://iam.example.com"},
                               {"HUAWEICLOUD_SDK_REGION_CTS_EU_WEST_0", "cts.example.com"}};
  const auto all =
      ReadFrom(WithUnknown("{}", {"region", "cloud", "auth_url", "endpoints"}), variables);
  EXPECT_THAT(all.result.unknown_arguments, ElementsAre("region"));
  EXPECT_EQ(all.result.endpoints.cloud, Unknown("cloud"));
  EXPECT_THAT(all.result.endpoints.custom,
              ElementsAre(Pair("cts", Unknown("endpoints")), Pair("iam", Unknown("endpoints")),
                          Pair("sts", Unknown("endpoints"))));
  EXPECT_THAT(all.problems, IsEmpty());

  const auto auth_url = ReadFrom(WithUnknown("{}", {"auth_url"}), variables);
  EXPECT_THAT(auth_url.result.unknown_arguments, IsEmpty());
  EXPECT_THAT(auth_url.result.endpoints.custom, ElementsAre(Pair("iam", Unknown("auth_url"))));
}

TEST(ReadEndpoints, UnknownElementHidesItsFallback) {
  const auto map = cty::Value::Object({{"cts", cty::Value::Unknown()},
                                       {"iam", cty::Value::Unknown()},
                                       {"sts", cty::Value::String("sts.example.com")},
                                       {"metadata", cty::Value::Unknown()},
                                       {"obs", cty::Value::Unknown()}});
  const auto outcome = ReadFrom(
      With(Config(R"({"region":"eu-west-0","auth_url":"a.example.com"})"), "endpoints", map),
      {{"HUAWEICLOUD_SDK_REGION_CTS_EU_WEST_0", "cts.example.com"}});
  EXPECT_THAT(
      outcome.result.endpoints.custom,
      ElementsAre(Pair("cts", Unknown("endpoints.cts")), Pair("iam", Unknown("endpoints.iam")),
                  Pair("sts", service::MaybeUnknown("https://sts.example.com"))));
  EXPECT_THAT(outcome.result.unknown_arguments, IsEmpty());

  const auto others = cty::Value::Object({{"obs", cty::Value::Unknown()}});
  const auto foreign = ReadFrom(With(Config("{}"), "endpoints", others));
  EXPECT_THAT(foreign.result.endpoints.custom, IsEmpty());
  EXPECT_THAT(foreign.result.unknown_arguments, IsEmpty());
}

TEST(ReadEndpoints, UnknownCloudNeverFallsBackToTheDefault) {
  const auto outcome = ReadFrom(WithUnknown(
      R"({"region":"eu-west-0","endpoints":{"cts":"a.example.com","iam":"b.example.com"}})",
      {"cloud", "auth_url"}));
  EXPECT_THAT(outcome.result.unknown_arguments, IsEmpty()) << "the two addresses do without it";
  EXPECT_EQ(outcome.result.endpoints.Cts(), "https://a.example.com");
  EXPECT_EQ(outcome.result.endpoints.Iam(), "https://b.example.com");
  const auto sts = outcome.result.endpoints.Sts();
  ASSERT_FALSE(sts) << *sts;
  EXPECT_EQ(sts.error().kind, service::Error::Kind::kUnknown);
  EXPECT_THAT(sts.error().message, HasSubstr("\"cloud\""));
}

EndpointDefaults OfFiles(const std::string& region, const std::string& iam) {
  const base::Environment environment;
  return {FromFile(region, "region", "region", "profile \"p\" of /p.json", {}, environment),
          FromFile(iam, "auth_url", "iam_endpoint", "section [basic] of /k", {}, environment)};
}

TEST(ReadEndpoints, UsesValuesFromFilesOnlyIfNothingElseIsSet) {
  const auto defaults = OfFiles("cn-north-4", "https://iam.file.example/v3");
  const auto taken = ReadFrom(Config("{}"), {}, defaults);
  EXPECT_EQ(taken.result.endpoints.region, "cn-north-4");
  EXPECT_EQ(taken.result.endpoints.Iam(), "https://iam.file.example");
  const auto overridden = ReadFrom(
      Config("{}"), {{"OS_REGION_NAME", "eu-west-0"}, {"OS_AUTH_URL", "https://iam.own.example"}},
      defaults);
  EXPECT_EQ(overridden.result.endpoints.region, "eu-west-0");
  EXPECT_EQ(overridden.result.endpoints.Iam(), "https://iam.own.example");
  const auto unknown = ReadFrom(WithUnknown("{}", {"region", "auth_url"}), {}, defaults);
  EXPECT_EQ(unknown.result.endpoints.region, "");
  EXPECT_THAT(unknown.result.endpoints.custom, ElementsAre(Pair("iam", Unknown("auth_url"))));
  const auto wrong = ReadFrom(Config("{}"), {}, OfFiles("EU", "ftp://x")).problems;
  ASSERT_THAT(wrong, SizeIs(2));
  EXPECT_THAT(wrong[0].detail, HasSubstr("The value of region in profile \"p\" of /p.json must"));
  EXPECT_THAT(wrong[1].detail, HasSubstr("The value of iam_endpoint in section [basic] of /k"));
}

MetadataEndpoint Metadata(const cty::Value& config) {
  const base::Environment environment;
  return ReadMetadataEndpoint(Arguments(config, environment));
}

TEST(ReadMetadataEndpoint, DefaultsToTheLinkLocalAddressUnlessSet) {
  EXPECT_EQ(Metadata(Config("{}")).url, "http://169.254.169.254");
  EXPECT_EQ(Metadata(Config(R"({"endpoints":{"cts":"x.example"}})")).url, "http://169.254.169.254");
  EXPECT_EQ(Metadata(Config(R"({"endpoints":{"metadata":"127.0.0.1:8080/"}})")).url,
            "http://127.0.0.1:8080");
  EXPECT_EQ(Metadata(Config(R"({"endpoints":{"metadata":"https://m.example"}})")).url,
            "https://m.example");
}

TEST(ReadMetadataEndpoint, OnlyAnEmptyValueSwitchesItOff) {
  EXPECT_TRUE(Metadata(Config(R"({"endpoints":{"metadata":""}})")).off);
  EXPECT_FALSE(Metadata(Config(R"({"endpoints":{"metadata":null}})")).off);
  EXPECT_EQ(Metadata(WithUnknown("{}", {"endpoints"})).url, Unknown("endpoints"));
  EXPECT_EQ(Metadata(With(Config("{}"), "endpoints",
                          cty::Value::Object({{"metadata", cty::Value::Unknown()}})))
                .url,
            Unknown("endpoints.metadata"));
}

}  // namespace
}  // namespace provider::configure
