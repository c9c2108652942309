// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Decides whether a failed attempt is retried, and when. Checks, look-ups, renewals and buckets
// with a transient verdict all use this policy, each with its own budget and deadline.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "provider/base/clock.h"

namespace provider::service {

// What a failed attempt means for a retry.
enum class RetryCause {
  kNone,            // a retry would not change anything
  kTransient,       // 500, 502, 504, or a broken connection
  kThrottled,       // 429
  kNewCredentials,  // 401, and other credentials are available
};

// Also applies to the response_code of a single bucket.
[[nodiscard]] RetryCause CauseOfStatus(std::int64_t http_status);

// The retries that one read, look-up or renewal has used.
struct RetryBudget {
  int retries = 0;            // after transient failures; limited by max_retries
  int throttlings = 0;        // limited by the deadline only
  bool reauthorized = false;  // allowed once
};

struct RetryDecision {
  enum class Reason {
    kAgain,
    kNotRetryable,
    kMaxRetries,  // the budget is used up
    kDeadline,    // the wait would exceed the deadline
  };
  Reason reason = Reason::kNotRetryable;
  std::chrono::milliseconds wait{0};  // before the next attempt
  bool from_retry_after = false;      // `wait` is what the service asked for, else a back-off
  base::SteadyTime at;                // of the next attempt

  [[nodiscard]] bool again() const { return reason == Reason::kAgain; }
};

// Immutable, so thread safe.
class RetryPolicy {
 public:
  // With max_retries = 0, only new credentials lead to another attempt.
  explicit RetryPolicy(int max_retries) : max_retries_(max_retries) {}

  // Counts the retry in `budget`. `retry_after` applies after a 429 and replaces the back-off.
  // `jitter` is in [0, 1). The parts of a failed call must pass the same jitter, so that they are
  // due at the same time and can share the next call.
  [[nodiscard]] RetryDecision Decide(RetryCause cause,
                                     std::optional<std::chrono::milliseconds> retry_after,
                                     RetryBudget& budget, base::SteadyTime now,
                                     base::SteadyTime deadline, double jitter) const;

  [[nodiscard]] int max_retries() const { return max_retries_; }

 private:
  int max_retries_;
};

// The wait before the next attempt grows exponentially, with the upper half jittered.
struct BackoffPolicy {
  std::chrono::milliseconds first;
  std::chrono::milliseconds longest;
};

// The wait before retry number `retry` (1 is the first): between half and all of first·2^(retry-1),
// at most `longest`.
[[nodiscard]] std::chrono::milliseconds BackoffDelay(const BackoffPolicy& policy, int retry,
                                                     const base::Random& random);

}  // namespace provider::service
