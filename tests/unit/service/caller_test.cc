// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/service/caller.h"

#include <deque>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_clock.h"
#include "tests/support/fake_transport.h"

namespace provider::service {
namespace {

using namespace std::chrono_literals;
using http::Response;
using http::TransportError;
using provider::testing::FakeClock;
using provider::testing::FakeTransport;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Kind = Error::Kind;
using Milliseconds = std::chrono::milliseconds;

// Issues numbered permits and records what happened to them.
class CountingAuthorizer final : public Authorizer {
 public:
  tl::expected<std::unique_ptr<Permit>, Error> Authorize(http::Request& request,
                                                         const CallContext&) override {
    ++authorized;
    if (refusal) return tl::unexpected(*refusal);
    http::SetHeader(request.headers, "X-Attempt", std::to_string(authorized));
    return std::make_unique<NumberedPermit>(*this, std::to_string(authorized));
  }

  int authorized = 0;
  std::optional<Error> refusal;
  bool renewable = false;
  std::vector<std::string> accepted_attempts;
  std::vector<std::string> refused_attempts;
  std::vector<std::string> ended_attempts;
  Error last_error;

 private:
  class NumberedPermit final : public Permit {
   public:
    NumberedPermit(CountingAuthorizer& owner, std::string number)
        : owner_(owner), number_(std::move(number)) {}
    ~NumberedPermit() override { owner_.ended_attempts.push_back(number_); }
    void Accepted() override { owner_.accepted_attempts.push_back(number_); }
    bool Refused(const Error& error) override {
      owner_.refused_attempts.push_back(number_);
      owner_.last_error = error;
      return owner_.renewable;
    }

   private:
    CountingAuthorizer& owner_;
    const std::string number_;
  };
};

// Responds in order; repeats the last response.
class CallerTest : public ::testing::Test {
 protected:
  tl::expected<Response, Error> Call(int max_retries = 5, Authorizer* authorizer = nullptr) {
    // A random of one half: three quarters of the exponential wait.
    const Caller caller({transport, clock, [] { return 0.5; }}, RetryPolicy(max_retries));
    http::Request request;
    request.method = "POST";
    request.url = "https://cts.example:8443/v3/x/checkbucket?y";
    request.body = "body";
    request.deadline = clock.SteadyNow() + time_limit;
    return caller.Call(request, "checking the buckets", authorizer,
                       {.stop = stop.get_token(), .activity = &activity});
  }

  FakeClock clock;
  std::deque<FakeTransport::Result> responses;
  Milliseconds time_limit = 2min;
  std::stop_source stop;
  Activity activity;
  FakeTransport transport{[this](const http::Request&, std::stop_token) {
    auto response = responses.front();
    if (responses.size() > 1) responses.pop_front();
    return response;
  }};
};

FakeTransport::Result Broken(TransportError::Kind kind) {
  return tl::unexpected(TransportError{kind, "The connection ended."});
}

TEST_F(CallerTest, ReturnsEvery2xxResponse) {
  for (const int status : {200, 201, 204, 299}) {
    responses = {Response{status, {}, "ok"}};
    const auto response = Call();
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, status);
  }
  EXPECT_THAT(clock.sleeps(), IsEmpty());
}

TEST_F(CallerTest, DoesNotRetryPermanentStatuses) {
  for (const int status : {301, 302, 400, 401, 403, 404, 405, 409, 413, 501, 503, 505}) {
    responses = {Response{status, {{"Retry-After", "1"}}, ""}};
    const auto before = transport.requests().size();
    const auto response = Call();
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().http_status, status);
    EXPECT_EQ(response.error().attempts, 1);
    EXPECT_EQ(transport.requests().size() - before, 1U) << status;
  }
}

