// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/batch/schedule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/batch/wire.h"

namespace provider::batch {
namespace {

using namespace std::chrono_literals;
using provider::testing::Buckets;
using provider::testing::NamesOf;
using provider::testing::Strings;
using ::testing::ElementsAre;
using ::testing::SizeIs;

constexpr base::SteadyTime kBegin{1h};

class ScheduleTest : public ::testing::Test {
 protected:
  std::shared_ptr<Read> Add(const Strings& names, std::chrono::seconds time_limit) {
    auto read = std::make_shared<Read>(Buckets(names), kBegin, kBegin + time_limit);
    schedule_.Add(read, kBegin);
    return read;
  }

  Schedule schedule_{
      {.max_queries = 2, .max_parallel = 3}, service::RetryPolicy(5), [] { return 0.5; }};
};

// No other part is pending then, so a reader of the groups has to keep the time.
TEST_F(ScheduleTest, SplitGroupsPassALoweredLimitAtHalfOfTheirTime) {
  Add({"a", "b"}, 2min);
  ASSERT_NE(schedule_.Next(kBegin), nullptr);
  Add({"c", "d"}, 10s);
  const auto throttled = schedule_.Next(kBegin);
  const auto culprit = Add({"e"}, 10s);
  const auto hurried = Add({"f"}, 6s);
  const auto refused = schedule_.Next(kBegin);
  ASSERT_THAT(NamesOf(refused->queries), ElementsAre("e", "f"));
  // Retry-After is beyond its deadline, so that read fails, and the limit is one call now.
  static_cast<void>(
      schedule_.Return(throttled, provider::testing::Transient(429, 60'000ms), kBegin));
  static_cast<void>(
      schedule_.Return(refused, provider::testing::Failure("400", true), kBegin + 1ms));

  EXPECT_EQ(schedule_.Next(kBegin + 1ms), nullptr);
  ASSERT_NE(schedule_.timekeeper(), nullptr);
  EXPECT_EQ(schedule_.NextWait(kBegin + 1ms).until, kBegin + 3s);
  const auto first = schedule_.Next(kBegin + 3s);
  const auto second = schedule_.Next(kBegin + 3s);
  ASSERT_NE(second, nullptr);
  EXPECT_TRUE(first->Contains(*culprit));
  EXPECT_TRUE(second->Contains(*hurried));
}

TEST_F(ScheduleTest, EachReadHasItsOwnReasonToWait) {
  const auto failed = Add({"a"}, 1min);
  static_cast<void>(
      schedule_.Return(schedule_.Next(kBegin), provider::testing::Transient(500), kBegin));
  schedule_.Announce(kBegin);
  schedule_.Announce(kBegin);
  const auto pending = Add({"b"}, 1min);
  ASSERT_EQ(schedule_.Next(kBegin), nullptr);
  const auto waits = schedule_.Waits(kBegin);
  ASSERT_THAT(waits, SizeIs(2));
  EXPECT_EQ(waits[0].first, failed.get());
  EXPECT_EQ(waits[0].second.reason, Wait::Reason::kBackoff);
  EXPECT_EQ(waits[0].second.until, kBegin + 750ms);
  EXPECT_EQ(waits[1].first, pending.get());
  EXPECT_EQ(waits[1].second.reason, Wait::Reason::kAnnounced);
  EXPECT_EQ(waits[1].second.until, kBegin + 5ms);
}

}  // namespace
}  // namespace provider::batch
