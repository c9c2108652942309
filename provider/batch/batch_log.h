// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What the log says of batching: which reads share a call, why and how long they waited for it, and
// what was split, throttled or asked again. Each costs a comparison when its level is off.

#pragma once

#include <chrono>
#include <cstddef>

#include "provider/base/clock.h"
#include "provider/batch/read.h"
#include "provider/batch/wait_policy.h"

namespace provider::batch {

// TRACE.
void LogReadBegins(const Read& read);
void LogReadEnds(const Read& read, base::SteadyTime now);
void LogWait(const Read& read, const Wait& wait, base::SteadyTime now);
// Before it is sent.
void LogCall(const Call& call);

// DEBUG.
void LogSplit(const Call& call, const cts::CheckFailure& failure, std::size_t groups);
void LogThrottled(std::size_t max_parallel_calls);
// Buckets whose verdict is transient are asked again.
void LogAskedAgain(const Part& part, std::chrono::milliseconds wait);

}  // namespace provider::batch
