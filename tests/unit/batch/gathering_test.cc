// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// When a read is sent, and with which other reads.

#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/batch/wire.h"

namespace provider::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

TEST(Idle, ReadWithoutBucketsMakesNoCall) {
  Bench bench;
  const auto outcome = bench.batcher.Check({}, bench.In(1s), {});
  ASSERT_TRUE(outcome.has_value());
  EXPECT_THAT(*outcome, SizeIs(0));
  EXPECT_EQ(bench.wire.begun(), 0U);
}

TEST(Idle, LoneReadIsSentAtOnceOnItsOwnThread) {
  Bench bench;
  Reader read(bench.batcher, Strings{"a"});
  bench.wire.Await(0);
  EXPECT_EQ(bench.wire.reader_calls(), 1U);
  bench.wire.Respond(0);
  EXPECT_THAT(read.Verdicts(), ElementsAre("verdict of a"));
}

TEST(Idle, LoneReadThatFillsACallRunsOnItsOwnThread) {
  Bench bench({.max_queries = 2});
  Reader read(bench.batcher, Strings{"a", "b"});
  EXPECT_THAT(bench.wire.Await(0), ElementsAre("a", "b"));
  EXPECT_EQ(bench.wire.reader_calls(), 1U);
}

TEST(Idle, ReadDoesNotWaitForItsOwnAnnouncement) {
  Bench bench;
  bench.batcher.Announce();
  Reader read(bench.batcher, Strings{"a"});
  EXPECT_THAT(bench.wire.Await(0), ElementsAre("a"));
}

TEST(Idle, AnnouncementsExpireAfterASecondByDefault) {
  Bench bench;
  bench.batcher.Announce();
  bench.batcher.Announce();
  bench.clock.Advance(999ms);
  Reader read(bench.batcher, Strings{"a"});
  bench.AwaitWaiting(1);
  EXPECT_EQ(bench.wire.begun(), 0U);
  bench.clock.Advance(1ms);
  EXPECT_THAT(bench.wire.Await(0), ElementsAre("a"));
}

TEST(Idle, ReadWaitsForAnnouncedReads) {
  Bench bench;
  for (int i = 0; i < 3; ++i) bench.batcher.Announce();
  Reader first(bench.batcher, Strings{"a"});
  bench.AwaitWaiting(1);
  Reader second(bench.batcher, Strings{"b"});
  bench.AwaitWaiting(2);
  EXPECT_EQ(bench.wire.begun(), 0U);
  Reader third(bench.batcher, Strings{"c"});
  bench.AwaitWaiting(3);
  bench.AdvanceQuietMoment();
  EXPECT_THAT(bench.wire.Await(0), ElementsAre("a", "b", "c"));
  bench.wire.Respond(0);
  EXPECT_THAT(first.Verdicts(), ElementsAre("verdict of a"));
  EXPECT_THAT(third.Verdicts(), ElementsAre("verdict of c"));
}

TEST(Idle, NewAnnouncementsDoNotExtendSendAfter) {
  Bench bench({.send_after = 5ms});
  bench.batcher.Announce();
  bench.batcher.Announce();
  Reader read(bench.batcher, Strings{"a"});
  bench.AwaitWaiting(1);
  bench.clock.Advance(4ms);
  bench.batcher.Announce();
  bench.AwaitWaiting(1);
  EXPECT_EQ(bench.wire.begun(), 0U);
  bench.clock.Advance(1ms);
  EXPECT_THAT(bench.wire.Await(0), ElementsAre("a"));
}

TEST(Idle, ReadsWaitForAQuietMomentAtMostSendAfter) {
  Bench bench({.send_after = 8ms});
  bench.batcher.Announce();
  bench.batcher.Announce();
  Reader first(bench.batcher, Strings{"a"});
  bench.AwaitWaiting(1);
  bench.clock.Advance(1ms);
  Reader second(bench.batcher, Strings{"b"});
  bench.AwaitWaiting(2);
  bench.clock.Advance(3ms);  // not quiet for long enough
  bench.AwaitWaiting(2);
  Reader third(bench.batcher, Strings{"c"});
  bench.AwaitWaiting(3);
  bench.clock.Advance(3ms);
  bench.AwaitWaiting(3);
  Reader fourth(bench.batcher, Strings{"d"});
  bench.AwaitWaiting(4);
  EXPECT_EQ(bench.wire.begun(), 0U);
  bench.clock.Advance(1ms);  // the first has waited for 8 ms
  EXPECT_THAT(bench.wire.Await(0), ElementsAre("a", "b", "c", "d"));
}

