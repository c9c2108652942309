// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// All operations at once, mainly for ThreadSanitizer. CTS_STRESS_ROUNDS makes it longer.

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <random>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/base/clock.h"
#include "tests/unit/batch/wire.h"

namespace provider::testing {
namespace {

using namespace std::chrono_literals;
using std::chrono::microseconds;

constexpr int kReaders = 64;

// One per thread: std::mt19937 is not thread safe.
int Roll(int sides) {
  static std::atomic<unsigned> seeds = 1;
  thread_local std::mt19937 generator(seeds++);
  return std::uniform_int_distribution<int>(0, sides - 1)(generator);
}

// Randomly slow, overloaded, refusing and failing.
SendResult RespondAtRandom(base::Clock& clock, const std::vector<cts::BucketQuery>& queries,
                           base::SteadyTime deadline, const std::stop_token& stop) {
  const auto until = std::min(deadline, clock.SteadyNow() + microseconds(Roll(400)));
  if (!clock.SleepUntil(until, stop)) return Stopped();
  if (clock.SteadyNow() >= deadline) return Failure("late");
  for (const auto& query : queries) {
    if (query.name.starts_with("poison")) return Failure("400", true);
  }
  const int fate = Roll(40);
  if (fate == 0) return Failure("500");
  if (fate == 1) return Failure("429");
  if (fate == 2) throw std::runtime_error("a bug");
  if (fate == 3) return Transient(500);  // the back-off is longer than a round, so few are retried
  return VerdictsFor(queries);
}

struct Tally {
  std::atomic<int> succeeded = 0;
  std::atomic<int> failed = 0;
  std::atomic<int> left = 0;
};

Strings SomeQueries() {
  Strings queries;
  const int count = Roll(10) == 0 ? 50 : 1 + Roll(4);
  // Few names, so that many reads have the same queries.
  for (int i = 0; i < count; ++i) queries.push_back("q" + std::to_string(Roll(200)));
  if (Roll(20) == 0) queries.push_back("poison" + std::to_string(Roll(3)));
  return queries;
}

void ReadOnce(batch::RequestBatcher& batcher, base::Clock& clock, Tally& tally) {
  const Strings queries = SomeQueries();
  const bool poisoned = queries.back().starts_with("poison");
  const bool hurried = Roll(10) == 0;
  const bool cancelled = Roll(10) == 0;
  const auto deadline = clock.SteadyNow() + (hurried ? microseconds(Roll(800)) : microseconds(60s));
  if (Roll(2) == 0) batcher.Announce();
  std::stop_source stop;
  std::jthread canceller;
  if (cancelled) {
    canceller = std::jthread([&clock, &stop] {
      clock.SleepUntil(clock.SteadyNow() + microseconds(Roll(800)), {});
      stop.request_stop();
    });
  }
  try {
    const auto outcome = batcher.Check(Buckets(queries), deadline, stop.get_token());
    if (outcome) {
      EXPECT_FALSE(poisoned);
      EXPECT_EQ(*outcome, *VerdictsFor(Buckets(queries)));
      ++tally.succeeded;
      return;
    }
    const auto& error = outcome.error();
    const bool left = error.kind == service::Error::Kind::kCancelled ||
                      error.kind == service::Error::Kind::kTimeout;
    EXPECT_TRUE(!left || cancelled || hurried);
    EXPECT_TRUE(error.message != "400" || poisoned);
    EXPECT_TRUE(error.message != "late" || hurried);
    ++(left ? tally.left : tally.failed);
  } catch (const std::runtime_error&) {
    ++tally.failed;
  }
}

TEST(Stress, NoReadIsLostAndEachGetsItsOwnVerdicts) {
  const char* given = std::getenv("CTS_STRESS_ROUNDS");
  const int rounds = given == nullptr ? 20 : std::atoi(given);
  base::SystemClock clock;
  std::atomic<int> under_way = 0;
  std::atomic<int> most_under_way = 0;
  Tally tally;
  {
    batch::RequestBatcher batcher(
        {.send_after = 200us, .max_queries = 20, .max_parallel = 12}, service::RetryPolicy(1),
        clock, [] { return 0.0; },
        [&](const auto& queries, base::SteadyTime deadline, const service::CallContext& context) {
          const int now = ++under_way;
          for (int most = most_under_way; most < now;) {
            if (most_under_way.compare_exchange_weak(most, now)) break;
          }
          EXPECT_LE(queries.size(), 20U);
          struct Leave {
            std::atomic<int>& count;
            ~Leave() { --count; }
          } const leave{under_way};
          return RespondAtRandom(clock, queries, deadline, context.stop);
        });
    std::vector<std::jthread> readers;
    for (int i = 0; i < kReaders; ++i) {
      readers.emplace_back([&] {
        for (int round = 0; round < rounds; ++round) ReadOnce(batcher, clock, tally);
      });
    }
  }
  EXPECT_EQ(tally.succeeded + tally.failed + tally.left, kReaders * rounds);
  EXPECT_GT(tally.succeeded, kReaders * rounds / 2);
  EXPECT_GT(tally.failed, 0);
  EXPECT_GT(tally.left, 0);
  EXPECT_LE(most_under_way, 12);
  EXPECT_EQ(under_way, 0);
}

}  // namespace
}  // namespace provider::testing
