// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A check that waits: a bucket or policy that was just created is not visible everywhere at once,
// so buckets that fail are checked again until wait_for is over.

#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <stop_token>

#include <tl/expected.hpp>

#include "provider/base/clock.h"
#include "provider/bucket_check/shared_checks.h"
#include "provider/service/error.h"

namespace provider::bucket_check {

// The state before a pause.
struct Pause {
  std::size_t round = 1;  // number of rounds so far
  std::size_t failing = 0;
  std::size_t buckets = 0;
  std::chrono::nanoseconds length{0};
  std::chrono::nanoseconds left{0};  // of wait_for
};
using OnPause = std::function<void(const Pause&)>;

// How long to wait after `round` while `left` of wait_for remains: 2 s, growing by half each time,
// at most 10 s. The last round is at the end of wait_for; if less than 2 s would remain, the pauses
// before it are made longer or shorter. Only the first pause can be shorter than 2 s. Zero: no
// further round.
[[nodiscard]] std::chrono::nanoseconds NextPause(std::size_t round, std::chrono::nanoseconds left);

// Checks all buckets, then those that fail again, until all can receive traces or `wait_until` has
// come. The last verdict of each bucket counts. An error in any round is the check's error and ends
// it at once, because earlier verdicts may be out of date. A stop ends a pause at once.
[[nodiscard]] tl::expected<CheckOutcome, service::Error> CheckAndWait(
    SharedChecks& checks, base::Clock& clock, const CheckInput& request,
    base::SteadyTime wait_until, const std::stop_token& stop, const OnPause& on_pause);

}  // namespace provider::bucket_check
