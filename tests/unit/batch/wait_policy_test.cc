// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/batch/wait_policy.h"

#include <gtest/gtest.h>

namespace provider::batch {
namespace {

using namespace std::chrono_literals;

constexpr base::SteadyTime kStart{1h};

class WaitPolicyTest : public ::testing::Test {
 protected:
  // For reads from kStart on, the last one `last_after` later; nullopt: they are sent at once.
  std::optional<base::SteadyTime> WaitEnd(std::size_t under_way, std::size_t busy_calls,
                                          std::chrono::milliseconds last_after = 0ms,
                                          std::size_t parts = 2) {
    return EndOf(policy_, kStart + last_after,
                 {.parts = parts, .first_arrival = kStart, .last_arrival = kStart + last_after},
                 {.reads = under_way, .calls = busy_calls});
  }
  static std::optional<base::SteadyTime> EndOf(WaitPolicy& policy, base::SteadyTime now,
                                               const UnreleasedParts& pending, const Load& load) {
    const auto wait = policy.WaitOf(now, pending, load);
    return wait.reason == Wait::Reason::kNone ? std::nullopt : std::optional(wait.until);
  }

  WaitPolicy policy_{8ms, 1s};
};

TEST_F(WaitPolicyTest, ExpectsNoReadsAtFirst) { EXPECT_EQ(WaitEnd(1, 0), std::nullopt); }

TEST_F(WaitPolicyTest, WaitsForAnnouncedReadsUpToSendAfter) {
  policy_.Announced(kStart);
  EXPECT_EQ(WaitEnd(1, 0), kStart + 8ms);
  policy_.Arrived(kStart);
  EXPECT_EQ(WaitEnd(1, 0), std::nullopt);
}

TEST_F(WaitPolicyTest, WaitsForAQuietMomentAtMostSendAfter) {
  EXPECT_EQ(WaitEnd(2, 0, 1ms), kStart + 5ms);
  EXPECT_EQ(WaitEnd(2, 0, 6ms), kStart + 8ms);
}

TEST_F(WaitPolicyTest, WaitsForAReturnWhileACallIsUnderWay) {
  EXPECT_EQ(WaitEnd(2, 1), base::SteadyTime::max());
  policy_.Announced(kStart);
  EXPECT_EQ(WaitEnd(2, 1), base::SteadyTime::max());
}

TEST_F(WaitPolicyTest, AfterAReturnExpectsAsManyReadsAsBefore) {
  policy_.CallReturned(kStart - 1ms, 3);
  EXPECT_EQ(WaitEnd(1, 0), kStart + 8ms);
  EXPECT_EQ(WaitEnd(2, 0), kStart + 8ms);
  EXPECT_EQ(WaitEnd(3, 0), std::nullopt);
  EXPECT_EQ(WaitEnd(4, 0), std::nullopt);
}

TEST_F(WaitPolicyTest, ExpectedReadsDropGraduallyAfterASmallerCall) {
  policy_.CallReturned(kStart - 4ms, 10);
  policy_.CallReturned(kStart - 3ms, 2);
  EXPECT_EQ(WaitEnd(6, 0), kStart + 8ms);
  EXPECT_EQ(WaitEnd(7, 0), std::nullopt);
  policy_.CallReturned(kStart - 2ms, 1);
  EXPECT_EQ(WaitEnd(5, 0), std::nullopt);
}

TEST_F(WaitPolicyTest, ExpectsOneReadAfterSeveralLoneReads) {
  policy_.CallReturned(kStart - 9ms, 10);
  for (int lone = 0; lone < 5; ++lone) policy_.CallReturned(kStart - 8ms, 1);
  EXPECT_EQ(WaitEnd(1, 0), std::nullopt);
}

TEST_F(WaitPolicyTest, SendAfterStartsAtTheReturnOfACall) {
  policy_.CallReturned(kStart + 5ms, 3);
  EXPECT_EQ(WaitEnd(2, 0, 5ms), kStart + 13ms);
}

TEST_F(WaitPolicyTest, WaitsOnlySendAfterWhenAllExpectedReadsAreHere) {
  policy_.CallReturned(kStart - 1ms, 3);
  EXPECT_EQ(WaitEnd(2, 1), base::SteadyTime::max());
  EXPECT_EQ(WaitEnd(3, 1), kStart + 8ms);
  EXPECT_EQ(WaitEnd(3, 1, 8ms), std::nullopt);
}

TEST_F(WaitPolicyTest, FewerPartsThanReadsInTheCallWaitForItsReturn) {
  policy_.CallReturned(kStart - 1ms, 5);
  EXPECT_EQ(WaitEnd(5, 1, 0ms, 2), base::SteadyTime::max());
  EXPECT_EQ(WaitEnd(5, 1, 0ms, 3), kStart + 8ms);
}

TEST_F(WaitPolicyTest, WaitsForAReturnWithTwoCallsUnderWay) {
  policy_.CallReturned(kStart - 1ms, 3);
  EXPECT_EQ(WaitEnd(3, 2), base::SteadyTime::max());
}

TEST_F(WaitPolicyTest, WaitsForAnnouncedReadsBeyondTheUsualNumber) {
  policy_.CallReturned(kStart - 1ms, 1);
  policy_.Announced(kStart);
  EXPECT_EQ(WaitEnd(1, 0), kStart + 8ms);
}

TEST_F(WaitPolicyTest, ForgetsEarlierReadsAfterExpectFor) {
  policy_.CallReturned(kStart - 1s, 3);
  EXPECT_EQ(WaitEnd(1, 0), std::nullopt);
  EXPECT_EQ(WaitEnd(2, 0), kStart + 4ms);  // one more may follow
  EXPECT_EQ(WaitEnd(3, 1), base::SteadyTime::max());
  policy_.CallReturned(kStart - 1ms, 3);
  // They count for two more milliseconds, although send_after would allow eight.
  const auto late = kStart + 1s - 3ms;
  EXPECT_EQ(
      EndOf(policy_, late, {.parts = 1, .first_arrival = late, .last_arrival = late}, {.reads = 1}),
      kStart + 1s - 1ms);
}

TEST_F(WaitPolicyTest, ExpiredCountDoesNotRaiseTheExpectedReads) {
  policy_.CallReturned(kStart - 1s, 9);
  policy_.CallReturned(kStart, 1);
  EXPECT_EQ(WaitEnd(1, 0), std::nullopt);
}

TEST_F(WaitPolicyTest, ExpectsNoReadsWhenExpectForIsZero) {
  WaitPolicy policy(8ms, 0ns);
  policy.Announced(kStart);
  policy.CallReturned(kStart, 3);
  EXPECT_EQ(EndOf(policy, kStart, {.parts = 1, .first_arrival = kStart, .last_arrival = kStart},
                  {.reads = 1}),
            std::nullopt);
}

TEST_F(WaitPolicyTest, WaitsForAccountLookUpsUpToSendAfter) {
  EXPECT_EQ(EndOf(policy_, kStart, {.parts = 1, .first_arrival = kStart, .last_arrival = kStart},
                  {.reads = 1, .expected = 1}),
            kStart + 8ms);
}

TEST_F(WaitPolicyTest, NeverWaitsBeyondTheLatestSendTime) {
  policy_.CallReturned(kStart - 1ms, 3);
  policy_.Announced(kStart);
  for (const std::size_t calls : {0U, 1U, 2U}) {
    EXPECT_EQ(EndOf(policy_, kStart,
                    {.parts = 2,
                     .first_arrival = kStart,
                     .last_arrival = kStart,
                     .latest_send = kStart + 1ms},
                    {.reads = 2, .calls = calls}),
              kStart + 1ms)
        << calls;
  }
}

TEST_F(WaitPolicyTest, DoesNotWaitForASecondCallToReturn) {
  EXPECT_EQ(EndOf(policy_, kStart,
                  {.parts = 1, .first_arrival = kStart, .last_arrival = kStart, .saw_return = true},
                  {.reads = 1, .calls = 2}),
            std::nullopt);
}

TEST_F(WaitPolicyTest, EveryWaitHasAReason) {
  using Reason = Wait::Reason;
  const UnreleasedParts one{.parts = 1, .first_arrival = kStart, .last_arrival = kStart};
  EXPECT_EQ(policy_.WaitOf(kStart, one, {.reads = 1}).reason, Reason::kNone);
  EXPECT_EQ(policy_.WaitOf(kStart, one, {.reads = 2}).reason, Reason::kFollowing);
  EXPECT_EQ(policy_.WaitOf(kStart, one, {.reads = 2, .calls = 1}).reason, Reason::kCall);
  policy_.CallReturned(kStart, 2);
  EXPECT_EQ(policy_.WaitOf(kStart, one, {.reads = 1}).reason, Reason::kUsual);
  EXPECT_EQ(policy_.WaitOf(kStart, one, {.reads = 2, .calls = 1}).reason, Reason::kTurn);
  policy_.Announced(kStart);
  EXPECT_EQ(policy_.WaitOf(kStart, one, {.reads = 2}).reason, Reason::kAnnounced);
}

// Announcements, observed through the wait of one read with a long send_after.
class AnnouncementsTest : public ::testing::Test {
 protected:
  std::optional<base::SteadyTime> ExpectedUntil(base::SteadyTime now) {
    const auto wait =
        policy_.WaitOf(now, {.parts = 1, .first_arrival = now, .last_arrival = now}, {.reads = 1});
    return wait.reason == Wait::Reason::kNone ? std::nullopt : std::optional(wait.until);
  }

