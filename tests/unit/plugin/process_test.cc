// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <thread>

#include <gtest/gtest.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "provider/plugin/platform.h"

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

TEST(WaitForAny, ASignalIsNoFailure) {
  const WakeUp never;
  std::signal(SIGALRM, [](int) {});
  const itimerval soon{.it_interval = {}, .it_value = {.tv_sec = 0, .tv_usec = 20'000}};
  setitimer(ITIMER_REAL, &soon, nullptr);
  EXPECT_EQ(WaitForAny(std::array{never.waitable()}, kPatience), kNoneReady);
}

// Runs `check` in a process of its own, because it changes how that process treats signals.
bool HoldsInChild(const std::function<bool()>& check) {
  const pid_t child = fork();
  if (child == 0) _exit(check() ? 0 : 1);
  int status = 0;
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool EndsAfter(int signal, bool ctrl_c) {
  return HoldsInChild([=] {
    PrepareSignals();
    const std::array requests{WatchEndRequests(ctrl_c)};
    if (WaitForAny(requests, 0ms) != kNoneReady) return false;
    kill(getpid(), signal);
    return WaitForAny(requests, kPatience) == 0;
  });
}

TEST(EndRequests, ComeFromTerminateAndHangup) {
  EXPECT_TRUE(EndsAfter(SIGTERM, false));
  EXPECT_TRUE(EndsAfter(SIGHUP, false));
}

TEST(EndRequests, ComeFromCtrlCOnlyIfItIsWanted) {
  EXPECT_TRUE(EndsAfter(SIGINT, true));
  EXPECT_TRUE(HoldsInChild([] {
    PrepareSignals();
    const std::array requests{WatchEndRequests(false)};
    kill(getpid(), SIGINT);
    return WaitForAny(requests, 50ms) == kNoneReady;
  }));
}

TEST(ExitAtOnce, RunsNoExitHandler) {
  EXPECT_EXIT(
      {
        std::atexit([] { std::abort(); });
        ExitAtOnce(3);
      },
      ::testing::ExitedWithCode(3), "");
}

TEST(ProcessId, IsThatOfThisProcess) { EXPECT_EQ(ProcessId(), getpid()); }

}  // namespace
}  // namespace provider::plugin
