// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/auth/renewal.h"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/captured_log.h"
#include "tests/support/eventually.h"
#include "tests/support/fake_clock.h"
#include "tests/support/no_more_threads.h"

namespace provider::auth {
namespace {

using namespace std::chrono_literals;
using provider::testing::CapturedLog;
using provider::testing::Eventually;
using provider::testing::FakeClock;
using service::Error;

Error WithStatus(int status) {
  Error error;
  error.http_status = status;
  return error;
}

std::string NumberedToken(int number) { return "renewal-token-" + std::to_string(number); }

// A source of numbered tokens that are valid for `validity`; `failure` replaces the next ones.
class RenewalTest : public ::testing::Test {
 protected:
  Renewal::Result Current() { return renewal.Current(clock.SteadyNow() + 2min, {}); }
  // The number of the token in use.
  int TokenNumber() {
    const auto in_use = Current();
    if (!in_use) return -1;
    const auto& text = std::get<Token>((*in_use)->credential.value).value;
    return std::stoi(text.substr(text.rfind('-') + 1));
  }
  // Whether the source was called that often and its last result was processed.
  bool SourceWasCalled(int times) {
    return Eventually([this, times] {
      return source_calls == times && std::ssize(log.Lines("Requested credentials")) == times;
    });
  }
  // A service refuses the token of that number.
  bool Refuse(int number) {
    const auto token = std::make_shared<const Renewal::InUse>(
        Renewal::InUse{Credential{Token{NumberedToken(number)}}, std::make_shared<Probation>()});
    return renewal.Refused(token, WithStatus(401));
  }