  WaitPolicy policy_{1h, 5ms};
};

TEST_F(AnnouncementsTest, ExpectsNoReadsAtFirst) { EXPECT_EQ(ExpectedUntil(kStart), std::nullopt); }

TEST_F(AnnouncementsTest, ExpireAfterExpectFor) {
  policy_.Announced(kStart);
  EXPECT_EQ(ExpectedUntil(kStart), kStart + 5ms);
  EXPECT_EQ(ExpectedUntil(kStart + 5ms - 1ns), kStart + 5ms);
  EXPECT_EQ(ExpectedUntil(kStart + 5ms), std::nullopt);
}

TEST_F(AnnouncementsTest, LastAnnouncementExtendsTheWait) {
  policy_.Announced(kStart);
  policy_.Announced(kStart + 3ms);
  EXPECT_EQ(ExpectedUntil(kStart + 4ms), kStart + 8ms);
}

TEST_F(AnnouncementsTest, EachArrivalUsesUpOneAnnouncement) {
  policy_.Announced(kStart);
  policy_.Announced(kStart + 1ms);
  policy_.Arrived(kStart + 2ms);
  EXPECT_EQ(ExpectedUntil(kStart + 2ms), kStart + 6ms);
  policy_.Arrived(kStart + 2ms);
  EXPECT_EQ(ExpectedUntil(kStart + 2ms), std::nullopt);
  policy_.Arrived(kStart + 2ms);  // one that was not announced
  policy_.Announced(kStart + 3ms);
  EXPECT_TRUE(ExpectedUntil(kStart + 3ms).has_value());
}

TEST_F(AnnouncementsTest, ArrivalDoesNotUseUpAnExpiredAnnouncement) {
  policy_.Announced(kStart);
  policy_.Announced(kStart + 4ms);
  policy_.Arrived(kStart + 5ms);  // when the first one expires
  EXPECT_EQ(ExpectedUntil(kStart + 5ms), std::nullopt);
}

TEST(ParallelLimit, HalvesWhenThrottledAndGrowsByOneOnSuccess) {
  ParallelLimit limit(12);
  EXPECT_EQ(limit.current(), 12U);
  limit.Throttled(limit.Begin());
  EXPECT_EQ(limit.current(), 6U);
  limit.Succeeded();
  EXPECT_EQ(limit.current(), 7U);
  limit.Throttled(limit.Begin());
  EXPECT_EQ(limit.current(), 3U);
}

TEST(ParallelLimit, ConcurrentThrottledCallsHalveItOnce) {
  ParallelLimit limit(12);
  const auto first = limit.Begin();
  const auto second = limit.Begin();
  EXPECT_TRUE(limit.Throttled(first));
  EXPECT_FALSE(limit.Throttled(second));
  EXPECT_EQ(limit.current(), 6U);
  limit.Throttled(limit.Begin());
  EXPECT_EQ(limit.current(), 3U);
}

TEST(ParallelLimit, StaysBetweenOneAndTheMaximum) {
  ParallelLimit limit(3);
  limit.Succeeded();
  EXPECT_EQ(limit.current(), 3U);
  for (int i = 0; i < 10; ++i) limit.Throttled(limit.Begin());
  EXPECT_EQ(limit.current(), 1U);
  EXPECT_FALSE(limit.Throttled(limit.Begin()));
  EXPECT_EQ(ParallelLimit(0).current(), 1U);
}

}  // namespace
}  // namespace provider::batch
