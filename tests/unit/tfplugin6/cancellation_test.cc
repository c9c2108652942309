// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/tfplugin6/cancellation.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
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

TEST(Cancellation, IsDestroyedAfterItsLastCall) {
  Cancellation cancellation;
  {
    const Cancellation::Call call(cancellation, Never);
  }
}

}  // namespace
}  // namespace provider::tfplugin6
