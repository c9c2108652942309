// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/auth/signer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace provider::auth {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::chrono::sys_seconds kNow{std::chrono::seconds(1'718'784'000)};

http::Request CheckRequest() {
  http::Request request;
  request.method = "POST";
  request.url = "https://cts.eu-west-0.example/v3/0123456789abcdef0123456789abcdef/checkbucket";
  request.headers = {{"Content-Type", "application/json"}};
  request.body = R"({"buckets":[{"bucket_name":"bucket1","bucket_location":"eu-west-0"}]})";
  return request;
}

const AccessKey kKey{"EXAMPLEAKAAAAAAAAAAA", "exampleSecretKey/0123456789abcdefghijklmno", ""};

// Vector V1 of tests/conformance/signer, through the public interface.
TEST(Sign, AddsHostDateAndAuthorization) {
  auto request = CheckRequest();
  Sign(kKey, kNow, request);
  EXPECT_EQ(*http::FindHeader(request.headers, "Host"), "cts.eu-west-0.example");
  EXPECT_EQ(*http::FindHeader(request.headers, "X-Sdk-Date"), "20240619T080000Z");
  EXPECT_EQ(http::FindHeader(request.headers, "X-Security-Token"), nullptr);
  EXPECT_EQ(*http::FindHeader(request.headers, "Authorization"),
            "SDK-HMAC-SHA256 Access=EXAMPLEAKAAAAAAAAAAA, "
            "SignedHeaders=content-type;host;x-sdk-date, "
            "Signature=336803ef9e3f8bf657ba42657dccb478ca26d41b463dea1c3f4e1ad70dd1f328");
  EXPECT_TRUE(request.url.ends_with("/checkbucket"));  // only the canonical form has the slash
}

// Vector V3 with one bucket less: the token and the project ID are signed too.
TEST(Sign, SignsTheSecurityTokenOfTemporaryKeys) {
  auto request = CheckRequest();
  request.headers.emplace_back("X-Project-Id", "fedcba9876543210fedcba9876543210");
  AccessKey key = kKey;
  key.security_token = "EXAMPLE-SECURITY-TOKEN//abc+def==";
  Sign(key, kNow, request);
  EXPECT_EQ(*http::FindHeader(request.headers, "X-Security-Token"), key.security_token);
  EXPECT_THAT(
      *http::FindHeader(request.headers, "Authorization"),
      HasSubstr("SignedHeaders=content-type;host;x-project-id;x-sdk-date;x-security-token,"));
}

TEST(Sign, DoesNotSignHeadersThatProxiesRewrite) {
  auto request = CheckRequest();
  request.headers.emplace_back("User-Agent", "terraform-provider-cts");
  request.headers.emplace_back("Accept", "application/json");
  Sign(kKey, kNow, request);
  EXPECT_THAT(*http::FindHeader(request.headers, "Authorization"),
              AllOf(Not(HasSubstr("user-agent")), Not(HasSubstr("accept"))));
}

TEST(Sign, SigningAgainReplacesTheOldHeaders) {
  auto request = CheckRequest();
  Sign(kKey, kNow, request);
  const auto headers = request.headers.size();
  const auto first = *http::FindHeader(request.headers, "Authorization");
  Sign(kKey, kNow + std::chrono::seconds(1), request);
  EXPECT_EQ(request.headers.size(), headers);
  EXPECT_EQ(*http::FindHeader(request.headers, "X-Sdk-Date"), "20240619T080001Z");
  EXPECT_NE(*http::FindHeader(request.headers, "Authorization"), first);
  Sign(kKey, kNow, request);
  EXPECT_EQ(*http::FindHeader(request.headers, "Authorization"), first);
}

TEST(Sign, WritesDatesBefore1970AndAsLateAs2099) {
  auto request = CheckRequest();
  Sign(kKey, std::chrono::sys_days(std::chrono::year(2099) / 12 / 31), request);
  EXPECT_EQ(*http::FindHeader(request.headers, "X-Sdk-Date"), "20991231T000000Z");
  Sign(kKey, std::chrono::sys_seconds(std::chrono::seconds(-1)), request);
  EXPECT_EQ(*http::FindHeader(request.headers, "X-Sdk-Date"), "19691231T235959Z");
}

TEST(ComputeSignature, CanonicalisesPathAndQuery) {
  http::Request request;
  request.url = "https://iam.example/v3/a%20b/%7Euser?b=2&a=%2a&c&a=1&&d=x%3Dy#fragment";
  const auto parts = ComputeSignature(kKey, request, {});
  EXPECT_THAT(parts.canonical_request,
              StartsWith("GET\n/v3/a%20b/~user/\na=%2A&a=1&b=2&c=&d=x%3Dy\n\n\n"));
}

TEST(ComputeSignature, UsesTheRootPathForAUrlWithoutPath) {
  for (const auto* url : {"https://iam.example", "https://iam.example/"}) {
    http::Request request;
    request.url = url;
    EXPECT_THAT(ComputeSignature(kKey, request, {}).canonical_request, StartsWith("GET\n/\n\n"));
  }
  http::Request request;
  request.url = "https://iam.example?a=/b";
  EXPECT_THAT(ComputeSignature(kKey, request, {}).canonical_request,
              StartsWith("GET\n/\na=%2Fb\n"));
}

TEST(ComputeSignature, KeepsThePathOfAUrlWithoutHost) {
  http::Request request;
  request.url = "/v3/regions";
  EXPECT_THAT(ComputeSignature(kKey, request, {}).canonical_request,
              StartsWith("GET\n/v3/regions/\n\n"));
}

TEST(ComputeSignature, DoesNotShowTheSecret) {
  auto request = CheckRequest();
  const auto parts = ComputeSignature(kKey, request, {"content-type"});
  for (const auto& text : {parts.canonical_request, parts.string_to_sign, parts.authorization}) {
    EXPECT_THAT(text, Not(HasSubstr(kKey.secret_key)));
  }
}

}  // namespace
}  // namespace provider::auth
