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

#include "tests/support/no_more_threads.h"

namespace provider::auth {
namespace {

using namespace std::chrono_literals;
using Task = SharedTask<int>;

service::Error Failed(std::string message) {
  service::Error error;
  error.message = std::move(message);
  return error;
}

TEST(SharedTask, DoesTheWorkOnceForAllWhoWait) {
  Task task;
  std::atomic<int> runs = 0;
  std::latch all_here(8);
  const auto work = [&](const std::stop_token&) -> Task::Result {
    all_here.wait();
    return ++runs;
  };
  std::vector<std::jthread> callers;
  std::atomic<int> sum = 0;
  for (int i = 0; i < 8; ++i) {
    callers.emplace_back([&] {
      all_here.count_down();
      sum += **task.Join(work, 10s, {});
    });
  }
  callers.clear();
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(sum, 8);
}

TEST(SharedTask, KeepsASuccessUntilItIsOutdated) {
  Task task;
  int runs = 0;
  const auto work = [&](const std::stop_token&) -> Task::Result { return ++runs; };
  EXPECT_EQ(**task.Join(work, 10s, {}), 1);
  EXPECT_EQ(**task.Join(work, 10s, {}), 1);
  task.ForgetIf([](int value) { return value == 2; });
  EXPECT_EQ(**task.Join(work, 10s, {}), 1);
  task.ForgetIf([](int value) { return value == 1; });
  EXPECT_EQ(**task.Join(work, 10s, {}), 2);
}

TEST(SharedTask, ShowsAFailureToThoseWhoWaitedAndForgetsIt) {
  Task task;
  int runs = 0;
  const auto work = [&](const std::stop_token&) -> Task::Result {
    if (++runs == 1) return tl::unexpected(Failed("first"));
    return runs;
  };
  EXPECT_EQ((*task.Join(work, 10s, {})).error().message, "first");
  EXPECT_EQ(**task.Join(work, 10s, {}), 2);
}

TEST(SharedTask, ThrowsToThoseWhoWaitedWhatTheWorkThrew) {
  Task task;
  std::latch all_here(2);
  const auto work = [&](const std::stop_token&) -> Task::Result {
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
  EXPECT_EQ(**task.Join([](const std::stop_token&) -> Task::Result { return 3; }, 10s, {}), 3);
}

TEST(SharedTask, ThrowsWhereThereIsNoThreadAndTriesAgain) {
  Task task;
  const auto work = [](const std::stop_token&) -> Task::Result { return 3; };
  {
    const testing::NoMoreThreads none;
    EXPECT_THROW(static_cast<void>(task.Join(work, 10s, {})), std::system_error);
  }
  EXPECT_EQ(**task.Join(work, 10s, {}), 3);
}

TEST(SharedTask, ACallerWhoLeavesDoesNotEndTheWork) {
  Task task;
  std::latch may_end(1);
  std::latch left(2);
  const auto work = [&](const std::stop_token& stop) -> Task::Result {
    may_end.wait();
    return stop.stop_requested() ? 0 : 7;
  };
  std::jthread stays([&] { EXPECT_EQ(**task.Join(work, 10s, {}), 7); });
  std::stop_source stop;
  std::jthread cancelled([&] {
    EXPECT_EQ(task.Join(work, 10s, stop.get_token()), std::nullopt);
    left.count_down();
  });
  std::jthread timed_out([&] {
    EXPECT_EQ(task.Join(work, 1ms, {}), std::nullopt);
    left.count_down();
  });
  stop.request_stop();
  left.wait();
  may_end.count_down();
}

TEST(SharedTask, NoPatienceIsNoWait) {
  Task task;
  std::latch may_end(1);
  const auto work = [&](const std::stop_token&) -> Task::Result {
    may_end.wait();
    return 1;
  };
  EXPECT_EQ(task.Join(work, -1s, {}), std::nullopt);
  may_end.count_down();
  EXPECT_EQ(**task.Join(work, 10s, {}), 1);
}

TEST(SharedTask, EndlessPatienceWaits) {
  Task task;
  std::latch waiting(1);
  const auto work = [&](const std::stop_token&) -> Task::Result {
    waiting.wait();
    return 1;
  };
  std::jthread caller(
      [&] { EXPECT_EQ(**task.Join(work, std::chrono::nanoseconds::max(), {}), 1); });
  EXPECT_EQ(task.Join(work, 1ms, {}), std::nullopt);
  waiting.count_down();
}

TEST(SharedTask, ItsEndStopsTheWork) {
  std::atomic<bool> stopped = false;
  std::latch under_way(1);
  {
    Task task;
    const auto work = [&](const std::stop_token& stop) -> Task::Result {
      under_way.count_down();
      while (!stop.stop_requested()) std::this_thread::yield();
      stopped = true;
      return tl::unexpected(Failed("stopped"));
    };
    EXPECT_EQ(task.Join(work, 1ms, {}), std::nullopt);
    under_way.wait();
  }
  EXPECT_TRUE(stopped);
}

TEST(SharedTask, ManyRestartsUnderLoad) {
  Task task;
  std::atomic<int> runs = 0;
  const auto work = [&](const std::stop_token&) -> Task::Result {
    if (++runs % 3 == 0) return tl::unexpected(Failed("every third"));
    return runs.load();
  };
  std::vector<std::jthread> callers;
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&] {
      for (int n = 0; n < 200; ++n) {
        EXPECT_TRUE(task.Join(work, 10s, {}).has_value());
        task.ForgetIf([](int) { return true; });
      }
    });
  }
  callers.clear();
  EXPECT_GT(runs, 100);
}

}  // namespace
}  // namespace provider::auth
