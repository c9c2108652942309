// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/service/retry_policy.h"

#include <limits>

#include <gtest/gtest.h>

namespace provider::service {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using Reason = RetryDecision::Reason;

constexpr base::SteadyTime kNow{1h};
constexpr auto kFar = 2min;

TEST(CauseOfStatus, ClassifiesStatuses) {
  for (const int status : {500, 502, 504}) {
    EXPECT_EQ(CauseOfStatus(status), RetryCause::kTransient) << status;
  }
  EXPECT_EQ(CauseOfStatus(429), RetryCause::kThrottled);
  for (const int status : {0, 200, 301, 400, 401, 403, 404, 409, 501, 503, 505}) {
    EXPECT_EQ(CauseOfStatus(status), RetryCause::kNone) << status;
  }
}

struct Row {
  const char* what;
  RetryCause cause;
  RetryBudget spent;
  int max_retries;
  milliseconds time_left;
  std::optional<milliseconds> retry_after;
  Reason reason;
  milliseconds wait;  // with a jitter of one half
};

constexpr auto kTransient = RetryCause::kTransient;
constexpr auto kThrottled = RetryCause::kThrottled;
constexpr auto kNewCredentials = RetryCause::kNewCredentials;
constexpr std::optional<milliseconds> kNoHeader;

const Row kRows[] = {
    {"not retryable", RetryCause::kNone, {}, 5, kFar, kNoHeader, Reason::kNotRetryable, 0ms},
    {"not retryable, with Retry-After",
     RetryCause::kNone,
     {},
     5,
     kFar,
     1s,
     Reason::kNotRetryable,
     0ms},

    {"first transient", kTransient, {}, 5, kFar, kNoHeader, Reason::kAgain, 750ms},
    {"second", kTransient, {.retries = 1}, 5, kFar, kNoHeader, Reason::kAgain, 1500ms},
    {"fourth", kTransient, {.retries = 3}, 5, kFar, kNoHeader, Reason::kAgain, 6s},
    {"tenth, capped", kTransient, {.retries = 9}, 20, kFar, kNoHeader, Reason::kAgain, 12s},
    {"the last retry", kTransient, {.retries = 4}, 5, kFar, kNoHeader, Reason::kAgain, 12s},
    {"no retry left", kTransient, {.retries = 5}, 5, kFar, kNoHeader, Reason::kMaxRetries, 0ms},
    {"no retries at all", kTransient, {}, 0, kFar, kNoHeader, Reason::kMaxRetries, 0ms},
    {"throttlings cost no retry",
     kTransient,
     {.retries = 0, .throttlings = 9},
     1,
     kFar,
     kNoHeader,
     Reason::kAgain,
     750ms},
    {"Retry-After without a 429", kTransient, {}, 5, kFar, 60s, Reason::kAgain, 750ms},
    {"the wait ends with the deadline",
     kTransient,
     {},
     5,
     750ms,
     kNoHeader,
     Reason::kDeadline,
     750ms},
    {"the wait ends before it", kTransient, {}, 5, 751ms, kNoHeader, Reason::kAgain, 750ms},
    {"max_retries before the deadline",
     kTransient,
     {.retries = 5},
     5,
     0ms,
     kNoHeader,
     Reason::kMaxRetries,
     0ms},

    {"first throttling", kThrottled, {}, 5, kFar, kNoHeader, Reason::kAgain, 3s},
    {"second", kThrottled, {.throttlings = 1}, 5, kFar, kNoHeader, Reason::kAgain, 6s},
    {"third", kThrottled, {.throttlings = 2}, 5, kFar, kNoHeader, Reason::kAgain, 12s},
    {"hundredth", kThrottled, {.throttlings = 99}, 5, kFar, kNoHeader, Reason::kAgain, 12s},
    {"throttling beyond max_retries",
     kThrottled,
     {.retries = 5},
     5,
     kFar,
     kNoHeader,
     Reason::kAgain,
     3s},
    {"throttling with max_retries = 0", kThrottled, {}, 0, kFar, 1s, Reason::kMaxRetries, 0ms},
    {"back-off beyond the deadline", kThrottled, {}, 5, 3s, kNoHeader, Reason::kDeadline, 3s},
    {"Retry-After", kThrottled, {}, 5, kFar, 7s, Reason::kAgain, 7s},
    {"Retry-After shorter than the back-off",
     kThrottled,
     {.throttlings = 9},
     5,
     kFar,
     1s,
     Reason::kAgain,
     1s},
    {"Retry-After of zero", kThrottled, {}, 5, kFar, 0ms, Reason::kAgain, 3s},
    {"Retry-After in the past", kThrottled, {}, 5, kFar, -1s, Reason::kAgain, 3s},
    {"Retry-After at the deadline", kThrottled, {}, 5, kFar, kFar, Reason::kDeadline, kFar},
    {"Retry-After of an hour", kThrottled, {}, 5, kFar, 1h, Reason::kDeadline, 1h},

    {"other credentials", kNewCredentials, {}, 5, kFar, kNoHeader, Reason::kAgain, 0ms},
    {"other credentials without retries",
     kNewCredentials,
     {.retries = 5},
     0,
     kFar,
     kNoHeader,
     Reason::kAgain,
     0ms},
    {"other credentials a second time",
     kNewCredentials,
     {.reauthorized = true},
     5,
     kFar,
     kNoHeader,
     Reason::kNotRetryable,
     0ms},
};

TEST(RetryPolicy, DecidesByCauseBudgetDeadlineAndRetryAfter) {
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.what);
    RetryBudget budget = row.spent;
    const auto decision =
        RetryPolicy(row.max_retries)
            .Decide(row.cause, row.retry_after, budget, kNow, kNow + row.time_left, 0.5);
    EXPECT_EQ(decision.reason, row.reason);
    EXPECT_EQ(decision.again(), row.reason == Reason::kAgain);
    EXPECT_EQ(decision.wait, row.wait);
    EXPECT_EQ(decision.from_retry_after, row.wait == row.retry_after && row.wait > 0ms);
    EXPECT_EQ(decision.at, kNow + (decision.again() ? row.wait : 0ms));
    // Only a further attempt uses up the budget, and only that of its own kind.
    EXPECT_EQ(budget.retries - row.spent.retries, decision.again() && row.cause == kTransient);
    EXPECT_EQ(budget.throttlings - row.spent.throttlings,
              decision.again() && row.cause == kThrottled);
    EXPECT_EQ(budget.reauthorized, row.spent.reauthorized || row.cause == kNewCredentials);
  }
}

