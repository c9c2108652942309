// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A clock that moves only when a test or a sleeper moves it.

#pragma once

#include <chrono>
#include <mutex>
#include <vector>

#include "provider/base/clock.h"

namespace provider::testing {

// SleepUntil advances the clock to `until` at once and records how long the sleep would have
// been. Thread safe.
class FakeClock final : public base::Clock {
 public:
  explicit FakeClock(base::SystemTime now = base::SystemTime(std::chrono::seconds(1'718'784'000)))
      : start_(now) {}

  [[nodiscard]] base::SystemTime Now() const override {
    const std::lock_guard lock(mutex_);
    return start_ + std::chrono::duration_cast<std::chrono::milliseconds>(elapsed_);
  }
  [[nodiscard]] base::SteadyTime SteadyNow() const override {
    const std::lock_guard lock(mutex_);
    return base::SteadyTime() + std::chrono::hours(1) + elapsed_;
  }
  bool SleepUntil(base::SteadyTime until, const std::stop_token& stop) override {
    const auto now = SteadyNow();
    if (stop.stop_requested()) return false;
    const std::lock_guard lock(mutex_);
    if (until > now) {
      sleeps_.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(until - now));
      elapsed_ += until - now;
    }
    return true;
  }

  void Advance(std::chrono::nanoseconds by) {
    const std::lock_guard lock(mutex_);
    elapsed_ += by;
  }
  [[nodiscard]] std::vector<std::chrono::milliseconds> sleeps() const {
    const std::lock_guard lock(mutex_);
    return sleeps_;
  }

 private:
  mutable std::mutex mutex_;
  base::SystemTime start_;
  std::chrono::nanoseconds elapsed_{0};
  std::vector<std::chrono::milliseconds> sleeps_;
};

}  // namespace provider::testing