  CapturedLog log;  // first: the log is in use until the threads have ended
  FakeClock clock;
  std::atomic<int> source_calls = 0;
  std::optional<Error> failure;
  std::optional<std::chrono::minutes> validity = 60min;
  std::optional<int> repeated_number;  // the number of the token that the source returns repeatedly
  std::latch* hang_until = nullptr;
  Renewal renewal{RenewalTerms{"renewing", "https://iam.example", 5min},
                  [this](const service::CallContext&) -> CredentialResult {
                    const int number = ++source_calls;
                    if (hang_until != nullptr && number > 1) hang_until->wait();
                    Credential next{Token{NumberedToken(repeated_number.value_or(number))}};
                    if (validity) next.expires_at = clock.Now() + *validity;
                    if (failure) return tl::unexpected(service::Failure{.error = *failure});
                    return next;
                  },
                  clock};
};

TEST_F(RenewalTest, FetchesATokenOnceAndRenewsItBeforeItExpires) {
  EXPECT_EQ(TokenNumber(), 1);
  clock.Advance(54min);
  EXPECT_EQ(TokenNumber(), 1);
  EXPECT_EQ(source_calls, 1);
  clock.Advance(1min);
  EXPECT_EQ(TokenNumber(), 1) << "nobody waits while it is valid";
  EXPECT_TRUE(Eventually([this] { return TokenNumber() == 2; }));
  EXPECT_EQ(TokenNumber(), 2);
  EXPECT_EQ(source_calls, 2);
}

TEST_F(RenewalTest, KeepsATokenWithoutAnExpiry) {
  validity.reset();
  EXPECT_EQ(TokenNumber(), 1);
  clock.Advance(1000h);
  EXPECT_EQ(TokenNumber(), 1);
}

TEST_F(RenewalTest, UsesTheOldTokenUntilItExpiresIfRenewalFails) {
  EXPECT_EQ(TokenNumber(), 1);
  clock.Advance(56min);
  failure = WithStatus(503);
  EXPECT_EQ(TokenNumber(), 1);
  EXPECT_TRUE(SourceWasCalled(2));
  EXPECT_EQ(TokenNumber(), 1);
  std::this_thread::sleep_for(50ms);  // a renewal would have begun by now
  EXPECT_EQ(source_calls, 2) << "a source that fails is not called for each call";
  clock.Advance(1min);
  EXPECT_EQ(TokenNumber(), 1);
  EXPECT_TRUE(SourceWasCalled(3)) << "but again a minute later";
  clock.Advance(3min);
  EXPECT_EQ(Current().error().http_status, 503) << "what has run out is never used";
  failure.reset();
  EXPECT_GT(TokenNumber(), 1);
}

TEST_F(RenewalTest, RenewsOnceTheSourceRecovers) {
  EXPECT_EQ(TokenNumber(), 1);
  clock.Advance(56min);
  failure = WithStatus(503);
  EXPECT_EQ(TokenNumber(), 1);
  EXPECT_TRUE(SourceWasCalled(2));
  failure.reset();
  clock.Advance(1min);
  EXPECT_TRUE(Eventually([this] { return TokenNumber() == 3; }));
}

TEST_F(RenewalTest, NeverCallsASourceAgainAfterHttp401) {
  EXPECT_EQ(TokenNumber(), 1);
  clock.Advance(56min);
  failure = WithStatus(401);
  EXPECT_EQ(TokenNumber(), 1);
  EXPECT_TRUE(SourceWasCalled(2));
  clock.Advance(3min);
  EXPECT_EQ(TokenNumber(), 1);
  clock.Advance(1min);
  EXPECT_EQ(Current().error().http_status, 401);
  EXPECT_EQ(Current().error().http_status, 401);
  EXPECT_EQ(source_calls, 2);
}

TEST_F(RenewalTest, DoesNotRenewAShortLivedTokenOnEachCall) {
  validity = 2min;
  EXPECT_EQ(TokenNumber(), 1);
  EXPECT_EQ(TokenNumber(), 1);
  clock.Advance(61s);
  EXPECT_TRUE(Eventually([this] { return TokenNumber() == 2; }));
  EXPECT_EQ(source_calls, 2);
}

TEST_F(RenewalTest, RenewsARefusedTokenAtOnceButOnlyOnce) {
  EXPECT_EQ(TokenNumber(), 1);
  EXPECT_TRUE(Refuse(1));
  EXPECT_TRUE(Refuse(1)) << "a late refusal of the same one";
  EXPECT_EQ(TokenNumber(), 2);
  EXPECT_FALSE(Refuse(2));
  EXPECT_EQ(Current().error().http_status, 401);
  EXPECT_EQ(source_calls, 2);
}

TEST_F(RenewalTest, RenewsAgainWhenTheNextRefusalComesMuchLater) {
  EXPECT_EQ(TokenNumber(), 1);
  EXPECT_TRUE(Refuse(1));
  EXPECT_EQ(TokenNumber(), 2);
  clock.Advance(10min);
  EXPECT_TRUE(Refuse(2));
  EXPECT_EQ(TokenNumber(), 3);
}

TEST_F(RenewalTest, DropsARefusedTokenEvenIfRenewalFails) {
  EXPECT_EQ(TokenNumber(), 1);
  clock.Advance(56min);
  failure = WithStatus(503);
  EXPECT_EQ(TokenNumber(), 1);
  EXPECT_TRUE(SourceWasCalled(2));
  EXPECT_TRUE(Refuse(1));
  EXPECT_EQ(Current().error().http_status, 503);
}

TEST_F(RenewalTest, ConcurrentCallersShareOneRenewal) {
  EXPECT_EQ(TokenNumber(), 1);
  for (const auto advance : {56min, 61min}) {  // on other threads, which are waited for
    clock.Advance(advance);
    const int before = source_calls;
    std::latch start(8);
    std::vector<std::jthread> callers;
    for (int i = 0; i < 8; ++i) {
      callers.emplace_back([&] {
        start.arrive_and_wait();
        EXPECT_TRUE(Eventually([&] { return TokenNumber() == before + 1; }));
      });
    }
    callers.clear();
    EXPECT_EQ(source_calls, before + 1);
  }
}

TEST_F(RenewalTest, HangingRenewalDelaysNobodyWhileTheTokenIsValid) {
  EXPECT_EQ(TokenNumber(), 1);
  clock.Advance(56min);
  std::latch end(1);
  hang_until = &end;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(TokenNumber(), 1);
  clock.Advance(5min);
  const auto late = renewal.Current(clock.SteadyNow(), {});
  EXPECT_EQ(late.error().kind, Error::Kind::kTimeout) << "only now callers wait";
  end.count_down();
  EXPECT_EQ(TokenNumber(), 2);
}

TEST_F(RenewalTest, UsesTheOldTokenWhenNoThreadCanRenewIt) {
  EXPECT_EQ(TokenNumber(), 1);
  clock.Advance(56min);
  {
    const testing::NoMoreThreads none;
    EXPECT_EQ(TokenNumber(), 1);
    EXPECT_EQ(source_calls, 1);
    clock.Advance(5min);
    EXPECT_THROW(static_cast<void>(Current()), std::system_error);
  }
  EXPECT_EQ(TokenNumber(), 2);
}

TEST_F(RenewalTest, DoesNotReuseARefusedTokenThatTheSourceRepeats) {
  EXPECT_EQ(TokenNumber(), 1);
  repeated_number = 1;
  EXPECT_TRUE(Refuse(1));
  EXPECT_EQ(Current().error().http_status, 401);
  EXPECT_EQ(source_calls, 2) << "it is renewed once, at once";
  EXPECT_EQ(Current().error().http_status, 401);
  EXPECT_EQ(source_calls, 2) << "and then a minute later";
  clock.Advance(1min);
  EXPECT_EQ(Current().error().http_status, 401);
  EXPECT_EQ(source_calls, 3);
  repeated_number.reset();
  clock.Advance(1min);
  EXPECT_EQ(TokenNumber(), 4) << "another one is used";
}

TEST_F(RenewalTest, RemembersEarlierRefusedTokens) {
  EXPECT_EQ(TokenNumber(), 1);
  EXPECT_TRUE(Refuse(1));
  EXPECT_EQ(TokenNumber(), 2);
  clock.Advance(11min);
  EXPECT_TRUE(Refuse(2));
  repeated_number = 1;
  EXPECT_EQ(Current().error().http_status, 401);
  EXPECT_EQ(source_calls, 3);
}

TEST_F(RenewalTest, IgnoresALateRefusalOfAReplacedToken) {
  EXPECT_EQ(TokenNumber(), 1);
  EXPECT_TRUE(Refuse(1));
  EXPECT_EQ(TokenNumber(), 2);
  EXPECT_TRUE(Refuse(1));
  EXPECT_EQ(TokenNumber(), 2);
  EXPECT_FALSE(Refuse(2));
  EXPECT_FALSE(Refuse(2)) << "after the end";
}

TEST_F(RenewalTest, SameTokenWithALaterExpiryStaysAccepted) {
  repeated_number = 1;
  const auto first = Current().value();
  first->probation->Accepted();
  clock.Advance(56min);
  EXPECT_TRUE(Eventually([&] { return Current().value() != first; }));
  EXPECT_EQ(Current().value()->probation, first->probation);
  EXPECT_EQ(source_calls, 2);
}

TEST(Renewal, NeverRenewsTheUsersOwnCredential) {
  FakeClock clock;
  Renewal renewal(Credential{Token{"own-token"}}, clock);
  clock.Advance(10000h);
  const auto own = renewal.Current(clock.SteadyNow(), {});
  ASSERT_TRUE(own);
  EXPECT_FALSE(renewal.Refused(*own, WithStatus(401)));
  EXPECT_EQ(renewal.Current(clock.SteadyNow() + 1h, {}).error().http_status, 401);
}

TEST(Renewal, WaitThatEndsEarlyReportsTheRenewal) {
  FakeClock clock;
  Renewal renewal(
      {"renewing", "https://iam.example", 5min},
      [](const service::CallContext& context) -> CredentialResult {
        while (!context.stop.stop_requested()) std::this_thread::yield();
        return tl::unexpected(service::Failure());
      },
      clock);
  const auto late = renewal.Current(clock.SteadyNow(), {});
  EXPECT_EQ(late.error().kind, Error::Kind::kTimeout);
  EXPECT_EQ(late.error().operation, "renewing");
  EXPECT_EQ(late.error().endpoint, "https://iam.example");
  std::stop_source source;
  source.request_stop();
  const auto cancelled = renewal.Current(clock.SteadyNow() + 1h, {.stop = source.get_token()});
  EXPECT_EQ(cancelled.error().kind, Error::Kind::kCancelled);
}

}  // namespace
}  // namespace provider::auth