TEST_F(CallerTest, RetriesTransientStatusesWithExponentialBackOff) {
  responses = {Response{500, {}, ""}, Response{502, {}, ""}, Response{504, {}, ""},
               Response{500, {}, ""}, Response{200, {}, "ok"}};
  ASSERT_TRUE(Call());
  EXPECT_THAT(clock.sleeps(), ElementsAre(750ms, 1500ms, 3000ms, 6000ms));
}

TEST_F(CallerTest, RetriesOnlyBrokenConnections) {
  using TransportKind = TransportError::Kind;
  responses = {Broken(TransportKind::kBroken), Response{200, {}, "ok"}};
  EXPECT_TRUE(Call());
  for (const auto kind : {TransportKind::kResolve, TransportKind::kConnect, TransportKind::kTls,
                          TransportKind::kTooLarge, TransportKind::kProxy, TransportKind::kSetup,
                          TransportKind::kTimeout, TransportKind::kCancelled}) {
    responses = {Broken(kind), Response{200, {}, "ok"}};
    const auto response = Call();
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().http_status, 0);
    EXPECT_EQ(response.error().message, "The connection ended.");
  }
}

TEST_F(CallerTest, GivesUpAfterMaxRetries) {
  responses = {Response{500, {}, R"({"error_code":"CTS.0004","error_msg":"write failure"})"}};
  const auto response = Call(2);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().attempts, 3);
  EXPECT_EQ(response.error().code, "CTS.0004");
  EXPECT_THAT(response.error().ToDetail(),
              HasSubstr("Gave up after 3 attempts: max_retries is 2."));
  EXPECT_EQ(transport.requests().size(), 3U);
  EXPECT_FALSE(Call(0));
  EXPECT_EQ(transport.requests().size(), 4U);
}

TEST_F(CallerTest, HonoursRetryAfterInSecondsAndAsADate) {
  responses = {Response{429, {{"retry-after", "7"}}, ""},
               Response{429, {{"Retry-After", "Wed, 19 Jun 2024 08:00:17 GMT"}}, ""},
               Response{200, {}, ""}};
  ASSERT_TRUE(Call());
  EXPECT_THAT(clock.sleeps(), ElementsAre(7s, 10s));  // the clock began at 08:00:00
}

TEST_F(CallerTest, BacksOffWhenRetryAfterIsZeroPastOrUnreadable) {
  responses = {Response{429, {{"Retry-After", "0"}}, ""},
               Response{429, {{"Retry-After", "Wed, 19 Jun 2024 07:00:00 GMT"}}, ""},
               Response{429, {{"Retry-After", "soon"}}, ""}, Response{200, {}, ""}};
  ASSERT_TRUE(Call());
  EXPECT_THAT(clock.sleeps(), ElementsAre(3s, 6s, 12s));
}

TEST_F(CallerTest, ThrottlingRetriesUntilTheDeadline) {
  responses = {Response{429, {}, R"({"error_code":"APIGW.0308","error_msg":"throttled"})"}};
  const auto response = Call(1);
  ASSERT_FALSE(response);
  EXPECT_THAT(clock.sleeps(), ElementsAre(3s, 6s, 12s, 12s, 12s, 12s, 12s, 12s, 12s, 12s, 12s));
  EXPECT_EQ(response.error().attempts, 12);
  EXPECT_EQ(response.error().limit, "the next attempt would exceed the time limit");
  EXPECT_FALSE(Call(0));
  EXPECT_EQ(transport.requests().size(), 13U) << "max_retries = 0 switches it off";
}

TEST_F(CallerTest, ThrottlingDoesNotCountAgainstMaxRetries) {
  responses = {Response{429, {}, ""}, Response{500, {}, ""}, Response{429, {}, ""},
               Response{500, {}, ""}, Response{429, {}, ""}};
  EXPECT_EQ(Call(1).error().http_status, 500);
  EXPECT_THAT(clock.sleeps(), ElementsAre(3s, 750ms, 6s));
}

