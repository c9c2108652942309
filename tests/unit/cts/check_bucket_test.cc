// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cts/check_bucket.h"

#include <map>
#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/fake_clock.h"
#include "tests/support/fake_transport.h"

namespace provider::cts {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using provider::testing::FakeClock;
using provider::testing::FakeTransport;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Kind = service::Error::Kind;

// CTS with a script of response codes per bucket; 200 is a success, the last code stays.
class CheckBucketsTest : public ::testing::Test {
 protected:
  CheckBucketsTest() {
    settings.endpoints.region = "eu-west-0";
    settings.credentials = auth::AccessKey{"EXAMPLEAK", "example-secret-key", ""};
    settings.domain_id = "domain1";
    settings.project_id = "project1";
  }

  tl::expected<CheckAnswer, service::Error> Check(std::vector<BucketQuery> queries) {
    auth::Session session(settings, transport, clock, [] { return 0.5; });
    return CheckBuckets(session, {"eu-west-0", std::move(queries), clock.SteadyNow() + time_limit},
                        stop.get_token());
  }

  FakeTransport::Result Answer(const http::Request& request) {
    if (!before_answer.empty()) {
      const int status = before_answer.front();
      before_answer.erase(before_answer.begin());
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
    asked.push_back(names);
    return http::Response{200, {{"X-Request-Id", "req-1"}}, rewrite ? rewrite(body) : body.dump()};
  }

  FakeClock clock;
  std::chrono::milliseconds time_limit = 2min;
  auth::Settings settings;
  std::stop_source stop;
  std::map<std::string, std::vector<int>> script;
  std::vector<int> before_answer;  // HTTP status of the first calls
  std::function<std::string(const json&)> rewrite;
  std::vector<std::string> asked;  // names of each call, in a row
  std::shared_ptr<FakeTransport> transport = std::make_shared<FakeTransport>(
      [this](const http::Request& request, std::stop_token) { return Answer(request); });
};

BucketQuery Bucket(std::string name, std::optional<std::string> kms_id = {},
                   std::optional<bool> encryption = {}) {
  return {std::move(name), "eu-west-0", std::move(kms_id), encryption};
}

std::vector<std::int64_t> Codes(const CheckAnswer& answer) {
  std::vector<std::int64_t> codes;
  for (const auto& verdict : answer.verdicts) codes.push_back(*verdict.response_code);
  return codes;
}

TEST_F(CheckBucketsTest, SendsOneSignedRequestToTheAccount) {
  const auto answer = Check({Bucket("a"), Bucket("b")});
  ASSERT_TRUE(answer) << answer.error().ToDetail();
  EXPECT_EQ(answer->domain_id, "domain1");
  EXPECT_THAT(Codes(*answer), ElementsAre(200, 200));
  const auto requests = transport->requests();
  ASSERT_THAT(requests, SizeIs(1));
  const auto& request = requests[0];
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url,
            "https://cts.eu-west-0.prod-cloud-ocb.orange-business.com/v3/domain1/checkbucket");
  EXPECT_EQ(*http::FindHeader(request.headers, "Content-Type"), "application/json");
  EXPECT_EQ(*http::FindHeader(request.headers, "X-Project-Id"), "project1");
  EXPECT_THAT(*http::FindHeader(request.headers, "Authorization"),
              HasSubstr("SignedHeaders=content-type;host;x-project-id;x-sdk-date,"));
}

TEST_F(CheckBucketsTest, NoProjectMeansNoProjectHeader) {
  settings.credentials = auth::Token{"example-iam-token"};
  settings.project_id.clear();
  ASSERT_TRUE(Check({Bucket("a")}));
  const auto requests = transport->requests();
  EXPECT_EQ(http::FindHeader(requests[0].headers, "X-Project-Id"), nullptr);
  EXPECT_EQ(*http::FindHeader(requests[0].headers, "X-Auth-Token"), "example-iam-token");
}

TEST_F(CheckBucketsTest, NoBucketsIsNoCallAndNeedsNoCredentials) {
  settings = {};
  const auto answer = Check({});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->domain_id, "");
  EXPECT_THAT(answer->verdicts, IsEmpty());
  EXPECT_THAT(transport->requests(), IsEmpty());
}

TEST_F(CheckBucketsTest, IdenticalQueriesAreSentOnceAndAllAnswered) {
  script = {{"a", {404}}};
  const auto answer = Check({Bucket("a"), Bucket("b"), Bucket("a"), Bucket("a", "k")});
  EXPECT_THAT(asked, ElementsAre("aba"));
  EXPECT_THAT(Codes(*answer), ElementsAre(404, 200, 404, 404));
}

TEST_F(CheckBucketsTest, QueriesThatDifferInEncryptionAloneGoInDifferentCalls) {
  const auto answer = Check(
      {Bucket("a", "k", true), Bucket("a", "k", false), Bucket("b", "k", true), Bucket("a", "k")});
  ASSERT_TRUE(answer);
  EXPECT_THAT(asked, ElementsAre("ab", "a", "a"));
  EXPECT_THAT(transport->requests()[1].body,
              HasSubstr("\"is_support_trace_files_encryption\":false"));
  EXPECT_THAT(answer->verdicts, SizeIs(4));
}

TEST_F(CheckBucketsTest, TransientBucketsAloneAreAskedAgain) {
  script = {{"a", {404}}, {"b", {500, 429, 200}}, {"c", {504, 403}}};
  const auto answer = Check({Bucket("a"), Bucket("b"), Bucket("c"), Bucket("d")});
  ASSERT_TRUE(answer);
  EXPECT_THAT(asked, ElementsAre("abcd", "bc", "b"));
  EXPECT_THAT(Codes(*answer), ElementsAre(404, 200, 403, 200));
  EXPECT_THAT(clock.sleeps(), ElementsAre(750ms, 1500ms));
}

