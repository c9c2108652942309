// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/base/backoff.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <random>

namespace provider::base {

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
    // The upper 53 bits: uniform_real_distribution may round up to 1.
    return static_cast<double>(state->engine() >> 11) * 0x1p-53;
  };
}

std::chrono::milliseconds BackoffDelay(const BackoffPolicy& policy, int retry,
                                       const Random& random) {
  auto whole = std::min(policy.first, policy.longest);
  for (int i = 1; i < retry && whole < policy.longest; ++i) {
    whole = whole > policy.longest / 2 ? policy.longest : whole * 2;
  }
  const auto half = whole / 2;
  const auto jitter = static_cast<double>((whole - half).count()) * random();
  return half + std::chrono::milliseconds(static_cast<std::int64_t>(jitter));
}

}  // namespace provider::base
