// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Reads that are cancelled or whose time is over.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/batch/wire.h"

namespace provider::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::SizeIs;

TEST(Leaving, CancelledOrLateReadMakesNoCall) {
  Bench bench;
  std::stop_source stop;
  stop.request_stop();
  using Kind = service::Error::Kind;
  const auto cancelled = bench.batcher.Check(Buckets({"a"}), bench.In(1s), stop.get_token());
  EXPECT_EQ(cancelled.error().kind, Kind::kCancelled);
  EXPECT_EQ(bench.batcher.Check(Buckets({"a"}), bench.In(0s), {}).error().kind, Kind::kTimeout);
  EXPECT_EQ(bench.wire.begun(), 0U);
}

TEST(Leaving, CancelledPendingReadIsNotSent) {
  Bench bench;
  Reader first(bench.batcher, Strings{"a"});
  bench.wire.Await(0);
  Reader leaver(bench.batcher, Strings{"b", "c"});
  bench.AwaitWaiting(2);
  Reader third(bench.batcher, Strings{"c"});
  bench.AwaitWaiting(3);
  leaver.Cancel();
  EXPECT_EQ(leaver.Error(), "cancelled");
  bench.RespondAndAdvance(0, first);
  EXPECT_THAT(bench.wire.Await(1), ElementsAre("c"));
  bench.wire.Respond(1);
  EXPECT_THAT(third.Verdicts(), ElementsAre("verdict of c"));
}

TEST(Leaving, CancelledReadDoesNotAffectReadsInTheSameCall) {
  for (const bool fills_the_call : {false, true}) {
    SCOPED_TRACE(fills_the_call ? "the second leaves" : "the first leaves");
    SharedCall call;
    EXPECT_THAT(call.queries, ElementsAre("a", "b"));
    Reader& leaver = fills_the_call ? *call.second : *call.first;
    Reader& stays = fills_the_call ? *call.first : *call.second;
    leaver.Cancel();
    EXPECT_EQ(leaver.Error(), "cancelled");
    call.bench.wire.Respond(0);
    EXPECT_THAT(stays.Verdicts(), ElementsAre(fills_the_call ? "verdict of a" : "verdict of b"));
  }
}

TEST(Leaving, RemainingReadGetsTheErrorOfTheSharedCall) {
  for (const bool is_bug : {false, true}) {
    SCOPED_TRACE(is_bug ? "an exception" : "a refusal");
    SharedCall call;
    call.first->Cancel();
    EXPECT_EQ(call.first->Error(), "cancelled");
    if (is_bug) {
      call.bench.wire.Reply(0, Verdicts({"one verdict for two queries"}));
      EXPECT_THROW((void)call.second->Outcome(), std::logic_error);
    } else {
      call.bench.wire.Refuse(0, "403", false);
      EXPECT_EQ(call.second->Error(), "403");
    }
  }
}

TEST(Leaving, CallIsStoppedWhenAllItsReadsHaveLeft) {
  SharedCall call;
  call.first->Cancel();
  EXPECT_EQ(call.first->Error(), "cancelled");
  call.second->Cancel();
  EXPECT_EQ(call.second->Error(), "cancelled");
  EXPECT_TRUE(call.bench.wire.AwaitStop(0));
}

TEST(Leaving, NextReadIsSentAfterAStoppedCall) {
  Bench bench;
  Reader leaver(bench.batcher, Strings{"a"});
  bench.wire.Await(0);
  Reader next(bench.batcher, Strings{"b"});
  bench.AwaitWaiting(2);
  leaver.Cancel();
  EXPECT_EQ(leaver.Error(), "cancelled");
  bench.AdvanceSendAfter();
  bench.wire.Respond(1);
  EXPECT_THAT(next.Verdicts(), ElementsAre("verdict of b"));
}

