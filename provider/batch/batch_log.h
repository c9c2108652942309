// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Log lines about batching: which reads share a call, how long they waited for it and why, and what
// was split, throttled or checked again. Their field `read` has the number of the read, or of all
// reads of a call: "4, 7, 9". When its level is off, each function costs one comparison.

#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "provider/base/clock.h"
#include "provider/batch/read.h"
#include "provider/batch/wait_policy.h"

namespace provider::batch {

// The numbers of the reads of a call, or "" if nothing is logged at DEBUG.
[[nodiscard]] std::string ReadNumbers(const Call& call);

// Logged at TRACE.
void LogCheckBegins(const Read& read);
void LogCheckEnds(const Read& read, base::SteadyTime now);
void LogWait(const std::vector<std::string_view>& reads, const Wait& wait, base::SteadyTime now);
// Call before the request is sent, within a LogScope with ReadNumbers.
void LogCall(const Call& call);

// Logged at DEBUG.
void LogSplit(const Call& call, const cts::CheckFailure& failure, std::size_t groups);
void LogThrottled(const Call& call, std::size_t max_parallel_calls);
// Buckets with a transient verdict are checked again.
void LogRetriedBuckets(const Part& part, std::chrono::milliseconds wait);

}  // namespace provider::batch
