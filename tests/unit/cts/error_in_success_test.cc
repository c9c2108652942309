// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Responses with status 200 that report an error.

#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/cts/check_bucket.h"
#include "provider/cts/check_hints.h"
#include "provider/service/hints.h"
#include "tests/support/auth_settings.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_transport.h"

namespace provider::cts {
namespace {

using provider::testing::FakeClock;
using provider::testing::FakeTransport;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Kind = service::Error::Kind;

CheckFailure FailureOf(const std::string& body) {
  FakeClock clock;
  auto transport = std::make_shared<FakeTransport>([&body](const http::Request&, std::stop_token) {
    return http::Response{200, {{"X-Request-Id", "req-1"}}, body};
  });
  session::Session session({.auth = testing::AccountSettings(), .batching = {}}, transport, clock,
                           [] { return 0.5; });
  const std::vector<BucketQuery> queries = {{"a", "eu-west-0", {}, {}}};
  auto verdicts =
      SendCheck(session, "eu-west-0", queries, clock.SteadyNow() + std::chrono::minutes(2), {});
  if (verdicts) throw std::logic_error("there is a verdict");
  return std::move(verdicts.error());
}

TEST(ErrorInSuccess, IsReportedWithCodeMessageRequestIdAndHint) {
  const auto failure =
      FailureOf(R"({"error_code":"CTS.0013","error_msg":"No permission. Check roles."})");
  EXPECT_EQ(failure.error.kind, Kind::kHttp);
  EXPECT_EQ(failure.error.http_status, 200);
  EXPECT_EQ(failure.error.code, "CTS.0013");
  EXPECT_EQ(failure.error.hint, HintsForChecks().For("CTS.0013", 403, ""));
  EXPECT_THAT(failure.error.ToDetail(),
              AllOf(HasSubstr("CTS.0013"), HasSubstr("No permission. Check roles."),
                    HasSubstr("req-1"), HasSubstr("cts:tracker:list"), Not(HasSubstr("no list")),
                    Not(HasSubstr("endpoints.cts"))));
}

TEST(ErrorInSuccess, IsReadFromEveryErrorFormat) {
  for (const auto* body :
       {R"({"errorCode":"X.1","errorMsg":"words"})", R"({"code":"X.1","message":"words"})",
        R"({"error":{"code":"X.1","message":"words"}})",
        R"({"error_code":"X.1","error_msg":"words","buckets":null})",
        R"({"error_code":"X.1","error_msg":"words","buckets":[]})"}) {
    const auto failure = FailureOf(body);
    EXPECT_EQ(failure.error.code, "X.1") << body;
    EXPECT_EQ(failure.error.message, "words") << body;
    EXPECT_NE(failure.error.hint, "") << body;
  }
}

// Otherwise a hundred reads with a wrong account would be sent one by one.
TEST(ErrorInSuccess, MayBeOneBucketsFaultOnlyForBucketCodes) {
  const auto may_be_one = [](const std::string& code) {
    return FailureOf(R"({"error_code":")" + code + R"(","error_msg":"no"})").may_be_one_query;
  };
  for (const auto* code : {"CTS.0213", "CTS.0222", "cts.0231"})
    EXPECT_TRUE(may_be_one(code)) << code;
  for (const auto* code : {"CTS.0013", "APIGW.0301", "CTS", "CTS.0004", "X.1"}) {
    EXPECT_FALSE(may_be_one(code)) << code;
  }
}

TEST(ErrorInSuccess, IsNotFoundInOtherBodies) {
  for (const auto* body : {"", "{}", "[]", "{\"buckets\":[]}", "7"}) {
    const auto failure = FailureOf(body);
    EXPECT_EQ(failure.error.kind, Kind::kNotUnderstood) << body;
    EXPECT_EQ(failure.error.code, "") << body;
    EXPECT_TRUE(failure.may_be_one_query) << body;
  }
}

}  // namespace
}  // namespace provider::cts
