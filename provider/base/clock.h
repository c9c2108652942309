// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Clocks and random numbers as values that are passed in.
//
// No code below main reads the clock, sleeps or draws random numbers by itself. Tests use a fake
// clock, so no test waits for a back-off.

#pragma once

#include <chrono>
#include <functional>
#include <stop_token>

namespace provider::base {

using SystemTime = std::chrono::sys_time<std::chrono::milliseconds>;
using SteadyTime = std::chrono::steady_clock::time_point;

// Thread safe.
class Clock {
 public:
  virtual ~Clock() = default;

  // Wall clock in UTC, for signatures and log lines.
  [[nodiscard]] virtual SystemTime Now() const = 0;

  // Monotonic clock, for deadlines.
  [[nodiscard]] virtual SteadyTime SteadyNow() const = 0;

  // Sleeps until `until` or until `stop` is requested, whichever comes first. Returns false if it
  // was stopped.
  virtual bool SleepUntil(SteadyTime until, const std::stop_token& stop) = 0;
};

// The machine's clocks. A stop request wakes a sleeper at once.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] SystemTime Now() const override;
  [[nodiscard]] SteadyTime SteadyNow() const override;
  bool SleepUntil(SteadyTime until, const std::stop_token& stop) override;
};

// Returns numbers uniformly distributed in [0, 1).
using Random = std::function<double()>;

// Thread safe; seeded from the kernel.
[[nodiscard]] Random SystemRandom();

}  // namespace provider::base
