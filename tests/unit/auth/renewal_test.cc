// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/auth/renewal.h"

#include <atomic>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/fake_clock.h"

namespace provider::auth {
namespace {

using namespace std::chrono_literals;
using provider::testing::FakeClock;
using service::Error;

struct Pass {
  int number = 0;
  std::optional<base::SystemTime> expires_at;
};

// A source of numbered passes that are valid for `life`; `failure` replaces the next ones.
class RenewalTest : public ::testing::Test {
 protected:
  tl::expected<Pass, Error> Current() {
    return renewal.Current(clock.SteadyNow() + 2min, std::stop_token());
  }
  int Number() {
    const auto pass = Current();
    return pass ? pass->number : -1;
  }
  bool Refuse(int number) {
    return renewal.Refused([number](const Pass& pass) { return pass.number == number; },
                           WithStatus(401));
  }
  static Error WithStatus(int status) {
    Error error;
    error.http_status = status;
    return error;
  }

  FakeClock clock;
  std::atomic<int> asked = 0;
  std::optional<Error> failure;
  std::optional<std::chrono::minutes> life = 60min;
  Renewal<Pass> renewal{RenewalTerms{"renewing", "https://iam.example", 5min},
                        [this](const std::stop_token&) -> tl::expected<Pass, Error> {
                          ++asked;
                          if (failure) return tl::unexpected(*failure);
                          Pass pass{.number = asked, .expires_at = {}};
                          if (life) pass.expires_at = clock.Now() + *life;
                          return pass;
                        },
                        clock};
};

TEST_F(RenewalTest, IsHadOnceAndRenewedShortlyBeforeItsEnd) {
  EXPECT_EQ(Number(), 1);
  clock.Advance(54min);
  EXPECT_EQ(Number(), 1);
  clock.Advance(1min);
  EXPECT_EQ(Number(), 2);
  EXPECT_EQ(Number(), 2);
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
  EXPECT_EQ(asked, 2);
  EXPECT_EQ(Number(), 1);
  EXPECT_EQ(asked, 2) << "a source that fails is not asked for each call";
  clock.Advance(1min);
  EXPECT_EQ(Number(), 1);
  EXPECT_EQ(asked, 3) << "but again a minute later";
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
  failure.reset();
  clock.Advance(1min);
  EXPECT_EQ(Number(), 3);
}

TEST_F(RenewalTest, ASourceThatRefusesIsNeverAskedAgain) {
  EXPECT_EQ(Number(), 1);
  clock.Advance(56min);
  failure = WithStatus(401);
  EXPECT_EQ(Number(), 1);
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
  EXPECT_EQ(Number(), 2);
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
  clock.Advance(11min);
  EXPECT_TRUE(Refuse(2));
  EXPECT_EQ(Number(), 3);
}

TEST_F(RenewalTest, AnOldOneThatIsRefusedIsNotKept) {
  EXPECT_EQ(Number(), 1);
  clock.Advance(56min);
  failure = WithStatus(503);
  EXPECT_EQ(Number(), 1);
  EXPECT_TRUE(Refuse(1));
  EXPECT_EQ(Current().error().http_status, 503);
}

TEST_F(RenewalTest, ManyCallersMakeOneRenewal) {
  EXPECT_EQ(Number(), 1);
  clock.Advance(56min);
  std::latch start(8);
  std::vector<std::jthread> callers;
  for (int i = 0; i < 8; ++i) {
    callers.emplace_back([&] {
      start.arrive_and_wait();
      EXPECT_EQ(Number(), 2);
    });
  }
  callers.clear();
  EXPECT_EQ(asked, 2);
}

TEST(Renewal, ACallerWhoLeavesIsToldWhatItWaitedFor) {
  FakeClock clock;
  Renewal<Pass> renewal(
      {"renewing", "https://iam.example", 5min},
      [](const std::stop_token& stop) -> tl::expected<Pass, Error> {
        while (!stop.stop_requested()) std::this_thread::yield();
        return tl::unexpected(Error());
      },
      clock);
  const auto late = renewal.Current(clock.SteadyNow(), std::stop_token());
  EXPECT_EQ(late.error().kind, Error::Kind::kTimeout);
  EXPECT_EQ(late.error().operation, "renewing");
  std::stop_source source;
  source.request_stop();
  const auto cancelled = renewal.Current(clock.SteadyNow() + 1h, source.get_token());
  EXPECT_EQ(cancelled.error().kind, Error::Kind::kCancelled);
}

}  // namespace
}  // namespace provider::auth