TEST(Idle, ReadIsSentWhenTheAnnouncementExpires) {
  Bench bench({.send_after = 50ms, .expect_for = 5ms});
  bench.batcher.Announce();
  bench.batcher.Announce();
  bench.clock.Advance(3ms);
  Reader read(bench.batcher, Strings{"a"});
  bench.AwaitWaiting(1);
  bench.clock.Advance(2ms);  // 2 ms after it came
  EXPECT_THAT(bench.wire.Await(0), ElementsAre("a"));
}

TEST(Idle, ExpiredAnnouncementsDelayNoRead) {
  Bench bench({.send_after = 1min, .expect_for = 100ms});
  for (int i = 0; i < 100; ++i) bench.batcher.Announce();
  bench.clock.Advance(100ms);
  Reader read(bench.batcher, Strings{"a"});
  EXPECT_THAT(bench.wire.Await(0), ElementsAre("a"));
}

TEST(Idle, ReadsDoNotWaitWhenSendAfterIsZero) {
  Bench bench({.send_after = 0ms});
  for (int i = 0; i < 9; ++i) bench.batcher.Announce();
  Reader read(bench.batcher, Strings{"a"});
  EXPECT_THAT(bench.wire.Await(0), ElementsAre("a"));
}

TEST(Idle, FullCallIsSentAtOnce) {
  Bench bench({.max_queries = 2});
  for (int i = 0; i < 9; ++i) bench.batcher.Announce();
  Reader first(bench.batcher, Strings{"a"});
  bench.AwaitWaiting(1);
  Reader second(bench.batcher, Strings{"b"});
  EXPECT_THAT(bench.wire.Await(0), ElementsAre("a", "b"));
}

TEST(Busy, PendingReadsWaitForTheCallToReturn) {
  Bench bench;
  Reader first(bench.batcher, Strings{"a"});
  bench.wire.Await(0);
  Reader second(bench.batcher, Strings{"b"});
  bench.AwaitWaiting(2);
  Reader third(bench.batcher, Strings{"c", "d"});
  bench.AwaitWaiting(3);
  bench.clock.Advance(5ms);
  bench.AwaitWaiting(3);
  bench.clock.Advance(1min);
  bench.AwaitWaiting(3);
  EXPECT_EQ(bench.wire.begun(), 1U);
  bench.RespondAndAdvance(0, first);
  EXPECT_THAT(bench.wire.Await(1), ElementsAre("b", "c", "d"));
  bench.wire.Respond(1);
  EXPECT_THAT(second.Verdicts(), ElementsAre("verdict of b"));
  EXPECT_THAT(third.Verdicts(), ElementsAre("verdict of c", "verdict of d"));
}

TEST(Busy, AfterAReturnWaitsForAsManyReadsAsBefore) {
  Bench bench;
  Reader first(bench.batcher, Strings{"a"});
  bench.wire.Await(0);
  Reader second(bench.batcher, Strings{"b"});
  bench.AwaitWaiting(2);
  bench.wire.Respond(0);
  EXPECT_THAT(first.Verdicts(), ElementsAre("verdict of a"));
  bench.clock.Advance(4ms);
  bench.AwaitWaiting(1);
  EXPECT_EQ(bench.wire.begun(), 1U);
  Reader third(bench.batcher, Strings{"c"});
  EXPECT_THAT(bench.wire.Await(1), ElementsAre("b", "c"));
}

TEST(Busy, LoneReadAfterALoneReadIsSentAtOnce) {
  Bench bench;
  for (std::size_t i = 0; i < 3; ++i) {
    Reader read(bench.batcher, Strings{"a"});
    bench.wire.Respond(i);
    EXPECT_THAT(read.Verdicts(), ElementsAre("verdict of a"));
  }
}

TEST(Busy, ReadWaitsOnlySendAfterWhenNoMoreAreExpected) {
  Bench bench({.send_after = 5ms});
  bench.FinishCallWithTwoReads();
  Reader first(bench.batcher, Strings{"a"});
  bench.AwaitWaiting(1);
  bench.clock.Advance(5ms);  // no second read comes
  bench.wire.Await(1);
  Reader second(bench.batcher, Strings{"b"});
  bench.AwaitWaiting(2);
  bench.clock.Advance(4ms);
  bench.AwaitWaiting(2);
  EXPECT_EQ(bench.wire.begun(), 2U);
  bench.clock.Advance(1ms);
  EXPECT_THAT(bench.wire.Await(2), ElementsAre("b"));
}

