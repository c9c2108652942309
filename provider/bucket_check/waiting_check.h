// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A check that waits: a bucket or policy that was just created is not visible everywhere at once,
// so buckets that fail are asked again for as long as wait_for allows.

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

// What is known before each pause.
struct Pause {
  std::size_t round = 1;  // how often was asked so far
  std::size_t failing = 0;
  std::size_t buckets = 0;
  std::chrono::nanoseconds length{0};
  std::chrono::nanoseconds left{0};  // of wait_for
};
using OnPause = std::function<void(const Pause&)>;

// How long to wait after `round` while `left` of wait_for is left: 2 s, each time half as much
// again, at most 10 s. The last round is when wait_for ends: pauses before it are longer or shorter
// where a remainder below 2 s would stay. Only the first may be below 2 s itself. Zero: no more.
[[nodiscard]] std::chrono::nanoseconds NextPause(std::size_t round, std::chrono::nanoseconds left);

// Checks; then asks again about the buckets that fail, those alone, until all can receive traces or
// `wait_until`. The last verdict of each counts. An error of any round is the check's error and
// ends it at once: what was said before may no longer be true. A stop ends a pause at once.
[[nodiscard]] tl::expected<CheckAnswer, service::Error> CheckAndWait(
    SharedChecks& checks, base::Clock& clock, const CheckRequest& request,
    base::SteadyTime wait_until, const std::stop_token& stop, const OnPause& on_pause);

}  // namespace provider::bucket_check