TEST(Leaving, CancelledLargeReadStopsAllItsCalls) {
  Bench bench({.max_queries = 1, .max_parallel = 2});
  Reader leaver(bench.batcher, Strings{"a", "b", "c", "d"});
  bench.wire.Await(1);
  leaver.Cancel();
  EXPECT_EQ(leaver.Error(), "cancelled");
  EXPECT_TRUE(bench.wire.AwaitStop(0));
  EXPECT_TRUE(bench.wire.AwaitStop(1));
  Reader next(bench.batcher, Strings{"e"});
  EXPECT_THAT(bench.wire.Await(2), ElementsAre("e"));
}

TEST(TimeLimit, CallUsesTheLatestDeadlineOfItsReads) {
  Bench bench({.max_queries = 2});
  const auto soon = bench.In(1s);
  const auto late = bench.In(1h);
  bench.batcher.Announce();
  bench.batcher.Announce();
  Reader hurried(bench.batcher, Strings{"a"}, soon);
  bench.AwaitWaiting(1);
  Reader patient(bench.batcher, Strings{"b"}, late);
  EXPECT_EQ(bench.wire.DeadlineOf(0), late);
  bench.AwaitWaiting(2);
  bench.clock.Advance(1s);
  EXPECT_EQ(hurried.Error(), "timed out");
  bench.wire.Respond(0);
  EXPECT_THAT(patient.Verdicts(), ElementsAre("verdict of b"));
}

TEST(TimeLimit, PendingReadEndsAtItsDeadline) {
  Bench bench;
  Reader first(bench.batcher, Strings{"a"});
  bench.wire.Await(0);
  Reader hurried(bench.batcher, Strings{"b"}, bench.In(1s));
  bench.AwaitWaiting(2);
  bench.clock.Advance(5ms);
  bench.AwaitWaiting(2);
  bench.clock.Advance(1s);
  EXPECT_EQ(hurried.Error(), "timed out");
}

TEST(TimeLimit, ReportsTheErrorOfACallWithTheSameDeadline) {
  Bench bench;
  Reader read(bench.batcher, Strings{"a"}, bench.In(1s));
  bench.wire.Await(0);
  bench.AwaitWaiting(1);
  bench.clock.Advance(1s);
  bench.AwaitWaiting(1);
  bench.wire.Refuse(0, "timed out after 502", false);
  EXPECT_EQ(read.Error(), "timed out after 502");
}

TEST(TimeLimit, LargeReadReportsTheFirstErrorOfItsCalls) {
  for (const std::size_t first : {0U, 1U}) {
    SCOPED_TRACE(first);
    Bench bench({.max_queries = 1});
    Reader read(bench.batcher, Strings{"a", "b"}, bench.In(1s));
    EXPECT_THAT(bench.wire.Await(0), SizeIs(1));
    EXPECT_THAT(bench.wire.Await(1), SizeIs(1));
    bench.AwaitWaiting(1);
    bench.clock.Advance(1s);
    bench.AwaitWaiting(1);
    bench.wire.Refuse(first, "timed out after 502", false);
    EXPECT_EQ(read.Error(), "timed out after 502");
    EXPECT_TRUE(bench.wire.AwaitStop(1 - first));
  }
}

TEST(TimeLimit, CanBeCancelledWhileWaitingForTheCallsError) {
  Bench bench;
  Reader read(bench.batcher, Strings{"a"}, bench.In(1s));
  bench.wire.Await(0);
  bench.AwaitWaiting(1);
  bench.clock.Advance(1s);
  bench.AwaitWaiting(1);
  read.Cancel();
  EXPECT_EQ(read.Error(), "cancelled");
}

TEST(Leaving, UnsentReadDoesNotNameOtherCallsIfThereAreNone) {
  constexpr base::SteadyTime kNow{1h};
  batch::Schedule schedule({}, service::RetryPolicy(5), [] { return 0.5; });
  const auto read = std::make_shared<batch::Read>(Buckets({"a"}), kNow, kNow + 1s);
  schedule.Add(read, kNow);
  static_cast<void>(schedule.Leave(*read, /*stopped=*/false));
  ASSERT_TRUE(read->error);
  EXPECT_EQ(read->error->kind, service::Error::Kind::kTimeout);
  EXPECT_EQ(read->error->message, "The time limit was reached before the check could be sent.");
}

}  // namespace
}  // namespace provider::testing
