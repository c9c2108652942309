// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// How long to wait before the next attempt: exponential, in seconds, the upper half of it jittered.

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

namespace provider::base {

// Uniform in [0, 1). Passed in, so that a test fixes it.
using Random = std::function<double()>;

// Thread safe; seeded from the kernel.
[[nodiscard]] Random SystemRandom();

struct BackoffPolicy {
  std::chrono::milliseconds first{1000};
  std::chrono::milliseconds longest{16000};
};

// The wait before retry number `retry` (1 for the first): between half and the whole of
// first·2^(retry-1), at most `longest`.
[[nodiscard]] std::chrono::milliseconds BackoffDelay(const BackoffPolicy& policy, int retry,
                                                     const Random& random);

}  // namespace provider::base
