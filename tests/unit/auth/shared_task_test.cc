// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/auth/shared_task.h"

#include <atomic>
#include <latch>
#include <new>
#include <system_error>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/captured_log.h"
#include "tests/support/no_more_threads.h"

namespace provider::auth {
namespace {

using namespace std::chrono_literals;
using Kind = service::Error::Kind;

// Starts and waits at once.
struct Task : SharedTask<int> {
  Result Join(const Work& work, std::chrono::nanoseconds patience, std::stop_token stop) {
    return Wait(Start(work, {"working", "https://iam.example"}), patience, {.stop = stop});
  }
};
using Context = service::CallContext;

service::Error Failed(std::string message) {
  service::Error error;
  error.message = std::move(message);
  return error;
}

TEST(SharedTask, RunsTheWorkOnceForAllCallers) {
  Task task;
  std::atomic<int> runs = 0;
  std::latch all_here(8);
  const auto work = [&](const Context&) -> Task::Result {
    all_here.wait();
    return ++runs;
  };
  std::vector<std::jthread> callers;
  std::atomic<int> sum = 0;
  for (int i = 0; i < 8; ++i) {
    callers.emplace_back([&] {
      const auto run = task.Start(work, {"working", ""});
      all_here.count_down();
      sum += *task.Wait(run, 10s, {});
    });
  }
  callers.clear();
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(sum, 8);
}

TEST(SharedTask, RunsTheWorkAgainForTheNextCaller) {
  Task task;
  int runs = 0;
  const auto work = [&](const Context&) -> Task::Result { return ++runs; };
  EXPECT_EQ(*task.Join(work, 10s, {}), 1);
  EXPECT_EQ(*task.Join(work, 10s, {}), 2);
}

TEST(SharedTask, StartDoesNotWaitAndWaitCanFollowLater) {
  Task task;
  std::latch may_end(1);
  int runs = 0;
  const auto work = [&](const Context&) -> Task::Result {
    may_end.wait();
    return ++runs;
  };
  const auto run = task.Start(work, {"working", ""});
  EXPECT_EQ(task.Start(work, {"working", ""}), run) << "it is under way";
  may_end.count_down();
  EXPECT_EQ(*task.Wait(run, 10s, {}), 1);
  EXPECT_EQ(*task.Wait(run, 10s, {}), 1) << "the result belongs to the run";
}

TEST(SharedTask, LogsNoWaitForARunThatHasEnded) {
  Task task;
  const auto run = task.Start([](const Context&) -> Task::Result { return 1; }, {"working", ""});
  EXPECT_EQ(*task.Wait(run, 10s, {}), 1);
  const testing::CapturedLog log(base::LogLevel::kTrace);
  EXPECT_EQ(*task.Wait(run, 10s, {}), 1);
  EXPECT_EQ(log.Text(), "");
}

TEST(SharedTask, ReportsAFailureOnceAndRunsAgain) {
  Task task;
  int runs = 0;
  const auto work = [&](const Context&) -> Task::Result {
    if (++runs == 1) return tl::unexpected(Failed("first"));
    return runs;
  };
  EXPECT_EQ(task.Join(work, 10s, {}).error().message, "first");
  EXPECT_EQ(*task.Join(work, 10s, {}), 2);
}

TEST(SharedTask, RethrowsAnExceptionToEveryCaller) {
  Task task;
  std::latch all_here(2);
  const auto work = [&](const Context&) -> Task::Result {
    all_here.wait();
    throw std::bad_alloc();
  };
  const auto waits = [&] {
    all_here.count_down();
    EXPECT_THROW(static_cast<void>(task.Join(work, 10s, {})), std::bad_alloc);
  };
  {
    const std::jthread first(waits);
    const std::jthread second(waits);
  }
  EXPECT_EQ(*task.Join([](const Context&) -> Task::Result { return 3; }, 10s, {}), 3);
}

TEST(SharedTask, ThrowsWhenNoThreadCanStartAndRecovers) {
  Task task;
  const auto work = [](const Context&) -> Task::Result { return 3; };
  {
    const testing::NoMoreThreads none;
    EXPECT_THROW(static_cast<void>(task.Join(work, 10s, {})), std::system_error);
  }
  EXPECT_EQ(*task.Join(work, 10s, {}), 3);
}

TEST(SharedTask, WorkGoesOnWhenACallerStopsWaiting) {
  Task task;
  std::latch may_end(1);
  std::latch left(2);
  const auto work = [&](const Context& context) -> Task::Result {
    may_end.wait();
    return context.stop.stop_requested() ? 0 : 7;
  };
  std::jthread stays([&] { EXPECT_EQ(*task.Join(work, 10s, {}), 7); });
  std::stop_source stop;
  std::jthread cancelled([&] {
    EXPECT_EQ(task.Join(work, 10s, stop.get_token()).error().kind, Kind::kCancelled);
    left.count_down();
  });
  std::jthread timed_out([&] {
    EXPECT_EQ(task.Join(work, 1ms, {}).error().kind, Kind::kTimeout);
    left.count_down();
  });
  stop.request_stop();
  left.wait();
  may_end.count_down();
}

TEST(SharedTask, NegativePatienceTimesOutAtOnce) {
  Task task;
  std::latch may_end(1);
  const auto work = [&](const Context&) -> Task::Result {
    may_end.wait();
    return 1;
  };
  EXPECT_EQ(task.Join(work, -1s, {}).error().kind, Kind::kTimeout);
  may_end.count_down();
  EXPECT_EQ(*task.Join(work, 10s, {}), 1);
}

TEST(SharedTask, WaitsWithUnlimitedPatience) {
  Task task;
  std::latch waiting(1);
  const auto work = [&](const Context&) -> Task::Result {
    waiting.wait();
    return 1;
  };
  std::jthread caller([&] { EXPECT_EQ(*task.Join(work, std::chrono::nanoseconds::max(), {}), 1); });
  EXPECT_EQ(task.Join(work, 1ms, {}).error().kind, Kind::kTimeout);
  waiting.count_down();
}

TEST(SharedTask, DestructorStopsTheWork) {
  std::atomic<bool> stopped = false;
  std::latch under_way(1);
  {
    Task task;
    const auto work = [&](const Context& context) -> Task::Result {
      under_way.count_down();
      while (!context.stop.stop_requested()) std::this_thread::yield();
      stopped = true;
      return tl::unexpected(Failed("stopped"));
    };
    EXPECT_EQ(task.Join(work, 1ms, {}).error().kind, Kind::kTimeout);
    under_way.wait();
  }
  EXPECT_TRUE(stopped);
}

TEST(SharedTask, TimedOutWaitReportsTheWorkUnderWay) {
  Task task;
  std::latch may_end(1);
  std::latch has_failed(1);
  const auto work = [&](const Context& context) -> Task::Result {
    context.activity->Begin("asking", "https://sts.example");
    context.activity->EndAttempt(Failed("Out of order."));
    has_failed.count_down();
    may_end.wait();
    return 1;
  };
  const auto run = task.Start(work, {"working", "https://iam.example"});
  has_failed.wait();
  service::Activity activity;
  const testing::CapturedLog log(base::LogLevel::kTrace);
  const auto error = task.Wait(run, 1ms, {.activity = &activity}).error();
  const auto waits = log.Lines("Waiting for a request that reads share");
  ASSERT_EQ(waits.size(), 1U);
  EXPECT_EQ(waits[0]["operation"], "asking");
  EXPECT_EQ(waits[0]["endpoint"], "https://sts.example");
  const auto ends = log.Lines("Waited for a request that reads share");
  ASSERT_EQ(ends.size(), 1U);
  EXPECT_EQ(ends[0]["operation"], "asking");
  EXPECT_TRUE(ends[0].contains("duration_ms"));
  EXPECT_EQ(error.operation, "asking");
  EXPECT_EQ(error.endpoint, "https://sts.example");
  EXPECT_EQ(error.message, "The time limit was reached. The last attempt failed: Out of order.");
  ASSERT_TRUE(activity.current());
  EXPECT_EQ(activity.current()->operation, "asking") << "also for those who wait for the waiter";
  may_end.count_down();
}

TEST(SharedTask, RestartsManyTimesUnderLoad) {
  constexpr int kCallers = 4;
  constexpr int kJoins = 200;
  Task task;
  int runs = 0;  // the task runs one piece of work at a time
  std::atomic<int> succeeded = 0;
  std::atomic<int> failed = 0;
  const auto work = [&](const Context&) -> Task::Result {
    if (++runs % 3 == 0) return tl::unexpected(Failed("every third"));
    return runs;
  };
  std::vector<std::jthread> callers;
  for (int i = 0; i < kCallers; ++i) {
    callers.emplace_back([&] {
      int last = 0;
      for (int n = 0; n < kJoins; ++n) {
        const auto result = task.Join(work, 10s, {});
        if (result) {
          ++succeeded;
          EXPECT_NE(*result % 3, 0);
          EXPECT_GT(*result, last) << "the result of an earlier run";
          last = *result;
        } else {
          ++failed;
          EXPECT_EQ(result.error().message, "every third");
        }
      }
    });
  }
  callers.clear();
  EXPECT_EQ(succeeded + failed, kCallers * kJoins);
  EXPECT_GE(runs, kJoins) << "no caller gets the result of one run twice";
  EXPECT_GE(failed, kJoins / 3 - 1);
  EXPECT_GE(succeeded, kJoins / 3);
}

}  // namespace
}  // namespace provider::auth
