// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cts/check_bucket.h"

#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/auth_settings.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_transport.h"

namespace provider::cts {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using provider::testing::FakeClock;
using provider::testing::FakeTransport;
using service::RetryCause;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using Kind = service::Error::Kind;

// One call to a CTS in which every bucket can receive traces, unless the test says otherwise.
class SendCheckTest : public ::testing::Test {
 protected:
  tl::expected<std::vector<BucketVerdict>, CheckFailure> Check(std::vector<BucketQuery> queries) {
    session::Session session({.auth = settings, .batching = {}}, transport, clock,
                             [] { return 0.5; });
    return SendCheck(session, "eu-west-0", queries, clock.SteadyNow() + 2min, {stop.get_token()});
  }

  FakeTransport::Result Respond(const http::Request& request) const {
    if (status != 200) return http::Response{status, {}, error_body};
    json body = json::parse(request.body);
    for (auto& bucket : body["buckets"]) {
      bucket["check_bucket_response"] = {{"success", true}, {"response_code", 200}};
    }
    return http::Response{200, {{"X-Request-Id", "req-1"}}, rewrite ? rewrite(body) : body.dump()};
  }

  FakeClock clock;
  auth::Settings settings = testing::AccountSettings();
  std::stop_source stop;
  int status = 200;
  std::string error_body;
  std::function<std::string(const json&)> rewrite;
  std::shared_ptr<FakeTransport> transport = std::make_shared<FakeTransport>(
      [this](const http::Request& request, std::stop_token) { return Respond(request); });
};

BucketQuery Bucket(std::string name) { return {std::move(name), "eu-west-0", {}, {}}; }

TEST_F(SendCheckTest, SendsOneSignedRequestToTheAccount) {
  const auto verdicts = Check({Bucket("a"), Bucket("b")});
  ASSERT_TRUE(verdicts) << verdicts.error().error.ToDetail();
  EXPECT_THAT(*verdicts, SizeIs(2));
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

TEST_F(SendCheckTest, SendsNoProjectHeaderWithoutAProject) {
  settings.credentials = auth::Token{"example-iam-token"};
  settings.project_id = "";
  ASSERT_TRUE(Check({Bucket("a")}));
  const auto requests = transport->requests();
  EXPECT_EQ(http::FindHeader(requests[0].headers, "X-Project-Id"), nullptr);
  EXPECT_EQ(*http::FindHeader(requests[0].headers, "X-Auth-Token"), "example-iam-token");
}

TEST_F(SendCheckTest, MakesOneAttemptForAnyErrorStatus) {
  for (const int code : {400, 401, 403, 404, 429, 500, 502, 503, 504}) {
    status = code;
    EXPECT_FALSE(Check({Bucket("a")})) << code;
  }
  EXPECT_THAT(transport->requests(), SizeIs(9));
}

TEST_F(SendCheckTest, ReportsTheRetryCauseOfEachStatus) {
  const std::pair<int, RetryCause> rows[] = {
      {400, RetryCause::kNone},      {401, RetryCause::kNone},      {403, RetryCause::kNone},
      {503, RetryCause::kNone},      {429, RetryCause::kThrottled}, {500, RetryCause::kTransient},
      {502, RetryCause::kTransient}, {504, RetryCause::kTransient}};
  for (const auto& [code, cause] : rows) {
    status = code;
    const auto failed = Check({Bucket("a")});
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().cause, cause) << code;
    EXPECT_EQ(failed.error().may_be_one_query, code == 400) << code;
    EXPECT_TRUE(failed.error().sent);
    EXPECT_EQ(failed.error().error.operation, "checking the buckets");
    EXPECT_EQ(failed.error().error.http_status, code);
  }
}

TEST_F(SendCheckTest, Http403HintNamesPermissionsAndAccountIdSource) {
  status = 403;
  settings.sources = {{"domain_id", "the environment variable HW_DOMAIN_ID"}};
  const auto hint = [this] { return Check({Bucket("a")}).error().error.hint; };
  EXPECT_THAT(hint(), AllOf(HasSubstr("cts:tracker:list"), HasSubstr("variable HW_DOMAIN_ID")));
  settings.sources.clear();
  EXPECT_THAT(hint(), AllOf(HasSubstr("cts:tracker:list"), Not(HasSubstr("account ID"))));
  error_body = "<html><title>Blocked</title></html>";
  EXPECT_THAT(hint(), AllOf(HasSubstr("proxy"), Not(HasSubstr("cts:tracker:list"))));
}

TEST_F(SendCheckTest, Http401HintNamesTheSourceOfTheCredentials) {
  status = 401;
  settings.attempts = {{"environment", "chosen", "HW_ACCESS_KEY, HW_SECRET_KEY"}};
  const auto hint = [this] { return Check({Bucket("a")}).error().error.hint; };
  EXPECT_THAT(hint(), HasSubstr("The credentials come from HW_ACCESS_KEY"));
  error_body = "<html><title>Blocked</title></html>";
  EXPECT_THAT(hint(), Not(HasSubstr("come from")));
  error_body.clear();
  status = 403;
  EXPECT_THAT(hint(), Not(HasSubstr("come from HW_ACCESS_KEY")));
}

TEST_F(SendCheckTest, CancelledCheckIsNotSentAndBlamesNoBucket) {
  stop.request_stop();
  const auto cancelled = Check({Bucket("a")});
  ASSERT_FALSE(cancelled);
  EXPECT_FALSE(cancelled.error().sent);
  EXPECT_FALSE(cancelled.error().may_be_one_query);
  EXPECT_EQ(cancelled.error().error.kind, Kind::kCancelled);
  EXPECT_THAT(transport->requests(), IsEmpty());
}

TEST_F(SendCheckTest, NamesAnUnknownAddressAndSendsNothing) {
  settings.endpoints.cloud = tl::unexpected(service::UnknownValue{"cloud"});
  const auto unknown = Check({Bucket("a")});
  ASSERT_FALSE(unknown);
  EXPECT_FALSE(unknown.error().sent);
  EXPECT_EQ(unknown.error().error.kind, Kind::kUnknown);
  EXPECT_THAT(unknown.error().error.message, HasSubstr("\"cloud\""));
  EXPECT_THAT(transport->requests(), IsEmpty());
}

TEST_F(SendCheckTest, UnusableResponseErrorNamesEndpointAndRequest) {
  rewrite = [](const json&) { return std::string(R"({"buckets":[]})"); };
  const auto failed = Check({Bucket("a")});
  ASSERT_FALSE(failed);
  const auto& error = failed.error().error;
  EXPECT_EQ(error.kind, Kind::kNotUnderstood);
  EXPECT_TRUE(failed.error().may_be_one_query);
  EXPECT_THAT(error.ToDetail(), AllOf(HasSubstr("cts.eu-west-0"), HasSubstr("HTTP 200"),
                                      HasSubstr("\"a\""), HasSubstr("req-1")));
  EXPECT_EQ(error.attempts, 1);
}

TEST(CauseOf, DependsOnTheBucketsCodeUnlessItSucceeded) {
  const auto cause = [](bool success, std::optional<std::int64_t> code) {
    return CauseOf({success, code, {}, {}});
  };
  EXPECT_EQ(cause(false, 500), RetryCause::kTransient);
  EXPECT_EQ(cause(false, 502), RetryCause::kTransient);
  EXPECT_EQ(cause(false, 504), RetryCause::kTransient);
  EXPECT_EQ(cause(false, 429), RetryCause::kThrottled);
  EXPECT_EQ(cause(true, 500), RetryCause::kNone);
  for (const std::int64_t code : {301LL, 400LL, 401LL, 403LL, 404LL, 503LL, 0LL, -1LL, 1000LL,
                                  (1LL << 32U) + 500, (1LL << 32U) + 429}) {
    EXPECT_EQ(cause(false, code), RetryCause::kNone) << code;
  }
  EXPECT_EQ(cause(false, std::nullopt), RetryCause::kNone);
}

TEST(MatchAlike, ComparesEverythingButEncryption) {
  const BucketQuery query{"a", "r", "k", true};
  const MatchAlike alike;
  EXPECT_TRUE(alike(query, {"a", "r", "k", false}));
  EXPECT_TRUE(alike(query, {"a", "r", "k", {}}));
  EXPECT_FALSE(alike(query, {"b", "r", "k", true}));
  EXPECT_FALSE(alike(query, {"a", "s", "k", true}));
  EXPECT_FALSE(alike(query, {"a", "r", {}, true}));
}

}  // namespace
}  // namespace provider::cts
