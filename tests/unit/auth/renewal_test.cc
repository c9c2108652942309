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

// A source of numbered tokens that are valid for `life`; `failure` replaces the next ones.
class RenewalTest : public ::testing::Test {
 protected:
  Renewal::Result Current() { return renewal.Current(clock.SteadyNow() + 2min, {}); }
  // The number of the token in use.
  int Number() {
    const auto in_use = Current();
    if (!in_use) return -1;
    const auto& text = std::get<Token>((*in_use)->credential.value).value;
    return std::stoi(text.substr(text.rfind('-') + 1));
  }
  // Whether the source was called that often and its last result was processed.
  bool HasAsked(int runs) {
    return Eventually([this, runs] {
      return asked == runs && std::ssize(log.Lines("Requested credentials")) == runs;
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
  std::atomic<int> asked = 0;
  std::optional<Error> failure;
  std::optional<std::chrono::minutes> life = 60min;
  std::optional<int> always;  // the number of the token that the source returns repeatedly
  std::latch* hang = nullptr;
  Renewal renewal{RenewalTerms{"renewing", "https://iam.example", 5min},
                  [this](const service::CallContext&) -> CredentialResult {
                    const int number = ++asked;
                    if (hang != nullptr && number > 1) hang->wait();
                    Credential next{Token{NumberedToken(always.value_or(number))}};
                    if (life) next.expires_at = clock.Now() + *life;
                    if (failure) return tl::unexpected(service::Failure{.error = *failure});
                    return next;
                  },
                  clock};
};

TEST_F(RenewalTest, IsHadOnceAndRenewedShortlyBeforeItsEnd) {
  EXPECT_EQ(Number(), 1);
  clock.Advance(54min);
  EXPECT_EQ(Number(), 1);
  EXPECT_EQ(asked, 1);
  clock.Advance(1min);
  EXPECT_EQ(Number(), 1) << "nobody waits while it is valid";
  EXPECT_TRUE(Eventually([this] { return Number() == 2; }));
  EXPECT_EQ(Number(), 2);
  EXPECT_EQ(asked, 2);
}

TEST_F(RenewalTest, WithoutAnEndItIsKept) {
  life.reset();
  EXPECT_EQ(Number(), 1);
  clock.Advance(1000h);
  EXPECT_EQ(Number(), 1);
}

TEST_F(RenewalTest, AFailedRenewalLeavesTheOldOneInUseUntilItsEnd) {
  EXPECT_EQ(Number(), 1);
  clock.Advance(56min);
  failure = WithStatus(503);
  EXPECT_EQ(Number(), 1);
  EXPECT_TRUE(HasAsked(2));
  EXPECT_EQ(Number(), 1);
  std::this_thread::sleep_for(50ms);  // a renewal would have begun by now
  EXPECT_EQ(asked, 2) << "a source that fails is not asked for each call";
  clock.Advance(1min);
  EXPECT_EQ(Number(), 1);
  EXPECT_TRUE(HasAsked(3)) << "but again a minute later";
  clock.Advance(3min);
  EXPECT_EQ(Current().error().http_status, 503) << "what has run out is never used";
  failure.reset();
  EXPECT_GT(Number(), 1);
}

TEST_F(RenewalTest, ARecoveredSourceReplacesTheOldOne) {
  EXPECT_EQ(Number(), 1);
  clock.Advance(56min);
  failure = WithStatus(503);
  EXPECT_EQ(Number(), 1);
  EXPECT_TRUE(HasAsked(2));
  failure.reset();
  clock.Advance(1min);
  EXPECT_TRUE(Eventually([this] { return Number() == 3; }));
}

TEST_F(RenewalTest, ASourceThatRefusesIsNeverAskedAgain) {
  EXPECT_EQ(Number(), 1);
  clock.Advance(56min);
  failure = WithStatus(401);
  EXPECT_EQ(Number(), 1);
  EXPECT_TRUE(HasAsked(2));
  clock.Advance(3min);
  EXPECT_EQ(Number(), 1);
  clock.Advance(1min);
  EXPECT_EQ(Current().error().http_status, 401);
  EXPECT_EQ(Current().error().http_status, 401);
  EXPECT_EQ(asked, 2);
}

TEST_F(RenewalTest, ASourceThatGivesWhatIsNearItsEndIsNotAskedForEachCall) {
  life = 2min;
  EXPECT_EQ(Number(), 1);
  EXPECT_EQ(Number(), 1);
  clock.Advance(61s);
  EXPECT_TRUE(Eventually([this] { return Number() == 2; }));
  EXPECT_EQ(asked, 2);
}

TEST_F(RenewalTest, WhatIsRefusedIsRenewedAtOnceAndOnce) {
  EXPECT_EQ(Number(), 1);
  EXPECT_TRUE(Refuse(1));
  EXPECT_TRUE(Refuse(1)) << "a late refusal of the same one";
  EXPECT_EQ(Number(), 2);
  EXPECT_FALSE(Refuse(2));
  EXPECT_EQ(Current().error().http_status, 401);
  EXPECT_EQ(asked, 2);
}

TEST_F(RenewalTest, ARefusalLongAfterTheLastIsRenewedAgain) {
  EXPECT_EQ(Number(), 1);
  EXPECT_TRUE(Refuse(1));
  EXPECT_EQ(Number(), 2);
  clock.Advance(10min);
  EXPECT_TRUE(Refuse(2));
  EXPECT_EQ(Number(), 3);
}

TEST_F(RenewalTest, AnOldOneThatIsRefusedIsNotKept) {
  EXPECT_EQ(Number(), 1);
  clock.Advance(56min);
  failure = WithStatus(503);
  EXPECT_EQ(Number(), 1);
  EXPECT_TRUE(HasAsked(2));
  EXPECT_TRUE(Refuse(1));
  EXPECT_EQ(Current().error().http_status, 503);
}

TEST_F(RenewalTest, ManyCallersMakeOneRenewal) {
  EXPECT_EQ(Number(), 1);
  for (const auto advance : {56min, 61min}) {  // on other threads, which are waited for
    clock.Advance(advance);
    const int before = asked;
    std::latch start(8);
    std::vector<std::jthread> callers;
    for (int i = 0; i < 8; ++i) {
      callers.emplace_back([&] {
        start.arrive_and_wait();
        EXPECT_TRUE(Eventually([&] { return Number() == before + 1; }));
      });
    }
    callers.clear();
    EXPECT_EQ(asked, before + 1);
  }
}

TEST_F(RenewalTest, ARenewalThatHangsDelaysNobodyWhileTheOldOneIsValid) {
  EXPECT_EQ(Number(), 1);
  clock.Advance(56min);
  std::latch end(1);
  hang = &end;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Number(), 1);
  clock.Advance(5min);
  const auto late = renewal.Current(clock.SteadyNow(), {});
  EXPECT_EQ(late.error().kind, Error::Kind::kTimeout) << "only now callers wait";
  end.count_down();
  EXPECT_EQ(Number(), 2);
}

TEST_F(RenewalTest, WithoutAThreadTheOldOneIsUsedWhileItIsValid) {
  EXPECT_EQ(Number(), 1);
  clock.Advance(56min);
  {
    const testing::NoMoreThreads none;
    EXPECT_EQ(Number(), 1);
    EXPECT_EQ(asked, 1);
    clock.Advance(5min);
    EXPECT_THROW(static_cast<void>(Current()), std::system_error);
  }
  EXPECT_EQ(Number(), 2);
}

TEST_F(RenewalTest, WhatWasRefusedIsNotUsedAgainWhenTheSourceGivesItAgain) {
  EXPECT_EQ(Number(), 1);
  always = 1;
  EXPECT_TRUE(Refuse(1));
  EXPECT_EQ(Current().error().http_status, 401);
  EXPECT_EQ(asked, 2) << "it is renewed once, at once";
  EXPECT_EQ(Current().error().http_status, 401);
  EXPECT_EQ(asked, 2) << "and then a minute later";
  clock.Advance(1min);
  EXPECT_EQ(Current().error().http_status, 401);
  EXPECT_EQ(asked, 3);
  always.reset();
  clock.Advance(1min);
  EXPECT_EQ(Number(), 4) << "another one is used";
}

TEST_F(RenewalTest, ARefusalIsRememberedBeyondTheNextOne) {
  EXPECT_EQ(Number(), 1);
  EXPECT_TRUE(Refuse(1));
  EXPECT_EQ(Number(), 2);
  clock.Advance(11min);
  EXPECT_TRUE(Refuse(2));
  always = 1;
  EXPECT_EQ(Current().error().http_status, 401);
  EXPECT_EQ(asked, 3);
}

TEST_F(RenewalTest, ALateRefusalOfOneThatWasReplacedIsNotCounted) {
  EXPECT_EQ(Number(), 1);
  EXPECT_TRUE(Refuse(1));
  EXPECT_EQ(Number(), 2);
  EXPECT_TRUE(Refuse(1));
  EXPECT_EQ(Number(), 2);
  EXPECT_FALSE(Refuse(2));
  EXPECT_FALSE(Refuse(2)) << "after the end";
}

TEST_F(RenewalTest, TheSameOneWithALaterEndStaysAccepted) {
  always = 1;
  const auto first = Current().value();
  first->probation->Accepted();
  clock.Advance(56min);
  EXPECT_TRUE(Eventually([&] { return Current().value() != first; }));
  EXPECT_EQ(Current().value()->probation, first->probation);
  EXPECT_EQ(asked, 2);
}

TEST(Renewal, TheUsersOwnCredentialIsNeverRenewed) {
  FakeClock clock;
  Renewal renewal(Credential{Token{"own-token"}}, clock);
  clock.Advance(10000h);
  const auto own = renewal.Current(clock.SteadyNow(), {});
  ASSERT_TRUE(own);
  EXPECT_FALSE(renewal.Refused(*own, WithStatus(401)));
  EXPECT_EQ(renewal.Current(clock.SteadyNow() + 1h, {}).error().http_status, 401);
}

TEST(Renewal, ACallerWhoLeavesIsToldWhatItWaitedFor) {
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