TEST(RetryPolicy, WaitsBetweenHalfAndAllOfTheBackOff) {
  const auto wait = [](RetryCause cause, RetryBudget budget, double jitter) {
    return RetryPolicy(100).Decide(cause, {}, budget, kNow, kNow + 1h, jitter).wait;
  };
  for (const auto& [spent, low, high] : {std::tuple(0, 500ms, 1s), std::tuple(1, 1000ms, 2s),
                                         std::tuple(4, 8000ms, 16s), std::tuple(50, 8000ms, 16s)}) {
    EXPECT_EQ(wait(kTransient, {.retries = spent}, 0), low);
    EXPECT_LT(wait(kTransient, {.retries = spent}, 0.9999), high);
    EXPECT_GE(wait(kTransient, {.retries = spent}, 0.9999), high - 2ms);
  }
  for (const auto& [spent, low, high] : {std::tuple(0, 2s, 4s), std::tuple(1, 4s, 8s),
                                         std::tuple(2, 8s, 16s), std::tuple(50, 8s, 16s)}) {
    EXPECT_EQ(wait(kThrottled, {.throttlings = spent}, 0), low);
    EXPECT_LT(wait(kThrottled, {.throttlings = spent}, 0.9999), high);
    EXPECT_GE(wait(kThrottled, {.throttlings = spent}, 0.9999), high - 2ms);
  }
}

constexpr double kAlmostOne = 1 - std::numeric_limits<double>::epsilon();

TEST(Backoff, StartsAtHalfAndDoubles) {
  const BackoffPolicy policy{1s, 16s};
  const base::Random lowest = [] { return 0.0; };
  EXPECT_EQ(BackoffDelay(policy, 1, lowest), milliseconds(500));
  EXPECT_EQ(BackoffDelay(policy, 2, lowest), milliseconds(1000));
  EXPECT_EQ(BackoffDelay(policy, 3, lowest), milliseconds(2000));
}

TEST(Backoff, StaysBelowTheFullDelay) {
  const BackoffPolicy policy{1s, 16s};
  const base::Random highest = [] { return kAlmostOne; };
  EXPECT_EQ(BackoffDelay(policy, 1, highest), milliseconds(999));
  EXPECT_EQ(BackoffDelay(policy, 4, highest), milliseconds(7999));
}

TEST(Backoff, KeepsItsJitterAtTheMaximum) {
  const BackoffPolicy policy{1s, 16s};
  EXPECT_EQ(BackoffDelay(policy, 5, [] { return 0.0; }), milliseconds(8000));
  EXPECT_EQ(BackoffDelay(policy, 6, [] { return 0.0; }), milliseconds(8000));
  EXPECT_EQ(BackoffDelay(policy, 6, [] { return 0.5; }), milliseconds(12000));
}

TEST(Backoff, DoesNotOverflowAtAnyRetry) {
  const base::Random lowest = [] { return 0.0; };
  const BackoffPolicy longest_possible{milliseconds(3), milliseconds::max()};
  EXPECT_EQ(BackoffDelay(longest_possible, std::numeric_limits<int>::max(), lowest),
            milliseconds::max() / 2);
}

TEST(Backoff, TreatsRetryBelowOneAsTheFirst) {
  EXPECT_EQ(BackoffDelay({1s, 16s}, 0, [] { return 0.0; }), milliseconds(500));
  EXPECT_EQ(BackoffDelay({1s, 16s}, -7, [] { return 0.0; }), milliseconds(500));
}

TEST(Backoff, MaximumBelowTheInitialDelayWins) {
  const BackoffPolicy policy{milliseconds(1000), milliseconds(10)};
  EXPECT_EQ(BackoffDelay(policy, 1, [] { return 0.0; }), milliseconds(5));
}

TEST(Backoff, DoublesUpToAnOddMaximum) {
  const BackoffPolicy policy{milliseconds(1), milliseconds(3)};
  EXPECT_EQ(BackoffDelay(policy, 2, [] { return kAlmostOne; }), milliseconds(1));
  EXPECT_EQ(BackoffDelay(policy, 3, [] { return kAlmostOne; }), milliseconds(2));
}

}  // namespace
}  // namespace provider::service
