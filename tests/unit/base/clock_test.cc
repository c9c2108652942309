// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/base/clock.h"

#include <future>
#include <thread>

#include <gtest/gtest.h>

namespace provider::base {
namespace {

using namespace std::chrono_literals;

TEST(SystemClock, TellsUtc) {
  SystemClock clock;
  const auto before = std::chrono::system_clock::now();
  const auto now = clock.Now();
  EXPECT_GE(now, std::chrono::floor<std::chrono::milliseconds>(before));
  EXPECT_LE(now, std::chrono::system_clock::now());
}

TEST(SystemClock, SleepsUntilItsTime) {
  SystemClock clock;
  const auto until = clock.SteadyNow() + 5ms;
  EXPECT_TRUE(clock.SleepUntil(until, {}));
  EXPECT_GE(clock.SteadyNow(), until);
}

TEST(SystemClock, DoesNotSleepForATimeThatIsPast) {
  SystemClock clock;
  EXPECT_TRUE(clock.SleepUntil(clock.SteadyNow() - 1h, {}));
}

TEST(SystemClock, WakesASleeperThatIsStopped) {
  SystemClock clock;
  std::stop_source stop;
  auto sleeper = std::async(std::launch::async, [&] {
    return clock.SleepUntil(clock.SteadyNow() + 1h, stop.get_token());
  });
  stop.request_stop();
  ASSERT_EQ(sleeper.wait_for(5s), std::future_status::ready);
  EXPECT_FALSE(sleeper.get());
}

TEST(SystemClock, DoesNotSleepWhenStoppedBefore) {
  SystemClock clock;
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(clock.SleepUntil(clock.SteadyNow() + 1h, stop.get_token()));
}

}  // namespace
}  // namespace provider::base
