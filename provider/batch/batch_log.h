// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Log lines about batching: which reads share a call, how long they waited for it and why, and what
// was split, throttled or checked again. When its level is off, each function costs one comparison.

#pragma once

#include <chrono>
#include <cstddef>

#include "provider/base/clock.h"
#include "provider/batch/read.h"
#include "provider/batch/wait_policy.h"

namespace provider::batch {

// Logged at TRACE.
void LogReadBegins(const Read& read);
void LogReadEnds(const Read& read, base::SteadyTime now);
void LogWait(const Read& read, const Wait& wait, base::SteadyTime now);
// Call before the request is sent.
void LogCall(const Call& call);

// Logged at DEBUG.
void LogSplit(const Call& call, const cts::CheckFailure& failure, std::size_t groups);
void LogThrottled(std::size_t max_parallel_calls);
// Buckets with a transient verdict are checked again.
void LogAskedAgain(const Part& part, std::chrono::milliseconds wait);

}  // namespace provider::batch
