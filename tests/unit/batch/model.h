// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What one read must get, computed from its own calls only: a second, slow and simple
// implementation of the batcher's promises, without queue, threads or other reads.

#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "provider/base/clock.h"
#include "provider/cts/check_bucket.h"

namespace provider::testing {

// One call, reduced to the part of one read.
struct CallOfRead {
  base::SteadyTime begin;
  base::SteadyTime end;
  std::vector<std::size_t> queries;  // of the read
  bool shared = false;               // with another read, or another part of this one
  // The result: verdicts for `queries`, or a failure.
  std::optional<std::vector<cts::BucketVerdict>> verdicts;
  int status = 0;  // of a failure; 0: cancelled or out of time
  bool may_be_one_query = false;
  bool new_credentials = false;
  std::optional<std::chrono::milliseconds> retry_after;
};

// Periods, each with its begin and end.
using Periods = std::vector<std::pair<base::SteadyTime, base::SteadyTime>>;

struct ReadStory {
  std::size_t queries = 0;
  base::SteadyTime arrival;
  base::SteadyTime deadline;
  std::optional<base::SteadyTime> stopped;
  std::vector<CallOfRead> calls;  // by end
  Periods at_limit;  // as many calls were under way as the limit, lowered or not, allows
  Periods full;      // as many as max_parallel allows
};

struct Expected {
  enum class End { kVerdicts, kFailure, kTimeout, kCancelled };
  End end = End::kVerdicts;
  base::SteadyTime at;
  std::vector<std::optional<cts::BucketVerdict>> verdicts;
  int status = 0;  // of the failure, or of the last one before the time was over
};

// Back-offs have the middle of their jitter. `problem` gets a sentence if a query was sent before
// it was due, or later than possible.
[[nodiscard]] Expected ComputeExpected(const ReadStory& story, int max_retries,
                                       std::string& problem);

// Describes a failed schedule for developers.
[[nodiscard]] std::string ToText(const ReadStory& story);

}  // namespace provider::testing
