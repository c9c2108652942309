// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/support/standin/signature.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/standin/signature_vectors.h"

namespace standin {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::TestWithParam;
using ::testing::ValuesIn;

Call ToCall(const testing::Vector& vector) {
  Call call;
  call.method = vector.method;
  call.target = vector.target;
  for (const auto& [name, value] : vector.headers) call.headers.emplace(name, value);
  call.body = vector.body;
  return call;
}

class VendorVector : public TestWithParam<testing::Vector> {};

TEST_P(VendorVector, MatchesTheComputedSignature) {
  const Call call = ToCall(GetParam());
  const auto authorization = ParseAuthorization(GetParam().authorization);
  ASSERT_TRUE(authorization.has_value());
  const std::string canonical = CanonicalRequest(call, *authorization);
  if (!GetParam().canonical_request.empty()) {
    EXPECT_EQ(canonical, GetParam().canonical_request);
  }
  EXPECT_EQ(Sign(canonical, call.Header("X-Sdk-Date"), GetParam().secret_key),
            authorization->signature);
}

TEST_P(VendorVector, DependsOnEverySignedPart) {
  const auto authorization = ParseAuthorization(GetParam().authorization);
  ASSERT_TRUE(authorization.has_value());
  const std::string original = CanonicalRequest(ToCall(GetParam()), *authorization);

  Call call = ToCall(GetParam());
  call.method = "PATCH";
  EXPECT_NE(CanonicalRequest(call, *authorization), original);
  call = ToCall(GetParam());
  call.target.insert(
      call.target.find('?') == std::string::npos ? call.target.size() : call.target.find('?'), "x");
  EXPECT_NE(CanonicalRequest(call, *authorization), original);
  call = ToCall(GetParam());
  call.body += ' ';
  EXPECT_NE(CanonicalRequest(call, *authorization), original);
  for (const auto& name : authorization->signed_headers) {
    call = ToCall(GetParam());
    call.headers.find(name)->second += 'x';
    EXPECT_NE(CanonicalRequest(call, *authorization), original) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Signature, VendorVector, ValuesIn(testing::Vectors()),
                         [](const auto& param) { return std::string(param.param.id); });

TEST(CanonicalRequest, IgnoresATrailingSlash) {
  const Authorization authorization{.access_key = "", .signed_headers = {}, .signature = ""};
  const Call plain{.method = "GET", .target = "/v3/projects"};
  const Call slash{.method = "GET", .target = "/v3/projects/"};
  EXPECT_EQ(CanonicalRequest(plain, authorization), CanonicalRequest(slash, authorization));
}

TEST(CanonicalRequest, UsesTheOriginFormOfATargetSentToAProxy) {
  const Authorization authorization{.access_key = "", .signed_headers = {}, .signature = ""};
  const Call direct{.method = "GET", .target = "/v3/projects?name=a"};
  const Call proxied{.method = "GET", .target = "http://iam.example:80/v3/projects?name=a"};
  EXPECT_EQ(CanonicalRequest(direct, authorization), CanonicalRequest(proxied, authorization));
}

TEST(CanonicalRequest, SortsTheQueryAndKeepsEmptyValues) {
  const Authorization authorization{.access_key = "", .signed_headers = {}, .signature = ""};
  const Call call{.method = "GET", .target = "/p?b=2&a&b=1&c=*%20~"};
  EXPECT_THAT(CanonicalRequest(call, authorization), HasSubstr("\na=&b=1&b=2&c=%2A%20~\n"));
}

TEST(ParseAuthorization, ParsesTheVendorsFormat) {
  const auto parsed =
      ParseAuthorization("SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;x-sdk-date, Signature=0f");
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->access_key, "AK");
  EXPECT_THAT(parsed->signed_headers, ElementsAre("host", "x-sdk-date"));
  EXPECT_EQ(parsed->signature, "0f");
}

TEST(ParseAuthorization, RefusesOtherFormats) {
  for (const char* header : {
           "",
           "Bearer x",
           "SDK-HMAC-SHA256",
           "SDK-HMAC-SHA256 Access=AK",
           "SDK-HMAC-SHA256 Access=AK, SignedHeaders=x-sdk-date",
           "SDK-HMAC-SHA256  Access=AK, SignedHeaders=x-sdk-date, Signature=0f",
           "SDK-HMAC-SHA256 Access=AK,SignedHeaders=x-sdk-date,Signature=0f",
           "SDK-HMAC-SHA256 Credential=AK, SignedHeaders=x-sdk-date, Signature=0f",
           "AWS4-HMAC-SHA256 Access=AK, SignedHeaders=x-sdk-date, Signature=0f",
           "SDK-HMAC-SHA256 Access=AK, SignedHeaders=, Signature=0f",
           "SDK-HMAC-SHA256 Access=AK, SignedHeaders=host, Signature=0f",
           "SDK-HMAC-SHA256 Access=AK, SignedHeaders=x-sdk-date;host, Signature=0f",
           "SDK-HMAC-SHA256 Access=AK, SignedHeaders=Host;x-sdk-date, Signature=0f",
           "SDK-HMAC-SHA256 Access=AK, SignedHeaders=x-sdk-date;x-sdk-date, Signature=0f",
           "SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;;x-sdk-date, Signature=0f",
       }) {
    EXPECT_FALSE(ParseAuthorization(header).has_value()) << header;
  }
}

TEST(ParseSdkDate, ParsesOnlyTheBasicIsoFormat) {
  EXPECT_EQ(ParseSdkDate("20240619T080000Z")->time_since_epoch().count(), 1'718'784'000);
  for (const char* date : {"", "20240619T080000", "2024-06-19T08:00:00Z", "20240631T080000Z",
                           "20241319T080000Z", "20240619T240000Z", "20240619 080000Z",
                           "20240619T08000aZ", "20240619T0800-1Z", "20240619T080000ZZ"}) {
    EXPECT_FALSE(ParseSdkDate(date).has_value()) << date;
  }
}

TEST(PayloadHash, MustMatchTheBodyIfPresent) {
  Call call{.method = "POST", .target = "/", .headers = {}, .body = "{}"};
  EXPECT_TRUE(PayloadHashMatches(call));
  call.headers.emplace("x-sdk-content-sha256",
                       "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
  EXPECT_TRUE(PayloadHashMatches(call));
  call.body = "{} ";
  EXPECT_FALSE(PayloadHashMatches(call));
  call.headers.find("x-sdk-content-sha256")->second = "UNSIGNED-PAYLOAD";
  EXPECT_FALSE(PayloadHashMatches(call));
}

}  // namespace
}  // namespace standin