TEST_F(CallerTest, IgnoresRetryAfterUnlessHttp429) {
  responses = {Response{500, {{"Retry-After", "60"}}, ""}, Response{200, {}, ""}};
  ASSERT_TRUE(Call());
  EXPECT_THAT(clock.sleeps(), ElementsAre(750ms));
}

TEST_F(CallerTest, FailsAtOnceWhenRetryAfterIsBeyondTheDeadline) {
  responses = {Response{429, {{"Retry-After", "121"}}, ""}, Response{200, {}, ""}};
  const auto response = Call();
  ASSERT_FALSE(response);
  EXPECT_THAT(clock.sleeps(), IsEmpty());
  EXPECT_EQ(response.error().http_status, 429);
  EXPECT_THAT(response.error().hint, HasSubstr("asks to wait 2m1s"));
}

TEST_F(CallerTest, DoesNotStartABackOffBeyondTheDeadline) {
  time_limit = 2s;
  responses = {Response{500, {}, ""}};
  const auto response = Call();
  ASSERT_FALSE(response);
  EXPECT_THAT(clock.sleeps(), ElementsAre(750ms));
  EXPECT_EQ(response.error().kind, Kind::kHttp);
  EXPECT_EQ(response.error().attempts, 2);
}

TEST_F(CallerTest, SendsNothingAfterTheDeadline) {
  time_limit = 0ms;
  responses = {Response{200, {}, ""}};
  const auto response = Call();
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, Kind::kTimeout);
  EXPECT_THAT(transport.requests(), IsEmpty());
}

TEST_F(CallerTest, SendsNothingWhenCancelled) {
  stop.request_stop();
  responses = {Response{200, {}, ""}};
  const auto response = Call();
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, Kind::kCancelled);
  EXPECT_THAT(transport.requests(), IsEmpty());
}

TEST_F(CallerTest, CancellationEndsTheBackOff) {
  FakeTransport stopping([this](const http::Request&, std::stop_token) -> FakeTransport::Result {
    stop.request_stop();
    return Response{500, {}, "out of order"};
  });
  const Caller caller({stopping, clock, [] { return 0.5; }}, RetryPolicy(5));
  http::Request request;
  request.url = "https://cts.example/";
  request.deadline = clock.SteadyNow() + 1min;
  const auto response = caller.Call(request, "checking", nullptr, {.stop = stop.get_token()});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, Kind::kCancelled);
  EXPECT_THAT(response.error().message, HasSubstr("out of order"));
  EXPECT_EQ(stopping.requests().size(), 1U);
}

TEST_F(CallerTest, TimeoutBeforeTheDeadlineIsANetworkError) {
  responses = {Broken(TransportError::Kind::kTimeout)};
  EXPECT_EQ(Call().error().kind, Kind::kNetwork);
}

TEST_F(CallerTest, TimeoutAtTheDeadlineIsATimeoutError) {
  for (const auto early : {0ms, 1ms}) {
    FakeTransport slow([&](const http::Request& request, std::stop_token) -> FakeTransport::Result {
      clock.SleepUntil(request.deadline - early, {});
      return Broken(TransportError::Kind::kTimeout);
    });
    const Caller caller({slow, clock, [] { return 0.5; }}, RetryPolicy(5));
    http::Request request;
    request.url = "https://cts.example/";
    request.deadline = clock.SteadyNow() + 1min;
    EXPECT_EQ(caller.Call(request, "checking", nullptr, {}).error().kind, Kind::kTimeout);
  }
}

TEST_F(CallerTest, ErrorHasEndpointStatusCodeMessageAndRequestId) {
  responses = {Response{403,
                        {{"X-Request-Id", "req-1"}},
                        R"({"error_code":"CTS.0013","error_msg":"no permission"})"}};
  const auto error = Call().error();
  EXPECT_EQ(error.kind, Kind::kRefused);
  EXPECT_EQ(error.operation, "checking the buckets");
  EXPECT_EQ(error.endpoint, "https://cts.example:8443");
  EXPECT_EQ(error.http_status, 403);
  EXPECT_EQ(error.code, "CTS.0013");
  EXPECT_EQ(error.message, "no permission");
  EXPECT_EQ(error.request_id, "req-1");
  EXPECT_THAT(error.hint, HasSubstr("ask the cloud's support"));
}

