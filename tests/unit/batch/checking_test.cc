// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// One read from its queries to HTTP and back: what is sent, and what is sent again.

#include <map>
#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "provider/batch/request_batcher.h"
#include "tests/support/auth_settings.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_transport.h"

namespace provider::testing {
namespace {

using namespace std::chrono_literals;
using cts::BucketQuery;
using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using Kind = service::Error::Kind;

// CTS with a list of response codes per bucket; 200 is a success, and the last code repeats.
class CheckingTest : public ::testing::Test {
 protected:
  CheckingTest() { settings.max_retries = 5; }

  batch::RequestBatcher::Result Check(const std::vector<BucketQuery>& queries) {
    session::Session session({.auth = settings, .batching = {}}, transport, clock,
                             [] { return 0.5; });
    batch::RequestBatcher batcher(
        {.max_queries = 20'000}, session.caller().policy(), clock, [] { return 0.5; },
        [&](const auto& queries_of_call, base::SteadyTime deadline,
            const service::CallContext& context) {
          return cts::SendCheck(session, "eu-west-0", queries_of_call, deadline, context);
        });
    return batcher.Check(queries, clock.SteadyNow() + time_limit, stop.get_token());
  }

  FakeTransport::Result Respond(const http::Request& request) {
    if (!first_statuses.empty()) {
      const int status = first_statuses.front();
      first_statuses.erase(first_statuses.begin());
      if (status != 200) return http::Response{status, {}, ""};
    }
    json body = json::parse(request.body);
    std::string names;
    for (auto& bucket : body["buckets"]) {
      const std::string name = bucket["bucket_name"];
      names += name;
      auto& codes = script[name];
      const int code = codes.empty() ? 200 : codes.front();
      if (codes.size() > 1) codes.erase(codes.begin());
      bucket["check_bucket_response"] = {{"success", code == 200}, {"response_code", code}};
    }
    sent_buckets.push_back(names);
    return http::Response{200, {}, rewrite ? rewrite(body) : body.dump()};
  }

  FakeClock clock;
  std::chrono::milliseconds time_limit = 2min;
  auth::Settings settings = testing::AccountSettings();
  std::stop_source stop;
  std::map<std::string, std::vector<int>> script;
  std::vector<int> first_statuses;  // HTTP status of the first calls
  std::function<std::string(const json&)> rewrite;
  std::vector<std::string> sent_buckets;  // names of each call, joined
  std::shared_ptr<FakeTransport> transport = std::make_shared<FakeTransport>(
      [this](const http::Request& request, std::stop_token) { return Respond(request); });
};

BucketQuery Bucket(std::string name, std::optional<std::string> kms_id = {}) {
  return {std::move(name), "eu-west-0", std::move(kms_id), {}};
}

std::vector<std::int64_t> Codes(const batch::RequestBatcher::Result& verdicts) {
  std::vector<std::int64_t> codes;
  for (const auto& verdict : verdicts.value()) codes.push_back(*verdict.response_code);
  return codes;
}

TEST_F(CheckingTest, SendsIdenticalQueriesOnceAndReturnsAllVerdicts) {
  script = {{"a", {404}}};
  const auto result = Check({Bucket("a"), Bucket("b"), Bucket("a"), Bucket("a", "k")});
  EXPECT_THAT(sent_buckets, ElementsAre("aba"));
  EXPECT_THAT(Codes(result), ElementsAre(404, 200, 404, 404));
}

TEST_F(CheckingTest, RetriesOnlyTransientBuckets) {
  script = {{"a", {404}}, {"b", {500, 500, 200}}, {"c", {504, 403}}};
  const auto result = Check({Bucket("a"), Bucket("b"), Bucket("c"), Bucket("d")});
  EXPECT_THAT(sent_buckets, ElementsAre("abcd", "bc", "b"));
  EXPECT_THAT(Codes(result), ElementsAre(404, 200, 403, 200));
  EXPECT_THAT(clock.sleeps(), ElementsAre(750ms, 1500ms));
}

TEST_F(CheckingTest, RetriesThrottledBucketsBeyondMaxRetries) {
  settings.max_retries = 1;
  script = {{"a", {429, 429, 429, 429, 200}}};
  EXPECT_THAT(Codes(Check({Bucket("a")})), ElementsAre(200));
  EXPECT_THAT(clock.sleeps(), ElementsAre(3s, 6s, 12s, 12s));
}

TEST_F(CheckingTest, ReturnsATransientVerdictAfterMaxRetries) {
  settings.max_retries = 2;
  script = {{"a", {502}}};
  EXPECT_THAT(Codes(Check({Bucket("a")})), ElementsAre(502));
  EXPECT_THAT(sent_buckets, SizeIs(3));
}

TEST_F(CheckingTest, ReturnsATransientVerdictWhenTimeIsUp) {
  time_limit = 3s;
  script = {{"a", {500}}};
  ASSERT_TRUE(Check({Bucket("a")}));
  EXPECT_THAT(sent_buckets, SizeIs(3));
}

TEST_F(CheckingTest, DoesNotWaitForARetryBeyondTheTimeLimit) {
  time_limit = 750ms + 1500ms;
  script = {{"a", {500}}};
  ASSERT_TRUE(Check({Bucket("a")}));
  EXPECT_THAT(sent_buckets, SizeIs(2));
  EXPECT_THAT(clock.sleeps(), ElementsAre(750ms));
}

TEST_F(CheckingTest, DoesNotRetryPermanentBucketCodes) {
  for (const int code : {301, 400, 401, 403, 404, 503, 0, -1}) {
    script = {{"a", {code}}};
    ASSERT_TRUE(Check({Bucket("a")})) << code;
  }
  EXPECT_THAT(sent_buckets, SizeIs(8));
}

TEST_F(CheckingTest, NeverRetriesASuccessfulBucket) {
  rewrite = [](const json& body) {
    json changed = body;
    changed["buckets"][0]["check_bucket_response"] = {{"success", true}, {"response_code", 500}};
    return changed.dump();
  };
  ASSERT_TRUE(Check({Bucket("a")}));
  EXPECT_THAT(sent_buckets, SizeIs(1));
}

TEST_F(CheckingTest, KeepsTheVerdictOfABucketWhoseRetryFails) {
  script = {{"a", {500}}, {"b", {200}}};
  first_statuses = {200, 403};
  EXPECT_THAT(Codes(Check({Bucket("a"), Bucket("b")})), ElementsAre(500, 200));
  EXPECT_THAT(transport->requests(), SizeIs(2));

  script = {{"a", {500, 200}}};
  first_statuses = {200, 502, 429};
  EXPECT_THAT(Codes(Check({Bucket("a")})), ElementsAre(200));
}

TEST_F(CheckingTest, CallsAndBucketsShareOneRetryBudget) {
  settings.max_retries = 2;
  script = {{"a", {500}}};
  first_statuses = {200, 502, 502, 502, 502};
  ASSERT_TRUE(Check({Bucket("a")}));
  EXPECT_THAT(transport->requests(), SizeIs(3));

  first_statuses = {500, 500};
  EXPECT_THAT(Codes(Check({Bucket("a")})), ElementsAre(500));
  EXPECT_THAT(transport->requests(), SizeIs(3 + 3));
}

TEST_F(CheckingTest, RetriesFailedCallsWithBackOff) {
  first_statuses = {500, 502, 429, 200};
  ASSERT_TRUE(Check({Bucket("a")}));
  EXPECT_THAT(clock.sleeps(), ElementsAre(750ms, 1500ms, 3s));
}

TEST_F(CheckingTest, RetriesThroughAMinuteOfThrottling) {
  first_statuses = std::vector<int>(6, 429);
  ASSERT_TRUE(Check({Bucket("a")}));
  EXPECT_THAT(clock.sleeps(), ElementsAre(3s, 6s, 12s, 12s, 12s, 12s));
}

TEST_F(CheckingTest, ErrorNamesTheLimitThatEndedTheRetries) {
  settings.max_retries = 2;
  first_statuses = {500, 500, 500};
  EXPECT_THAT(Check({Bucket("a")}).error().ToDetail(),
              HasSubstr("Gave up after 3 attempts: max_retries is 2."));
  time_limit = 10s;
  first_statuses = {429, 429, 429};
  EXPECT_THAT(Check({Bucket("a")}).error().ToDetail(),
              HasSubstr("Gave up after 3 attempts: the next attempt would exceed timeouts.read"));
}

TEST_F(CheckingTest, MaxRetriesZeroDisablesRetries) {
  settings.max_retries = 0;
  for (const int status : {429, 500}) {
    first_statuses = {status};
    EXPECT_EQ(Check({Bucket("a")}).error().http_status, status);
  }
  EXPECT_THAT(transport->requests(), SizeIs(2));
}

TEST_F(CheckingTest, RefusedCallIsAnError) {
  first_statuses = {403};
  const auto result = Check({Bucket("a")});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, Kind::kRefused);
  EXPECT_EQ(result.error().operation, "checking the buckets");
}

TEST_F(CheckingTest, CancelledRetryIsAnErrorNotAVerdict) {
  for (const std::size_t cancelled_call : {1U, 2U}) {
    SCOPED_TRACE(cancelled_call);
    stop = {};
    sent_buckets.clear();
    script = {{"a", {500}}};
    rewrite = [&](const json& body) {
      if (sent_buckets.size() == cancelled_call) stop.request_stop();
      return body.dump();
    };
    const auto result = Check({Bucket("a")});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, Kind::kCancelled);
    EXPECT_THAT(sent_buckets, SizeIs(cancelled_call));
  }
}

TEST_F(CheckingTest, ChecksTenThousandBucketsInOneCall) {
  std::vector<BucketQuery> queries;
  for (int i = 0; i < 10'000; ++i) queries.push_back(Bucket("bucket-" + std::to_string(i)));
  const auto result = Check(queries);
  ASSERT_TRUE(result) << result.error().ToDetail();
  EXPECT_THAT(*result, SizeIs(10'000));
  EXPECT_THAT(sent_buckets, SizeIs(1));
}

}  // namespace
}  // namespace provider::testing
