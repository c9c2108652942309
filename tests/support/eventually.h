// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Waiting for another thread.

#pragma once

#include <chrono>
#include <thread>

namespace provider::testing {

// Waits at most 10 s for what another thread does.
template <typename Condition>
[[nodiscard]] bool Eventually(const Condition& condition) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > limit) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

}  // namespace provider::testing