TEST(Busy, LastExpectedReadEndsTheWait) {
  Bench bench({.send_after = 5ms});
  bench.FinishCallWithTwoReads();
  Reader first(bench.batcher, Strings{"a"});
  bench.AwaitWaiting(1);
  Reader second(bench.batcher, Strings{"b"});  // all are here now
  EXPECT_THAT(bench.wire.Await(1), ElementsAre("a", "b"));
}

TEST(Busy, ForgetsEarlierReadsAfterExpectFor) {
  Bench bench({.send_after = 5ms, .expect_for = 1s});
  bench.FinishCallWithTwoReads();
  bench.clock.Advance(1s);
  Reader lone(bench.batcher, Strings{"a"});
  EXPECT_THAT(bench.wire.Await(1), ElementsAre("a"));
}

TEST(Busy, PendingReadIsSentAfterItsTimekeeperLeaves) {
  Bench bench({.send_after = 5ms});
  bench.FinishCallWithTwoReads();
  Reader third(bench.batcher, Strings{"a"}, bench.In(1h));
  bench.AwaitWaiting(1);
  bench.clock.Advance(5ms);
  bench.wire.Await(1);
  Reader leaver(bench.batcher, Strings{"b"});
  bench.AwaitWaiting(2);
  Reader stays(bench.batcher, Strings{"c"});
  bench.AwaitWaiting(3);
  leaver.Cancel();
  EXPECT_EQ(leaver.Error(), "cancelled");
  bench.clock.Advance(5ms);
  EXPECT_THAT(bench.wire.Await(2), ElementsAre("c"));
}

TEST(Busy, NextReadIsSentAfterAFailedCall) {
  Bench bench;
  Reader first(bench.batcher, Strings{"a"});
  bench.wire.Await(0);
  Reader second(bench.batcher, Strings{"b"});
  bench.AwaitWaiting(2);
  bench.wire.Refuse(0, "500", false);
  EXPECT_EQ(first.Error(), "500");
  bench.AdvanceSendAfter();
  bench.wire.Respond(1);
  EXPECT_THAT(second.Verdicts(), ElementsAre("verdict of b"));
}

TEST(Busy, FullCallIsSentAtOnceAndTheRestStaysPending) {
  Bench bench({.max_queries = 2});
  Reader first(bench.batcher, Strings{"a"});
  bench.wire.Await(0);
  Reader second(bench.batcher, Strings{"b"});
  bench.AwaitWaiting(2);
  Reader third(bench.batcher, Strings{"c"});
  EXPECT_THAT(bench.wire.Await(1), ElementsAre("b", "c"));
  Reader fourth(bench.batcher, Strings{"d"});
  bench.AwaitWaiting(4);
  EXPECT_EQ(bench.wire.begun(), 2U);
  bench.RespondAndAdvance(1, second);  // whichever returns first
  EXPECT_THAT(bench.wire.Await(2), ElementsAre("d"));
}

TEST(Busy, DoesNotSplitAReadToFillACall) {
  Bench bench({.max_queries = 3});
  Reader first(bench.batcher, Strings{"a"});
  bench.wire.Await(0);
  Reader second(bench.batcher, Strings{"b", "c"});
  bench.AwaitWaiting(2);
  Reader third(bench.batcher, Strings{"d", "e"});
  EXPECT_THAT(bench.wire.Await(1), ElementsAre("b", "c"));
  bench.AwaitWaiting(3);
  EXPECT_EQ(bench.wire.begun(), 2U);
}

TEST(IdenticalQueries, AreSentOnceAndEveryReadGetsTheVerdicts) {
  Bench bench;
  Reader first(bench.batcher, Strings{"a"});
  bench.wire.Await(0);
  Reader second(bench.batcher, Strings{"x", "y"});
  bench.AwaitWaiting(2);
  Reader third(bench.batcher, Strings{"y", "x", "z", "y"});
  bench.AwaitWaiting(3);
  bench.RespondAndAdvance(0, first);
  EXPECT_THAT(bench.wire.Await(1), ElementsAre("x", "y", "z"));
  bench.wire.Respond(1);
  EXPECT_THAT(second.Verdicts(), ElementsAre("verdict of x", "verdict of y"));
  EXPECT_THAT(third.Verdicts(),
              ElementsAre("verdict of y", "verdict of x", "verdict of z", "verdict of y"));
}

