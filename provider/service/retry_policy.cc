// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/service/retry_policy.h"

#include <algorithm>

namespace provider::service {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Reason = RetryDecision::Reason;

// The upper half of each wait is jittered: 0.5–1 s, 1–2 s, … 8–16 s.
constexpr BackoffPolicy kTransientBackoff{seconds(1), seconds(16)};
// The gateway counts calls by the minute: 2–4 s, 4–8 s, 8–16 s.
constexpr BackoffPolicy kThrottledBackoff{seconds(4), seconds(16)};

}  // namespace

RetryCause CauseOfStatus(std::int64_t http_status) {
  if (http_status == 429) return RetryCause::kThrottled;
  const bool transient = http_status == 500 || http_status == 502 || http_status == 504;
  return transient ? RetryCause::kTransient : RetryCause::kNone;
}

RetryDecision RetryPolicy::Decide(RetryCause cause, std::optional<milliseconds> retry_after,
                                  RetryBudget& budget, base::SteadyTime now,
                                  base::SteadyTime deadline, double jitter) const {
  if (cause == RetryCause::kNone) return {Reason::kNotRetryable, milliseconds(0), false, now};
  if (cause == RetryCause::kNewCredentials) {
    if (budget.reauthorized) return {Reason::kNotRetryable, milliseconds(0), false, now};
    budget.reauthorized = true;
    return {Reason::kAgain, milliseconds(0), false, now};
  }
  const bool throttled = cause == RetryCause::kThrottled;
  if (max_retries_ == 0 || (!throttled && budget.retries >= max_retries_)) {
    return {Reason::kMaxRetries, milliseconds(0), false, now};
  }
  // "Retry-After: 0" still uses the back-off.
  const bool asked_to_wait = throttled && retry_after > milliseconds(0);
  int& spent = throttled ? budget.throttlings : budget.retries;
  const auto wait = asked_to_wait ? *retry_after
                                  : BackoffDelay(throttled ? kThrottledBackoff : kTransientBackoff,
                                                 spent + 1, [jitter] { return jitter; });
  if (now + wait >= deadline) return {Reason::kDeadline, wait, asked_to_wait, now};
  ++spent;
  return {Reason::kAgain, wait, asked_to_wait, now + wait};
}

std::chrono::milliseconds BackoffDelay(const BackoffPolicy& policy, int retry,
                                       const base::Random& random) {
  auto whole = std::min(policy.first, policy.longest);
  for (int i = 1; i < retry && whole < policy.longest; ++i) {
    whole = whole > policy.longest / 2 ? policy.longest : whole * 2;
  }
  const auto half = whole / 2;
  const auto jitter = static_cast<double>((whole - half).count()) * random();
  return half + std::chrono::milliseconds(static_cast<std::int64_t>(jitter));
}

}  // namespace provider::service
