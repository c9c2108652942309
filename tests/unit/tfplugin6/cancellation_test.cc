// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/tfplugin6/cancellation.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <system_error>

#include <gtest/gtest.h>

#include "tests/support/no_more_threads.h"

namespace provider::tfplugin6 {
namespace {

using namespace std::chrono_literals;

bool Never() { return false; }

// Waits for the token without polling.
bool StoppedWithin(const std::stop_token& token, std::chrono::milliseconds limit) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  wake.wait_for(lock, token, limit, [] { return false; });
  return token.stop_requested();
}

TEST(Cancellation, StopAllStopsEveryCall) {
  Cancellation cancellation;
  const Cancellation::Call first(cancellation, Never);
  const Cancellation::Call second(cancellation, Never);
  EXPECT_FALSE(first.token().stop_requested());
  cancellation.StopAll();
  EXPECT_TRUE(first.token().stop_requested());
  EXPECT_TRUE(second.token().stop_requested());
}

TEST(Cancellation, LaterCallsAreStoppedUntilRearmed) {
  Cancellation cancellation;
  cancellation.StopAll();
  EXPECT_TRUE(Cancellation::Call(cancellation, Never).token().stop_requested());
  cancellation.Rearm();
  EXPECT_FALSE(Cancellation::Call(cancellation, Never).token().stop_requested());
}

TEST(Cancellation, StopsOnlyTheCallTheHostCancelled) {
  Cancellation cancellation;
  std::atomic<bool> given_up = false;
  const Cancellation::Call lost(cancellation, [&] { return given_up.load(); });
  const Cancellation::Call kept(cancellation, Never);
  given_up = true;
  EXPECT_TRUE(StoppedWithin(lost.token(), 5s));
  EXPECT_FALSE(kept.token().stop_requested());
}

TEST(Cancellation, RecoversWhenNoThreadCanStart) {
  Cancellation cancellation;
  {
    const testing::NoMoreThreads none;
    EXPECT_THROW(Cancellation::Call(cancellation, Never), std::system_error);
  }
  cancellation.StopAll();
  cancellation.Rearm();
  std::atomic<bool> given_up = false;
  const Cancellation::Call next(cancellation, [&] { return given_up.load(); });
  EXPECT_FALSE(next.token().stop_requested());
  given_up = true;
  EXPECT_TRUE(StoppedWithin(next.token(), 5s));
}

// A watcher that is not woken would let the test hang.
TEST(Cancellation, WatchesNoEndedCallAndStopsItsThread) {
  auto cancellation = std::make_unique<Cancellation>();
  std::atomic<int> polls_of_ended = 0;
  const auto polled = [](std::atomic<int>& polls) {
    return [&polls] {
      ++polls;
      polls.notify_all();
      return false;
    };
  };
  {
    const Cancellation::Call call(*cancellation, polled(polls_of_ended));
    polls_of_ended.wait(0);
  }
  const int before = polls_of_ended;
  {
    std::atomic<int> polls = 0;
    const Cancellation::Call next(*cancellation, polled(polls));
    polls.wait(0);
    polls.wait(1);
  }
  EXPECT_EQ(polls_of_ended, before);
  cancellation.reset();
  EXPECT_EQ(polls_of_ended, before);
}

}  // namespace
}  // namespace provider::tfplugin6
