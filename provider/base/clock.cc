// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/base/clock.h"

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <random>

namespace provider::base {

SystemTime SystemClock::Now() const {
  return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

SteadyTime SystemClock::SteadyNow() const { return std::chrono::steady_clock::now(); }

bool SystemClock::SleepUntil(SteadyTime until, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  wake.wait_until(lock, stop, until, [] { return false; });
  return !stop.stop_requested();
}

Random SystemRandom() {
  struct State {
    std::mutex mutex;
    std::mt19937_64 engine{[] {
      std::random_device kernel;
      return std::uint64_t{kernel()} << 32 | kernel();
    }()};
  };
  return [state = std::make_shared<State>()] {
    const std::lock_guard lock(state->mutex);
    // Uses the upper 53 bits, because uniform_real_distribution may round up to 1.
    return static_cast<double>(state->engine() >> 11) * 0x1p-53;
  };
}

}  // namespace provider::base
