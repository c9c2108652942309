// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Decides whether a failed attempt is followed by another, and when. Checks, look-ups, renewals and
// buckets with a transient verdict all ask this one policy, each with its own budget and deadline.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "provider/base/clock.h"

namespace provider::service {

// What a failed attempt means for the next one.
enum class RetryCause {
  kNone,            // another attempt would not change anything
  kTransient,       // 500, 502, 504, or a connection that broke
  kThrottled,       // 429
  kNewCredentials,  // 401, and other credentials can be had
};

// Also the rule for a bucket's own response_code.
[[nodiscard]] RetryCause CauseOfStatus(std::int64_t http_status);

// What one read, look-up or renewal has used of its retries.
struct RetryBudget {
  int retries = 0;            // after transient failures; bounded by max_retries
  int throttlings = 0;        // bounded by the deadline alone
  bool reauthorized = false;  // once
};

struct RetryDecision {
  enum class Reason {
    kAgain,
    kNotRetryable,
    kMaxRetries,  // the budget is used up
    kDeadline,    // the back-off would pass the deadline
    kRetryAfter,  // the service asks to wait beyond the deadline
  };
  Reason reason = Reason::kNotRetryable;
  std::chrono::milliseconds wait{0};  // before the next attempt, or the one that was asked for
  base::SteadyTime at;                // of the next attempt

  [[nodiscard]] bool again() const { return reason == Reason::kAgain; }
};

// Immutable, so thread safe.
class RetryPolicy {
 public:
  // With max_retries = 0 nothing but a renewal of credentials is followed by another attempt.
  explicit RetryPolicy(int max_retries) : max_retries_(max_retries) {}

  // Takes what an attempt costs from `budget`. `retry_after` counts after a 429 and replaces the
  // back-off; `jitter` is in [0, 1). Parts of one failed call pass the same jitter, so that they
  // are due at the same time and can share the next call.
  [[nodiscard]] RetryDecision Decide(RetryCause cause,
                                     std::optional<std::chrono::milliseconds> retry_after,
                                     RetryBudget& budget, base::SteadyTime now,
                                     base::SteadyTime deadline, double jitter) const;

  [[nodiscard]] int max_retries() const { return max_retries_; }

 private:
  int max_retries_;
};

// How long to wait before the next attempt: exponential, the upper half of it jittered.
struct BackoffPolicy {
  std::chrono::milliseconds first{1000};
  std::chrono::milliseconds longest{16000};
};

// The wait before retry number `retry` (1 for the first): between half and the whole of
// first·2^(retry-1), at most `longest`.
[[nodiscard]] std::chrono::milliseconds BackoffDelay(const BackoffPolicy& policy, int retry,
                                                     const base::Random& random);

}  // namespace provider::service
