// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Where the machine has no thread left for a call.

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

TEST(NoThread, AReadWaitsForACallToReturn) {
  Bench bench({.max_queries = 1});
  Reader first(bench.batcher, {"a"});
  bench.wire.Await(0);
  std::latch none_is_left(1);
  auto second = std::async(std::launch::async, [&] {
    none_is_left.wait();
    return bench.batcher.Ask({"b"}, base::SteadyTime::max(), {});
  });
  {
    const NoMoreThreads none;
    none_is_left.count_down();
    bench.AwaitWaiting(2);
  }
  EXPECT_EQ(bench.wire.begun(), 1U);
  bench.wire.Answer(0);
  EXPECT_THAT(bench.wire.Await(1), ElementsAre("b"));
  bench.wire.Answer(1);
  EXPECT_THAT(**second.get(), ElementsAre("verdict of b"));
}

TEST(NoThread, AllWhoWaitFailWhenTheLastCallHasReturned) {
  // Nobody else looks after them: without batching they are not timers of each other.
  Queue queue;
  const NoMoreThreads none;
  queue.bench.wire.Answer(0);
  EXPECT_THAT(queue.first->Verdicts(), ElementsAre("verdict of a"));
  EXPECT_THROW(queue.second->Outcome(), std::system_error);
  EXPECT_THROW(queue.third->Outcome(), std::system_error);
  EXPECT_EQ(queue.bench.wire.begun(), 1U);
}

TEST(NoThread, AReadFailsWhenNoCallIsUnderWayAndTheNextSucceeds) {
  ManualClock clock;
  StringBatcher batcher({.max_queries = 1}, clock,
                        [](const Strings& queries, base::SteadyTime, const std::stop_token&) {
                          return StringReply{VerdictsOf(queries)};
                        });
  {
    const NoMoreThreads none;
    EXPECT_THROW(static_cast<void>(batcher.Ask({"a", "b"}, base::SteadyTime::max(), {})),
                 std::system_error);
  }
  EXPECT_THAT(**batcher.Ask({"a", "b"}, base::SteadyTime::max(), {}),
              ElementsAre("verdict of a", "verdict of b"));
}

}  // namespace
}  // namespace provider::testing
