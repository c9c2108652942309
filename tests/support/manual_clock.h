// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A clock on which a sleeper sleeps until a test moves the time.
//
// FakeClock is for code that only sleeps to let time pass, such as a back-off; this one is for code
// that sleeps until an event or a time limit.

#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <iterator>
#include <mutex>
#include <set>
#include <stop_token>

#include "provider/base/clock.h"
#include "tests/support/fake_clock.h"

namespace provider::testing {

// Thread safe.
class ManualClock final : public base::Clock {
 public:
  [[nodiscard]] base::SystemTime Now() const override { return time_.Now(); }
  [[nodiscard]] base::SteadyTime SteadyNow() const override { return time_.SteadyNow(); }
  bool SleepUntil(base::SteadyTime until, const std::stop_token& stop) override {
    std::unique_lock lock(mutex_);
    const auto sleeper = sleepers_.insert(until);
    changed_.notify_all();
    changed_.wait(lock, stop, [&] { return time_.SteadyNow() >= until; });
    sleepers_.erase(sleeper);
    changed_.notify_all();
    return !stop.stop_requested();
  }

  void Advance(std::chrono::nanoseconds by) {
    const std::lock_guard lock(mutex_);
    time_.Advance(by);
    changed_.notify_all();
  }

  // Moves the time towards the next sleeper's wake-up, by at most `most`, if there is a sleeper and
  // none is about to wake.
  bool AdvanceToNextSleep(std::chrono::nanoseconds most = std::chrono::nanoseconds::max()) {
    const std::lock_guard lock(mutex_);
    const auto now = time_.SteadyNow();
    if (sleepers_.empty() || *sleepers_.begin() <= now) return false;
    time_.Advance(std::min<std::chrono::nanoseconds>(*sleepers_.begin() - now, most));
    changed_.notify_all();
    return true;
  }

  // Waits until this many threads sleep, not counting those whose time has come.
  void AwaitSleepers(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] {
      return std::distance(sleepers_.upper_bound(time_.SteadyNow()), sleepers_.end()) ==
             static_cast<std::ptrdiff_t>(count);
    });
  }

  // Waits until this many threads sleep until this time.
  void AwaitSleepUntil(base::SteadyTime until, std::size_t threads = 1) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return sleepers_.count(until) >= threads; });
  }

  // The same time, but sleeps on this clock advance it at once.
  FakeClock& time() { return time_; }

 private:
  FakeClock time_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::multiset<base::SteadyTime> sleepers_;  // until when
};

}  // namespace provider::testing
