// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Everything at once, for ThreadSanitizer above all. CTS_STRESS_ROUNDS makes it longer.

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

// One per thread: std::mt19937 is not to be shared.
int Roll(int sides) {
  static std::atomic<unsigned> seeds = 1;
  thread_local std::mt19937 generator(seeds++);
  return std::uniform_int_distribution<int>(0, sides - 1)(generator);
}

// Slow, busy, refusing and failing by chance.
StringReply Answer(base::Clock& clock, const Strings& queries, base::SteadyTime deadline,
                   const std::stop_token& stop) {
  const auto until = std::min(deadline, clock.SteadyNow() + microseconds(Roll(400)));
  if (!clock.SleepUntil(until, stop)) return {tl::unexpected<std::string>("stopped")};
  if (clock.SteadyNow() >= deadline) return {tl::unexpected<std::string>("late")};
  for (const std::string& query : queries) {
    if (query.starts_with("poison")) return {tl::unexpected<std::string>("400"), true};
  }
  const int fate = Roll(40);
  if (fate == 0) return {tl::unexpected<std::string>("500")};
  if (fate == 1) return {.verdicts = tl::unexpected<std::string>("429"), .throttled = true};
  if (fate == 2) throw std::runtime_error("a bug");
  return {.verdicts = VerdictsOf(queries), .throttled = fate < 6};
}

struct Tally {
  std::atomic<int> answered = 0;
  std::atomic<int> failed = 0;
  std::atomic<int> left = 0;
};

Strings SomeQueries() {
  Strings queries;
  const int count = Roll(10) == 0 ? 50 : 1 + Roll(4);
  // Few names, so that many reads ask the same.
  for (int i = 0; i < count; ++i) queries.push_back("q" + std::to_string(Roll(200)));
  if (Roll(20) == 0) queries.push_back("poison" + std::to_string(Roll(3)));
  return queries;
}

void ReadOnce(StringBatcher& batcher, base::Clock& clock, Tally& tally) {
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
    const auto outcome = batcher.Ask(queries, deadline, stop.get_token());
    if (!outcome) {
      EXPECT_TRUE(cancelled || hurried);
      ++tally.left;
    } else if (*outcome) {
      EXPECT_FALSE(poisoned);
      EXPECT_EQ(**outcome, VerdictsOf(queries));
      ++tally.answered;
    } else {
      const std::string& error = outcome->error();
      EXPECT_NE(error, "stopped");  // nobody's call is stopped while somebody waits for it
      EXPECT_TRUE(error != "400" || poisoned);
      EXPECT_TRUE(error != "late" || hurried);
      ++tally.failed;
    }
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
    StringBatcher batcher(
        {.send_after = 200us, .max_queries = 20, .max_parallel = 12}, clock,
        [&](const Strings& queries, base::SteadyTime deadline, const std::stop_token& stop) {
          const int now = ++under_way;
          for (int most = most_under_way; most < now;) {
            if (most_under_way.compare_exchange_weak(most, now)) break;
          }
          EXPECT_LE(queries.size(), 20U);
          struct Leave {
            std::atomic<int>& count;
            ~Leave() { --count; }
          } const leave{under_way};
          return Answer(clock, queries, deadline, stop);
        });
    std::vector<std::jthread> readers;
    for (int i = 0; i < kReaders; ++i) {
      readers.emplace_back([&] {
        for (int round = 0; round < rounds; ++round) ReadOnce(batcher, clock, tally);
      });
    }
  }
  EXPECT_EQ(tally.answered + tally.failed + tally.left, kReaders * rounds);
  EXPECT_GT(tally.answered, kReaders * rounds / 2);
  EXPECT_GT(tally.failed, 0);
  EXPECT_GT(tally.left, 0);
  EXPECT_LE(most_under_way, 12);
  EXPECT_EQ(under_way, 0);
}

}  // namespace
}  // namespace provider::testing