TEST_F(CallerTest, RedirectHintNamesTheTargetWithoutItsPath) {
  responses = {Response{302, {{"Location", "https://login.example.com/in?token=abc"}}, ""}};
  const auto hint = Call().error().hint;
  EXPECT_THAT(hint, HasSubstr("It redirects to https://login.example.com. Redirects are not"));
  EXPECT_THAT(hint, Not(HasSubstr("abc")));
}

TEST_F(CallerTest, ReportsWebPageAsNetworkError) {
  CountingAuthorizer authorizer;
  for (const int status : {200, 403}) {
    responses = {Response{status, {}, "<html><title>Access Blocked</title></html>"}};
    const auto response = Call(5, &authorizer);
    ASSERT_FALSE(response);
    const auto& error = response.error();
    EXPECT_EQ(error.kind, Kind::kNetwork);
    EXPECT_EQ(error.http_status, status);
    EXPECT_THAT(error.message, HasSubstr("\"Access Blocked\""));
    EXPECT_THAT(error.ToDetail(), Not(HasSubstr("cts:tracker:list")));
    EXPECT_THAT(error.ToDetail(), Not(HasSubstr("The service says")));
  }
  EXPECT_THAT(authorizer.accepted_attempts, IsEmpty());  // it does not concern the credentials
}

TEST_F(CallerTest, RetriesWebPageWithTransientStatus) {
  responses = {Response{502, {}, "<html><title>502</title></html>"}, Response{200, {}, "{}"}};
  EXPECT_TRUE(Call());
}

TEST_F(CallerTest, QuotesObsErrorWithItsHint) {
  responses = {Response{403,
                        {},
                        "<Error><Code>AccessDenied</Code><Message>Access Denied</Message>"
                        "<RequestId>0001</RequestId></Error>"}};
  const auto error = Call().error();
  EXPECT_EQ(error.code, "AccessDenied");
  EXPECT_EQ(error.request_id, "0001");
  EXPECT_THAT(error.ToDetail(), HasSubstr("The service says: \"Access Denied\""));
  EXPECT_THAT(error.hint, HasSubstr("This looks like OBS"));
}

TEST_F(CallerTest, ReportsCompressedResponse) {
  responses = {Response{200, {{"Content-Encoding", "gzip"}}, "\x1f\x8b"}};
  EXPECT_THAT(Call().error().message, HasSubstr("compressed (gzip)"));
}

TEST_F(CallerTest, ShowsThePathForHttp404) {
  responses = {Response{404, {}, R"({"error_code":"APIGW.0101","error_msg":"not exist"})"}};
  EXPECT_THAT(Call().error().endpoint, HasSubstr("https://cts.example:8443/"));
}

TEST_F(CallerTest, ReportsThatNothingWasSentForUnusableSetting) {
  FakeTransport failing([](const http::Request&, std::stop_token) -> FakeTransport::Result {
    return tl::unexpected(
        TransportError{TransportError::Kind::kSetup, "SSL_CERT_FILE is bad.", "Do."});
  });
  const Caller caller({failing, clock, [] { return 0.5; }}, RetryPolicy(5));
  http::Request request;
  request.url = "https://cts.example/";
  request.deadline = clock.SteadyNow() + 1min;
  const auto error = caller.Call(request, "checking", nullptr, {}).error();
  EXPECT_EQ(
      error.ToDetail(),
      "Checking failed: nothing was sent to https://cts.example.\nSSL_CERT_FILE is bad.\nDo.");
}

