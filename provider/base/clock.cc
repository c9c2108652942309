// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/base/clock.h"

#include <array>
#include <bit>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <random>

#include "provider/base/system.h"

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
      // Not std::random_device, which ends the process where the kernel refuses getrandom.
      std::array<unsigned char, sizeof(std::uint64_t)> bytes{};
      if (FillWithRandomBytes(bytes)) return std::bit_cast<std::uint64_t>(bytes);
      return static_cast<std::uint64_t>(SystemClock().SteadyNow().time_since_epoch().count());
    }()};
  };
  return [state = std::make_shared<State>()] {
    const std::lock_guard lock(state->mutex);
    // Uses the upper 53 bits, because uniform_real_distribution may round up to 1.
    return static_cast<double>(state->engine() >> 11) * 0x1p-53;
  };
}

}  // namespace provider::base
