// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/service/endpoint.h"

#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/text/quoted.h"

namespace provider::service {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(DefaultCloud, DependsOnTheExactRegion) {
  EXPECT_EQ(DefaultCloud("eu-west-0"), "prod-cloud-ocb.orange-business.com");
  EXPECT_EQ(DefaultCloud("eu-west-1"), "prod-cloud-ocb.orange-business.com");
  EXPECT_EQ(DefaultCloud("eu-west-101"), "myhuaweicloud.eu");
  EXPECT_EQ(DefaultCloud("eu-west-199"), "myhuaweicloud.eu");
  for (const auto* region : {"cn-north-4", "eu-west-10", "eu-west-1011", "eu-west-1a1", "eu-west-2",
                             "xeu-west-101", ""}) {
    EXPECT_EQ(DefaultCloud(region), "myhuaweicloud.com") << region;
  }
}

TEST(Endpoints, AreBuiltFromRegionAndCloud) {
  const Endpoints paris{.region = "eu-west-0", .cloud = "", .custom = {}};
  EXPECT_EQ(paris.Cts(), "https://cts.eu-west-0.prod-cloud-ocb.orange-business.com");
  EXPECT_EQ(paris.Iam(), "https://iam.eu-west-0.prod-cloud-ocb.orange-business.com");
  EXPECT_EQ(paris.Sts(), "https://sts.eu-west-0.prod-cloud-ocb.orange-business.com");
  const Endpoints own{.region = "eu-west-0", .cloud = "cloud.example", .custom = {}};
  EXPECT_EQ(own.Cts(), "https://cts.eu-west-0.cloud.example");
}

TEST(Endpoints, AmsterdamUsesTheIamOfParis) {
  const Endpoints amsterdam{.region = "eu-west-1", .cloud = "", .custom = {}};
  EXPECT_EQ(amsterdam.Cts(), "https://cts.eu-west-1.prod-cloud-ocb.orange-business.com");
  EXPECT_EQ(amsterdam.Iam(), "https://iam.eu-west-0.prod-cloud-ocb.orange-business.com");
}

TEST(Endpoints, CustomEndpointsWin) {
  const Endpoints endpoints{
      .region = "eu-west-0",
      .cloud = "",
      .custom = {{"cts", "http://127.0.0.1:1"}, {"iam", "http://iam.example"}}};
  EXPECT_EQ(endpoints.Cts(), "http://127.0.0.1:1");
  EXPECT_EQ(endpoints.Iam(), "http://iam.example");
  EXPECT_EQ(endpoints.Sts(), "https://sts.eu-west-0.prod-cloud-ocb.orange-business.com");
}

TEST(Endpoints, UsesTheCtsAddressOfTheRegion) {
  Endpoints endpoints{.region = "eu-west-0",
                      .region_cts = {{"EU_WEST_0", "https://paris.example"}}};
  EXPECT_EQ(endpoints.Cts(), "https://paris.example");
  EXPECT_EQ(endpoints.InRegion("cn-north-1").Cts(), "https://cts.cn-north-1.myhuaweicloud.com");
  endpoints.custom["cts"] = "https://everywhere.example";
  EXPECT_EQ(endpoints.Cts(), "https://everywhere.example");
}

TEST(Endpoints, InRegionUsesThatRegionsCloudUnlessCloudIsSet) {
  const Endpoints paris{.region = "eu-west-0", .cloud = "", .custom = {}};
  EXPECT_EQ(paris.InRegion("eu-west-101").Cts(), "https://cts.eu-west-101.myhuaweicloud.eu");
  const Endpoints own{.region = "a", .cloud = "cloud.example", .custom = {}};
  EXPECT_EQ(own.InRegion("b").Cts(), "https://cts.b.cloud.example");
}

MaybeUnknown Unknown(std::string argument) {
  return tl::unexpected(UnknownValue{std::move(argument)});
}

void ExpectNamed(const Endpoints::Address& address, const std::string& argument) {
  ASSERT_FALSE(address) << *address;
  EXPECT_EQ(address.error().kind, Error::Kind::kUnknown);
  EXPECT_THAT(address.error().message, HasSubstr("\"" + argument + "\""));
}

TEST(Endpoints, ReportsUnknownCloudOnlyWhereItIsNeeded) {
  const Endpoints endpoints{.region = "eu-west-0",
                            .cloud = Unknown("cloud"),
                            .custom = {{"iam", "https://iam.example"}},
                            .region_cts = {{"EU_WEST_1", "https://cts.example"}}};
  ExpectNamed(endpoints.Cts(), "cloud");
  EXPECT_EQ(endpoints.Iam(), "https://iam.example");
  ExpectNamed(endpoints.Sts(), "cloud");
  EXPECT_EQ(endpoints.InRegion("eu-west-1").Cts(), "https://cts.example");
  ExpectNamed(endpoints.InRegion("eu-west-101").Cts(), "cloud");
}

TEST(Endpoints, ReportsUnknownAddressInsteadOfTheDefault) {
  const Endpoints endpoints{.region = "eu-west-0",
                            .custom = {{"cts", Unknown("endpoints.cts")},
                                       {"iam", Unknown("auth_url")},
                                       {"sts", Unknown("endpoints")}},
                            .region_cts = {{"EU_WEST_0", "https://cts.example"}}};
  ExpectNamed(endpoints.Cts(), "endpoints.cts");
  ExpectNamed(endpoints.Iam(), "auth_url");
  ExpectNamed(endpoints.Sts(), "endpoints");
}

TEST(Endpoints, ReportsMalformedRegionAddressOnlyInThatRegion) {
  Endpoints endpoints{.region = "eu-west-0",
                      .region_cts = {{"EU_WEST_1", tl::unexpected<std::string>("Malformed.")}}};
  EXPECT_EQ(endpoints.Cts(), "https://cts.eu-west-0.prod-cloud-ocb.orange-business.com");
  const auto address = endpoints.InRegion("eu-west-1").Cts();
  ASSERT_FALSE(address) << *address;
  EXPECT_EQ(address.error().kind, Error::Kind::kConfiguration);
  EXPECT_EQ(address.error().message, "Malformed.");
  endpoints.custom["cts"] = "https://everywhere.example";
  EXPECT_TRUE(endpoints.InRegion("eu-west-1").Cts());
}

TEST(NormalizeEndpoint, AcceptsTheFormsUsersWrite) {
  const std::pair<const char*, const char*> forms[] = {
      {"cts.example", "https://cts.example"},
      {"https://cts.example/", "https://cts.example"},
      {"HTTP://CTS.Example:8080//", "http://cts.example:8080"},
      {"cts.example:8443/Base/", "https://cts.example:8443/Base"},
      {" https://cts.example ", "https://cts.example"},
      {"127.0.0.1:1", "https://127.0.0.1:1"},
      {"http://[::1]:8080", "http://[::1]:8080"},
      {"[2001:DB8::1]", "https://[2001:db8::1]"},
      {"a_b.example", "https://a_b.example"},
      {"https://iam.example/v3", "https://iam.example/v3"},
  };
  for (const auto& [text, url] : forms) {
    const auto endpoint = NormalizeEndpoint(text);
    ASSERT_TRUE(endpoint) << endpoint.error();
    EXPECT_EQ(*endpoint, url);
  }
}

TEST(NormalizeEndpoint, RefusesAndQuotesInvalidAddresses) {
  for (const auto* text : {"ftp://cts.example",
                           "https://",
                           "://x",
                           "https:///path",
                           "cts.example:0",
                           "cts.example:65536",
                           "cts.example:",
                           "cts.example:1x",
                           "cts.example:+1",
                           "cts.example:000443",  // found by fuzzing: no call could be sent
                           "a b",
                           "https://cts.example?x=1",
                           "https://cts.example/#f",
                           "https://[::1",
                           "https://[]",
                           "https://[::1]x",
                           "https://[zz::1]",
                           "cts..example",
                           ".example",
                           "https://cts.example/a b",
                           "https://cts.example/\"",
                           "bücher.example",
                           "https://a:b:c",
                           "https://cts.example\\evil"}) {
    const auto endpoint = NormalizeEndpoint(text);
    ASSERT_FALSE(endpoint) << text << " became " << *endpoint;
    EXPECT_THAT(endpoint.error(), HasSubstr("got " + text::Quoted(text) + ": "));
    EXPECT_THAT(endpoint.error(), StartsWith("must be an address such as"));
  }
  EXPECT_FALSE(NormalizeEndpoint(""));
  EXPECT_FALSE(NormalizeEndpoint("  "));
}

TEST(NormalizeEndpoint, RefusesUserinfoAndDoesNotShowIt) {
  for (const auto* text : {"https://user:hunter22@cts.example", "user:hunter22@cts.example",
                           "https://cts.example/x@hunter22"}) {
    const auto endpoint = NormalizeEndpoint(text);
    ASSERT_FALSE(endpoint);
    EXPECT_THAT(endpoint.error(), Not(HasSubstr("hunter22")));
  }
}

TEST(NormalizeEndpoint, ErrorHasNoControlCharacters) {
  const auto endpoint = NormalizeEndpoint("https://a\nb\x1B[31m");
  ASSERT_FALSE(endpoint);
  EXPECT_EQ(endpoint.error().find_first_of("\n\x1B"), std::string::npos);
}

TEST(NormalizeEndpoint, ReportsMissingSlashes) {
  for (const auto* text :
       {"https:/cts.example", "https:cts.example", "HTTPS:/cts.example", "https:"}) {
    ASSERT_FALSE(NormalizeEndpoint(text)) << text;
    EXPECT_THAT(NormalizeEndpoint(text).error(), HasSubstr("// is missing after https:")) << text;
  }
  EXPECT_THAT(NormalizeEndpoint("http:/x").error(), HasSubstr("// is missing after http:"));
  EXPECT_THAT(NormalizeEndpoint("https//cts.example").error(), HasSubstr("write :// in it"));
  EXPECT_TRUE(NormalizeEndpoint("https.example:443"));
}

TEST(NormalizeEndpoint, ReportsInvalidHostNameCharacter) {
  EXPECT_THAT(NormalizeEndpoint("https://cts.{region}.example").error(),
              EndsWith("its host name must not hold \"{\""));
  EXPECT_THAT(NormalizeEndpoint("foo bar").error(), EndsWith("its host name must not hold \" \""));
  EXPECT_THAT(NormalizeEndpoint("https:///x").error(), EndsWith("it has no host name"));
  EXPECT_THAT(NormalizeEndpoint("b\u00fccher.example").error(), EndsWith("is not valid"));
}

TEST(NormalizeEndpoint, ReportsSecondSchemeAndApiPath) {
  EXPECT_THAT(NormalizeEndpoint("https://https://cts.example").error(), HasSubstr("two schemes"));
  EXPECT_THAT(NormalizeEndpoint("https://cts.example/v3/abc/checkbucket").error(),
              EndsWith("leave out the path of the call, /v3/abc/checkbucket"));
  EXPECT_THAT(NormalizeEndpoint("iam.example/v3/auth/tokens").error(),
              EndsWith("leave out the path of the call, /v3/auth/tokens"));
  EXPECT_TRUE(NormalizeEndpoint("https://gateway.example/projects"));
  EXPECT_TRUE(NormalizeEndpoint("https://gateway.example/cts/v3"));
}

TEST(PathOf, EndsBeforeTheQuery) {
  EXPECT_EQ(PathOf("https://cts.example/v2.0/v3/x?y#z"), "/v2.0/v3/x");
  EXPECT_EQ(PathOf("https://cts.example"), "");
}

TEST(OriginOf, OmitsPathAndUserinfo) {
  EXPECT_EQ(OriginOf("https://cts.example:8443/v3/x?y#z"), "https://cts.example:8443");
  EXPECT_EQ(OriginOf("http://user:secret@cts.example/"), "http://cts.example");
  EXPECT_EQ(OriginOf("https://cts.example?x"), "https://cts.example");
}

TEST(HostHeaderOf, OmitsOnlyTheDefaultPortOfTheScheme) {
  EXPECT_EQ(HostHeaderOf("https://cts.example:443/x"), "cts.example");
  EXPECT_EQ(HostHeaderOf("http://cts.example:80/x"), "cts.example");
  EXPECT_EQ(HostHeaderOf("http://cts.example:443/x"), "cts.example:443");
  EXPECT_EQ(HostHeaderOf("https://cts.example:8443"), "cts.example:8443");
  EXPECT_EQ(HostHeaderOf("https://[::1]:443/x"), "[::1]");
  EXPECT_EQ(HostHeaderOf("http://[::1]:8080/x"), "[::1]:8080");
  EXPECT_EQ(HostHeaderOf("https://cts.example"), "cts.example");
}

}  // namespace
}  // namespace provider::service
