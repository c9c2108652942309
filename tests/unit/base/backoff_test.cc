// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/base/backoff.h"

#include <limits>
#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace provider::base {
namespace {

using std::chrono::milliseconds;

constexpr double kAlmostOne = 1 - std::numeric_limits<double>::epsilon();

TEST(Backoff, StartsAtHalfAndDoubles) {
  const BackoffPolicy policy;
  const Random lowest = [] { return 0.0; };
  EXPECT_EQ(BackoffDelay(policy, 1, lowest), milliseconds(500));
  EXPECT_EQ(BackoffDelay(policy, 2, lowest), milliseconds(1000));
  EXPECT_EQ(BackoffDelay(policy, 3, lowest), milliseconds(2000));
}

TEST(Backoff, StaysBelowTheWhole) {
  const BackoffPolicy policy;
  const Random highest = [] { return kAlmostOne; };
  EXPECT_EQ(BackoffDelay(policy, 1, highest), milliseconds(999));
  EXPECT_EQ(BackoffDelay(policy, 4, highest), milliseconds(7999));
}

TEST(Backoff, KeepsItsJitterAtTheLongest) {
  const BackoffPolicy policy;
  EXPECT_EQ(BackoffDelay(policy, 5, [] { return 0.0; }), milliseconds(8000));
  EXPECT_EQ(BackoffDelay(policy, 6, [] { return 0.0; }), milliseconds(8000));
  EXPECT_EQ(BackoffDelay(policy, 6, [] { return 0.5; }), milliseconds(12000));
}

TEST(Backoff, DoesNotOverflowAtAnyRetry) {
  const Random lowest = [] { return 0.0; };
  const BackoffPolicy longest_possible{milliseconds(3), milliseconds::max()};
  EXPECT_EQ(BackoffDelay(longest_possible, std::numeric_limits<int>::max(), lowest),
            milliseconds::max() / 2);
}

TEST(Backoff, TakesARetryBelowOneAsTheFirst) {
  EXPECT_EQ(BackoffDelay({}, 0, [] { return 0.0; }), milliseconds(500));
  EXPECT_EQ(BackoffDelay({}, -7, [] { return 0.0; }), milliseconds(500));
}

TEST(Backoff, NeverExceedsALongestBelowTheFirst) {
  const BackoffPolicy policy{milliseconds(1000), milliseconds(10)};
  EXPECT_EQ(BackoffDelay(policy, 1, [] { return 0.0; }), milliseconds(5));
}

TEST(SystemRandom, StaysInItsIntervalAndFillsIt) {
  const auto random = SystemRandom();
  double least = 1;
  double most = 0;
  for (int i = 0; i < 10'000; ++i) {
    const double value = random();
    ASSERT_GE(value, 0.0);
    ASSERT_LT(value, 1.0);
    least = std::min(least, value);
    most = std::max(most, value);
  }
  EXPECT_LT(least, 0.01);
  EXPECT_GT(most, 0.99);
}

TEST(SystemRandom, DiffersBetweenProcessesAsBetweenInstances) {
  std::set<double> first_values;
  for (int i = 0; i < 8; ++i) first_values.insert(SystemRandom()());
  EXPECT_EQ(first_values.size(), 8U);
}

TEST(SystemRandom, MayBeSharedByThreads) {
  const auto random = SystemRandom();
  std::vector<std::set<double>> values(4);
  {
    std::vector<std::jthread> threads;
    for (auto& own : values) {
      threads.emplace_back([&own, random] {
        for (int i = 0; i < 1000; ++i) own.insert(random());
      });
    }
  }
  std::set<double> all;
  for (const auto& own : values) all.insert(own.begin(), own.end());
  EXPECT_EQ(all.size(), 4000U);  // no draw is handed out twice
}

}  // namespace
}  // namespace provider::base
