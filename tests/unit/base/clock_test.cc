// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/base/clock.h"

#include <algorithm>
#include <future>
#include <set>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace provider::base {
namespace {

using namespace std::chrono_literals;

TEST(SystemClock, NowReturnsTheSystemTime) {
  SystemClock clock;
  const auto before = std::chrono::system_clock::now();
  const auto now = clock.Now();
  EXPECT_GE(now, std::chrono::floor<std::chrono::milliseconds>(before));
  EXPECT_LE(now, std::chrono::system_clock::now());
}

TEST(SystemClock, SleepsUntilTheGivenTime) {
  SystemClock clock;
  const auto until = clock.SteadyNow() + 5ms;
  EXPECT_TRUE(clock.SleepUntil(until, {}));
  EXPECT_GE(clock.SteadyNow(), until);
}

TEST(SystemClock, DoesNotSleepUntilATimeInThePast) {
  SystemClock clock;
  EXPECT_TRUE(clock.SleepUntil(clock.SteadyNow() - 1h, {}));
}

TEST(SystemClock, WakesASleeperWhenStopped) {
  SystemClock clock;
  std::stop_source stop;
  auto sleeper = std::async(std::launch::async, [&] {
    return clock.SleepUntil(clock.SteadyNow() + 1h, stop.get_token());
  });
  stop.request_stop();
  ASSERT_EQ(sleeper.wait_for(5s), std::future_status::ready);
  EXPECT_FALSE(sleeper.get());
}

TEST(SystemClock, DoesNotSleepWhenAlreadyStopped) {
  SystemClock clock;
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(clock.SleepUntil(clock.SteadyNow() + 1h, stop.get_token()));
}

TEST(SystemRandom, CoversTheIntervalFromZeroToOne) {
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

TEST(SystemRandom, DiffersBetweenInstances) {
  std::set<double> first_values;
  for (int i = 0; i < 8; ++i) first_values.insert(SystemRandom()());
  EXPECT_EQ(first_values.size(), 8U);
}

TEST(SystemRandom, CanBeSharedByThreads) {
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
  EXPECT_EQ(all.size(), 4000U);  // no two draws are equal
}

}  // namespace
}  // namespace provider::base