TEST_F(CallerTest, AuthorizesEveryAttempt) {
  responses = {Response{500, {}, ""}, Response{500, {}, ""}, Response{200, {}, ""}};
  CountingAuthorizer authorizer;
  ASSERT_TRUE(Call(5, &authorizer));
  EXPECT_EQ(authorizer.authorized, 3);
  EXPECT_EQ(*http::FindHeader(transport.requests().back().headers, "X-Attempt"), "3");
}

TEST_F(CallerTest, SendsNothingWhenAuthorizerFails) {
  responses = {Response{200, {}, ""}};
  CountingAuthorizer authorizer;
  authorizer.refusal.emplace().kind = Kind::kCredentials;
  const auto response = Call(5, &authorizer);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, Kind::kCredentials);
  EXPECT_THAT(transport.requests(), IsEmpty());
}

TEST_F(CallerTest, PermitIsAcceptedOnSuccessHttp400And403) {
  const auto accepts = [this](int status) {
    responses = {Response{status, {}, ""}};
    CountingAuthorizer authorizer;
    static_cast<void>(Call(0, &authorizer));
    EXPECT_THAT(authorizer.ended_attempts, ElementsAre("1"));
    return !authorizer.accepted_attempts.empty();
  };
  for (const int status : {200, 201, 400, 403}) EXPECT_TRUE(accepts(status)) << status;
  for (const int status : {301, 401, 404, 429, 500, 503}) EXPECT_FALSE(accepts(status)) << status;
}

TEST_F(CallerTest, MarksErrorsFromTheAuthorizer) {
  responses = {Response{404, {}, ""}};
  CountingAuthorizer authorizer;
  const Caller caller({transport, clock, [] { return 0.5; }}, RetryPolicy(5));
  http::Request request;
  request.url = "https://cts.example/";
  request.deadline = clock.SteadyNow() + 1min;
  EXPECT_FALSE(caller.TryCall(request, "checking", &authorizer, {}).error().from_authorizer);
  authorizer.refusal.emplace().kind = Kind::kCredentials;
  const auto failure = caller.TryCall(request, "checking", &authorizer, {}).error();
  EXPECT_TRUE(failure.from_authorizer);
  EXPECT_FALSE(failure.sent);
}

TEST_F(CallerTest, AuthorizerTimeoutNamesTheAuthorizersStep) {
  responses = {Response{500, {}, "out of order"}};
  CountingAuthorizer authorizer;
  FakeTransport once([&](const http::Request&, std::stop_token) -> FakeTransport::Result {
    authorizer.refusal = Interrupted(Kind::kTimeout, {}, Activity::Step{"renewing", "https://iam"});
    return Response{500, {}, "out of order"};
  });
  const Caller caller({once, clock, [] { return 0.5; }}, RetryPolicy(5));
  http::Request request;
  request.url = "https://cts.example/";
  request.deadline = clock.SteadyNow() + 1min;
  const auto error = caller.Call(request, "checking", &authorizer, {}).error();
  EXPECT_EQ(error.operation, "renewing");
  EXPECT_EQ(error.endpoint, "https://iam");
}

TEST_F(CallerTest, ActivityShowsTheCallAndItsLastFailure) {
  responses = {Response{500, {}, "out of order"}};
  EXPECT_FALSE(Call(0));
  auto step = activity.current();
  ASSERT_TRUE(step);
  EXPECT_EQ(step->operation, "checking the buckets");
  EXPECT_EQ(step->endpoint, "https://cts.example:8443");
  EXPECT_EQ(step->last->message, "out of order");
  responses = {Response{200, {}, ""}};
  EXPECT_TRUE(Call());
  EXPECT_FALSE(activity.current()->last);
}