TEST(IdenticalQueries, CountOnceTowardsAFullCall) {
  Bench bench({.max_queries = 2});
  Reader first(bench.batcher, Strings{"a"});
  bench.wire.Await(0);
  Reader second(bench.batcher, Strings{"x"});
  bench.AwaitWaiting(2);
  Reader third(bench.batcher, Strings{"x"});
  bench.AwaitWaiting(3);
  EXPECT_EQ(bench.wire.begun(), 1U);
  Reader fourth(bench.batcher, Strings{"y"});
  EXPECT_THAT(bench.wire.Await(1), ElementsAre("x", "y"));
}

TEST(IdenticalQueries, AreSentOnceInALargeRead) {
  Bench bench({.max_queries = 2});
  Reader read(bench.batcher, Strings{"x", "y", "x", "y", "x"});
  EXPECT_THAT(bench.wire.Await(0), ElementsAre("x", "y"));
  bench.wire.Respond(0);
  EXPECT_THAT(read.Verdicts(), ElementsAre("verdict of x", "verdict of y", "verdict of x",
                                           "verdict of y", "verdict of x"));
  EXPECT_EQ(bench.wire.begun(), 1U);
}

Strings Numbered(int count) {
  Strings queries;
  for (int i = 0; i < count; ++i) queries.push_back("q" + std::to_string(i));
  return queries;
}

TEST(LargeRead, IsSplitIntoParallelCallsAndKeepsItsOrder) {
  Bench bench({.max_queries = 100});
  const Strings queries = Numbered(1'250);
  Reader read(bench.batcher, queries);
  for (std::size_t call = 0; call < 12; ++call) EXPECT_THAT(bench.wire.Await(call), SizeIs(100));
  EXPECT_EQ(bench.wire.begun(), 12U);
  for (std::size_t call = 12; call-- > 0;) bench.wire.Respond(call);
  EXPECT_THAT(bench.wire.Await(12), SizeIs(50));
  bench.wire.Respond(12);
  EXPECT_EQ(read.Verdicts(), VerdictsOf(queries));
}

TEST(LargeRead, SendsItsLastPartAtOnce) {
  Bench bench({.max_queries = 2});
  Reader read(bench.batcher, Strings{"a", "b", "c"});
  bench.wire.Await(1);
  EXPECT_THAT((std::vector<Strings>{bench.wire.Await(0), bench.wire.Await(1)}),
              UnorderedElementsAre(Strings{"a", "b"}, Strings{"c"}));
}

TEST(Throttling, LowersTheParallelLimitUntilACallSucceeds) {
  Bench bench({.max_queries = 1, .max_parallel = 2});
  Reader first(bench.batcher, Strings{"a"});
  bench.wire.Await(0);
  Reader second(bench.batcher, Strings{"b"});
  bench.wire.Await(1);
  Reader third(bench.batcher, Strings{"c"});
  bench.AwaitWaiting(3);
  Reader fourth(bench.batcher, Strings{"d"});
  bench.AwaitWaiting(4);
  bench.wire.Reply(0, Failure("429"));
  EXPECT_EQ(first.Error(), "429");
  EXPECT_EQ(bench.wire.begun(), 2U);
  bench.wire.Respond(1);
  bench.wire.Await(3);  // the success raised the limit for both
}

TEST(BatchingDisabled, ReadsNeitherShareACallNorWait) {
  Bench bench({.enabled = false, .max_queries = 2});
  for (int i = 0; i < 9; ++i) bench.batcher.Announce();
  Reader first(bench.batcher, Strings{"a"});
  EXPECT_THAT(bench.wire.Await(0), ElementsAre("a"));
  Reader second(bench.batcher, Strings{"b"});
  EXPECT_THAT(bench.wire.Await(1), ElementsAre("b"));
  Reader third(bench.batcher, Strings{"c", "d", "e"});
  bench.wire.Await(3);
  EXPECT_THAT((std::vector<Strings>{bench.wire.Await(2), bench.wire.Await(3)}),
              UnorderedElementsAre(Strings{"c", "d"}, Strings{"e"}));
}

TEST(BatchingDisabled, QueuedReadsDoNotShareACall) {
  Queue queue;
  auto& wire = queue.bench.wire;
  wire.Respond(0);
  EXPECT_THAT(wire.Await(1), ElementsAre("b"));
  wire.Respond(1);
  EXPECT_THAT(wire.Await(2), ElementsAre("c"));
}

}  // namespace
}  // namespace provider::testing
