// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <array>
#include <chrono>
#include <csignal>
#include <functional>

#include <gtest/gtest.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "provider/plugin/platform.h"

namespace provider::plugin {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 10s;

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

}  // namespace
}  // namespace provider::plugin
