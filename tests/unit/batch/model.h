// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What one read must get, told from its own calls alone: a second, slow and simple statement of the
// batcher's promises, without queue, threads or other reads.

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

// One call, as far as one read was in it.
struct CallOfRead {
  base::SteadyTime begin;
  base::SteadyTime end;
  std::vector<std::size_t> queries;  // of the read
  bool shared = false;               // with another read, or another part of this one
  // What it came to: verdicts for `queries`, or a failure.
  std::optional<std::vector<cts::BucketVerdict>> verdicts;
  int status = 0;  // of a failure; 0: cancelled or out of time
  bool may_be_one_query = false;
  bool new_credentials = false;
  std::optional<std::chrono::milliseconds> retry_after;
};

struct ReadStory {
  std::size_t queries = 0;
  base::SteadyTime arrival;
  base::SteadyTime deadline;
  std::optional<base::SteadyTime> stopped;
  std::vector<CallOfRead> calls;  // by end
  // When as many calls were under way as may be: begin and end.
  std::vector<std::pair<base::SteadyTime, base::SteadyTime>> crowded;
};

struct Expected {
  enum class End { kVerdicts, kFailure, kTimeout, kCancelled };
  End end = End::kVerdicts;
  base::SteadyTime at;
  std::vector<std::optional<cts::BucketVerdict>> verdicts;
  int status = 0;  // of the failure, or of the last one before the time was over
};

// The retries take the middle of their jitter. `problem` gets a sentence when a query was sent
// before it was due, or later than it could have been.
[[nodiscard]] Expected WhatItMustGet(const ReadStory& story, int max_retries, std::string& problem);

// For a person who looks at a schedule that failed.
[[nodiscard]] std::string ToText(const ReadStory& story);

}  // namespace provider::testing