TEST_F(CheckBucketsTest, ATransientBucketBecomesDataAfterMaxRetries) {
  settings.max_retries = 2;
  script = {{"a", {502}}};
  const auto answer = Check({Bucket("a")});
  ASSERT_TRUE(answer);
  EXPECT_THAT(asked, SizeIs(3));
  EXPECT_THAT(Codes(*answer), ElementsAre(502));
}

TEST_F(CheckBucketsTest, ATransientBucketBecomesDataWhenTimeIsUp) {
  time_limit = 3s;
  script = {{"a", {500}}};
  const auto answer = Check({Bucket("a")});
  ASSERT_TRUE(answer);
  EXPECT_THAT(asked, SizeIs(3));
}

TEST_F(CheckBucketsTest, ARetryThatWouldHaveNoTimeIsNotWaitedFor) {
  time_limit = 750ms + 1500ms;
  script = {{"a", {500}}};
  ASSERT_TRUE(Check({Bucket("a")}));
  EXPECT_THAT(asked, SizeIs(2));
  EXPECT_THAT(clock.sleeps(), ElementsAre(750ms));
}

TEST_F(CheckBucketsTest, CodesOfABucketThatNoRetryCuresAreDataAtOnce) {
  for (const int code : {301, 400, 401, 403, 404, 503, 0, -1}) {
    script = {{"a", {code}}};
    ASSERT_TRUE(Check({Bucket("a")})) << code;
  }
  EXPECT_THAT(asked, SizeIs(8));
}

TEST_F(CheckBucketsTest, ASuccessIsNeverAskedAgain) {
  rewrite = [](const json& body) {
    json changed = body;
    changed["buckets"][0]["check_bucket_response"] = {{"success", true}, {"response_code", 500}};
    return changed.dump();
  };
  ASSERT_TRUE(Check({Bucket("a")}));
  EXPECT_THAT(asked, SizeIs(1));
}

TEST_F(CheckBucketsTest, WhatABucketSaidStandsWhenItCannotBeAskedAgain) {
  script = {{"a", {500}}, {"b", {200}}};
  before_answer = {200, 403};
  auto answer = Check({Bucket("a"), Bucket("b")});
  ASSERT_TRUE(answer);
  EXPECT_THAT(Codes(*answer), ElementsAre(500, 200));
  EXPECT_THAT(transport->requests(), SizeIs(2));

  script = {{"a", {500, 200}}};
  before_answer = {200, 502, 429};
  answer = Check({Bucket("a")});
  EXPECT_THAT(Codes(*answer), ElementsAre(200));
}

TEST_F(CheckBucketsTest, ARoundOfRetriesMakesItsCallOnce) {
  settings.max_retries = 2;
  script = {{"a", {500}}};
  before_answer = {200, 502, 502, 502, 502};
  ASSERT_TRUE(Check({Bucket("a")}));
  EXPECT_THAT(transport->requests(), SizeIs(3));
}

TEST_F(CheckBucketsTest, CallsAreRetriedLikeAnyOther) {
  before_answer = {500, 429, 200};
  ASSERT_TRUE(Check({Bucket("a")}));
  EXPECT_THAT(clock.sleeps(), ElementsAre(750ms, 1500ms));
}

TEST_F(CheckBucketsTest, TellsWhetherTheServiceHadTooMuchToDo) {
  before_answer = {500, 200};
  EXPECT_FALSE(Check({{"a", "r", {}, {}}})->throttled);
  before_answer = {429, 200};
  EXPECT_TRUE(Check({{"a", "r", {}, {}}})->throttled);
}

TEST_F(CheckBucketsTest, ARefusedCallIsAnError) {
  before_answer = {403};
  const auto answer = Check({Bucket("a")});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, Kind::kRefused);
  EXPECT_EQ(answer.error().operation, "checking the buckets");
}

TEST_F(CheckBucketsTest, ACancelledRetryIsAnErrorNotData) {
  script = {{"a", {500}}};
  rewrite = [this](const json& body) {
    stop.request_stop();
    return body.dump();
  };
  const auto answer = Check({Bucket("a")});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, Kind::kCancelled);
  EXPECT_THAT(asked, SizeIs(1));
}

TEST_F(CheckBucketsTest, AnAnswerThatIsNotUnderstoodNamesEndpointAndRequest) {
  rewrite = [](const json&) { return std::string(R"({"buckets":[]})"); };
  const auto answer = Check({Bucket("a")});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, Kind::kNotUnderstood);
  EXPECT_THAT(answer.error().ToDetail(),
              AllOf(HasSubstr("cts.eu-west-0"), HasSubstr("HTTP status 200"), HasSubstr("\"a\""),
                    HasSubstr("req-1")));
  EXPECT_EQ(answer.error().attempts, 1);
}

TEST_F(CheckBucketsTest, TenThousandBucketsAreOneQuickCall) {
  std::vector<BucketQuery> queries;
  for (int i = 0; i < 10'000; ++i) queries.push_back(Bucket("bucket-" + std::to_string(i)));
  const auto answer = Check(queries);
  ASSERT_TRUE(answer) << answer.error().ToDetail();
  EXPECT_THAT(answer->verdicts, SizeIs(10'000));
  EXPECT_THAT(asked, SizeIs(1));
}

}  // namespace
}  // namespace provider::cts