TEST(Interrupted, NamesTheStepAndItsLastFailure) {
  Error own;
  own.operation = "checking";
  own.endpoint = "https://cts.example";
  own.http_status = 500;
  own.code = "CTS.0004";
  own.message = "Write failure.";
  own.request_id = "req-1";
  const auto same = Interrupted(Kind::kTimeout, own, {});
  EXPECT_EQ(same.operation, "checking");
  EXPECT_EQ(same.http_status, 500);
  EXPECT_EQ(same.message, "The time limit was reached. The last attempt failed: Write failure.");

  const auto other =
      Interrupted(Kind::kCancelled, own, Activity::Step{"renewing", "https://iam.example"});
  EXPECT_EQ(other.operation, "renewing");
  EXPECT_EQ(other.endpoint, "https://iam.example");
  EXPECT_EQ(other.http_status, 0);
  EXPECT_EQ(other.code, "");
  EXPECT_EQ(other.request_id, "");
  EXPECT_EQ(other.message,
            "The call was cancelled. The last attempt at https://cts.example failed: Write "
            "failure.");

  Error at_iam;
  at_iam.endpoint = "https://iam.example";
  at_iam.http_status = 502;
  at_iam.message = "Bad gateway.";
  const auto with_own =
      Interrupted(Kind::kTimeout, own, Activity::Step{"renewing", "https://iam.example", at_iam});
  EXPECT_EQ(with_own.http_status, 502);
  EXPECT_EQ(with_own.message, "The time limit was reached. The last attempt failed: Bad gateway.");
}

TEST_F(CallerTest, WebPageWithHttp401DoesNotReachThePermit) {
  responses = {Response{401, {}, "<html><title>Blocked</title>"}};
  CountingAuthorizer authorizer;
  EXPECT_FALSE(Call(5, &authorizer));
  EXPECT_THAT(authorizer.refused_attempts, IsEmpty());
  EXPECT_THAT(authorizer.accepted_attempts, IsEmpty());
}

TEST_F(CallerTest, Http401RefusesThePermitAndIsNotRetried) {
  responses = {Response{401, {}, R"({"error_code":"APIGW.0301","error_msg":"wrong"})"}};
  CountingAuthorizer authorizer;
  ASSERT_FALSE(Call(5, &authorizer));
  EXPECT_THAT(authorizer.refused_attempts, ElementsAre("1"));
  EXPECT_EQ(authorizer.last_error.code, "APIGW.0301");
  EXPECT_EQ(transport.requests().size(), 1U);
}

TEST_F(CallerTest, RetriesOnceWithRenewedCredentials) {
  responses = {Response{401, {}, ""}};
  CountingAuthorizer authorizer;
  authorizer.renewable = true;
  const auto response = Call(0, &authorizer);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().attempts, 2);
  EXPECT_THAT(authorizer.refused_attempts, ElementsAre("1", "2"));
  EXPECT_THAT(clock.sleeps(), IsEmpty());
  responses = {Response{401, {}, ""}, Response{200, {}, "ok"}};
  EXPECT_TRUE(Call(0, &authorizer));
}

TEST_F(CallerTest, RefusedSignatureHintReportsClockSkew) {
  const auto hint = [this](const char* date, const char* code = "apigw.0301") {
    responses = {Response{401, {{"Date", date}}, std::string(R"({"error_code":")") + code + "\"}"}};
    return Call().error().hint;
  };
  EXPECT_THAT(hint("Wed, 19 Jun 2024 07:39:57 GMT"),
              HasSubstr("clock is 20m3s ahead of the service's"));
  EXPECT_THAT(hint("Wed, 19 Jun 2024 09:00:00 GMT"),
              HasSubstr("clock is 1h0m0s behind the service's"));
  for (const auto* close :
       {"Wed, 19 Jun 2024 08:05:00 GMT", "Wed, 19 Jun 2024 07:55:00 GMT", "junk"}) {
    EXPECT_THAT(hint(close), HasSubstr("security_token")) << close;
  }
  EXPECT_THAT(hint("Wed, 19 Jun 2024 09:00:00 GMT", "OTHER.1"), HasSubstr("security_token"));
}

}  // namespace
}  // namespace provider::service
