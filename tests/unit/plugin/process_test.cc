// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <array>
#include <chrono>
#include <cstdlib>
#include <thread>

#include <gtest/gtest.h>

#include "provider/plugin/platform.h"
#include "tests/support/system.h"

namespace provider::plugin {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 10s;

TEST(WaitForAny, ReturnsTheFirstThatIsReady) {
  const WakeUp first;
  const WakeUp second;
  const std::array waitables{kNoWaitable, first.waitable(), second.waitable()};
  second.Raise();
  EXPECT_EQ(WaitForAny(waitables, kPatience), 2);
  EXPECT_EQ(WaitForAny(waitables, std::nullopt), 2);
  first.Raise();
  EXPECT_EQ(WaitForAny(waitables, kPatience), 1);
}

TEST(WaitForAny, EndsWithItsTime) {
  const WakeUp never;
  EXPECT_EQ(WaitForAny(std::array{never.waitable()}, 0ms), kNoneReady);
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(WaitForAny(std::array{never.waitable(), kNoWaitable}, 20ms), kNoneReady);
  EXPECT_EQ(WaitForAny(std::array{kNoWaitable}, 20ms), kNoneReady);
  EXPECT_EQ(WaitForAny({}, 20ms), kNoneReady);
  EXPECT_GE(std::chrono::steady_clock::now() - began, 60ms);
}

TEST(WaitForAny, WakesForAnotherThread) {
  const WakeUp wake_up;
  std::jthread other([&wake_up] {
    std::this_thread::sleep_for(10ms);
    wake_up.Raise();
  });
  EXPECT_EQ(WaitForAny(std::array{wake_up.waitable()}, kPatience), 0);
}

TEST(ExitAtOnce, RunsNoExitHandler) {
  EXPECT_EXIT(
      {
        std::atexit([] { std::abort(); });
        ExitAtOnce(3);
      },
      ::testing::ExitedWithCode(3), "");
}

TEST(ProcessId, IsThatOfThisProcess) { EXPECT_EQ(ProcessId(), testing::OwnProcessId()); }

}  // namespace
}  // namespace provider::plugin
