// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The machine has no thread left for a call.

#include <future>
#include <latch>
#include <system_error>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/no_more_threads.h"
#include "tests/unit/batch/wire.h"

namespace provider::testing {
namespace {

using ::testing::ElementsAre;

TEST(NoThread, LargeReadWaitsForACallToReturn) {
  Bench bench({.max_queries = 1});
  Reader first(bench.batcher, Strings{"a"});
  bench.wire.Await(0);
  std::latch none_is_left(1);
  auto second = std::async(std::launch::async, [&] {
    none_is_left.wait();
    return bench.batcher.Check(Buckets({"b", "c"}), base::SteadyTime::max(), {});
  });
  {
    const NoMoreThreads none;
    none_is_left.count_down();
    bench.AwaitWaiting(2);
  }
  EXPECT_EQ(bench.wire.begun(), 1U);
  bench.wire.Respond(0);
  bench.wire.Await(1);
  bench.wire.Respond(1);
  bench.wire.Await(2);
  bench.wire.Respond(2);
  EXPECT_EQ(*second.get(), *VerdictsFor(Buckets({"b", "c"})));
}

TEST(NoThread, LoneReadsNeedNoThread) {
  Queue queue;
  const NoMoreThreads none;
  queue.bench.wire.Respond(0);
  EXPECT_THAT(queue.first->Verdicts(), ElementsAre("verdict of a"));
  queue.bench.wire.Respond(1);
  EXPECT_THAT(queue.second->Verdicts(), ElementsAre("verdict of b"));
  queue.bench.wire.Respond(2);
  EXPECT_THAT(queue.third->Verdicts(), ElementsAre("verdict of c"));
}

TEST(NoThread, WaitingReadsFailWhenTheLastCallReturns) {
  Bench bench({.enabled = false, .max_queries = 1, .max_parallel = 1});
  Reader first(bench.batcher, Strings{"a"});
  bench.wire.Await(0);
  Reader second(bench.batcher, Strings{"b", "c"});
  bench.AwaitWaiting(2);
  Reader third(bench.batcher, Strings{"d", "e"});
  bench.AwaitWaiting(3);
  const NoMoreThreads none;
  bench.wire.Respond(0);
  EXPECT_THAT(first.Verdicts(), ElementsAre("verdict of a"));
  EXPECT_THROW(second.Outcome(), std::system_error);
  EXPECT_THROW(third.Outcome(), std::system_error);
  EXPECT_EQ(bench.wire.begun(), 1U);
}

TEST(NoThread, ReadFailsWithoutACallUnderWayAndTheNextSucceeds) {
  ManualClock clock;
  batch::RequestBatcher batcher(
      {.max_queries = 1}, service::RetryPolicy(5), clock, [] { return 0.5; },
      [](const auto& queries, auto, const auto&) { return VerdictsFor(queries); });
  {
    const NoMoreThreads none;
    EXPECT_THROW(static_cast<void>(batcher.Check(Buckets({"a", "b"}), base::SteadyTime::max(), {})),
                 std::system_error);
  }
  EXPECT_EQ(*batcher.Check(Buckets({"a", "b"}), base::SteadyTime::max(), {}),
            *VerdictsFor(Buckets({"a", "b"})));
}

}  // namespace
}  // namespace provider::testing
