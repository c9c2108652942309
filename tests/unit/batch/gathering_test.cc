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

TEST(Idle, AReadOfNothingMakesNoCall) {
  Bench bench;
  const auto outcome = bench.batcher.Ask({}, bench.In(1s), {});
  ASSERT_TRUE(outcome.has_value());
  EXPECT_THAT(*outcome, SizeIs(0));
  EXPECT_EQ(bench.wire.begun(), 0U);
}

TEST(Idle, ALoneReadGoesAtOnceAndOnItsOwnThread) {
  Bench bench;
  Reader read(bench.batcher, Strings{"a"});
  bench.wire.Await(0);
  EXPECT_EQ(bench.wire.carried(), 1U);
  bench.wire.Answer(0);
  EXPECT_THAT(read.Verdicts(), ElementsAre("verdict of a"));
}

TEST(Idle, ALoneReadThatFillsACallGoesOnItsOwnThreadToo) {
  Bench bench({.max_queries = 2});
  Reader read(bench.batcher, Strings{"a", "b"});
  EXPECT_THAT(bench.wire.Await(0), ElementsAre("a", "b"));
  EXPECT_EQ(bench.wire.carried(), 1U);
}

TEST(Idle, ItsOwnAnnouncementHoldsNoReadUp) {
  Bench bench;
  bench.batcher.Announce();
  Reader read(bench.batcher, Strings{"a"});
  EXPECT_THAT(bench.wire.Await(0), ElementsAre("a"));
}

TEST(Idle, WhoWasAnnouncedASecondAgoIsNotWaitedFor) {
  Bench bench;
  bench.batcher.Announce();
  bench.batcher.Announce();
  bench.clock.Advance(1001ms);
  Reader read(bench.batcher, Strings{"a"});
  EXPECT_THAT(bench.wire.Await(0), ElementsAre("a"));
}

TEST(Idle, AReadWaitsForThoseThatAreAnnounced) {
  Bench bench;
  for (int i = 0; i < 3; ++i) bench.batcher.Announce();
  Reader first(bench.batcher, Strings{"a"});
  bench.AwaitWaiting(1);
  Reader second(bench.batcher, Strings{"b"});
  bench.AwaitWaiting(2);
  EXPECT_EQ(bench.wire.begun(), 0U);
  Reader third(bench.batcher, Strings{"c"});
  bench.AwaitWaiting(3);
  bench.Quiet();
  EXPECT_THAT(bench.wire.Await(0), ElementsAre("a", "b", "c"));
  bench.wire.Answer(0);
  EXPECT_THAT(first.Verdicts(), ElementsAre("verdict of a"));
  EXPECT_THAT(third.Verdicts(), ElementsAre("verdict of c"));
}

TEST(Idle, AReadWaitsAtMostSendAfterWhoeverIsAnnouncedMeanwhile) {
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

TEST(Idle, SeveralReadsWaitForAQuietMomentButNotBeyondSendAfter) {
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

TEST(Idle, AReadGoesWhenNobodyIsExpectedAnyMore) {
  Bench bench({.send_after = 50ms, .expect_for = 5ms});
  bench.batcher.Announce();
  bench.batcher.Announce();
  bench.clock.Advance(3ms);
  Reader read(bench.batcher, Strings{"a"});
  bench.AwaitWaiting(1);
  bench.clock.Advance(2ms);  // 2 ms after it came
  EXPECT_THAT(bench.wire.Await(0), ElementsAre("a"));
}

TEST(Idle, AnnouncementsOfAWalkThatNeverReadsHoldNobodyUp) {
  Bench bench({.send_after = 1min, .expect_for = 100ms});
  for (int i = 0; i < 100; ++i) bench.batcher.Announce();
  bench.clock.Advance(100ms);
  Reader read(bench.batcher, Strings{"a"});
  EXPECT_THAT(bench.wire.Await(0), ElementsAre("a"));
}

TEST(Idle, WithNoSendAfterAReadWaitsForNobody) {
  Bench bench({.send_after = 0ms});
  for (int i = 0; i < 9; ++i) bench.batcher.Announce();
  Reader read(bench.batcher, Strings{"a"});
  EXPECT_THAT(bench.wire.Await(0), ElementsAre("a"));
}

TEST(Idle, AFullCallWaitsForNobody) {
  Bench bench({.max_queries = 2});
  for (int i = 0; i < 9; ++i) bench.batcher.Announce();
  Reader first(bench.batcher, Strings{"a"});
  bench.AwaitWaiting(1);
  Reader second(bench.batcher, Strings{"b"});
  EXPECT_THAT(bench.wire.Await(0), ElementsAre("a", "b"));
}

TEST(Busy, ReadsGatherUntilTheCallReturns) {
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
  bench.AnswerAndPause(0, first);
  EXPECT_THAT(bench.wire.Await(1), ElementsAre("b", "c", "d"));
  bench.wire.Answer(1);
  EXPECT_THAT(second.Verdicts(), ElementsAre("verdict of b"));
  EXPECT_THAT(third.Verdicts(), ElementsAre("verdict of c", "verdict of d"));
}

TEST(Busy, AfterAReturnReadsWaitForAsManyAsWereUnderWay) {
  Bench bench;
  Reader first(bench.batcher, Strings{"a"});
  bench.wire.Await(0);
  Reader second(bench.batcher, Strings{"b"});
  bench.AwaitWaiting(2);
  bench.wire.Answer(0);
  EXPECT_THAT(first.Verdicts(), ElementsAre("verdict of a"));
  bench.clock.Advance(4ms);
  bench.AwaitWaiting(1);
  EXPECT_EQ(bench.wire.begun(), 1U);
  Reader third(bench.batcher, Strings{"c"});
  EXPECT_THAT(bench.wire.Await(1), ElementsAre("b", "c"));
}

TEST(Busy, ALoneReadIsFollowedByALoneReadThatGoesAtOnce) {
  Bench bench;
  for (std::size_t i = 0; i < 3; ++i) {
    Reader read(bench.batcher, Strings{"a"});
    bench.wire.Answer(i);
    EXPECT_THAT(read.Verdicts(), ElementsAre("verdict of a"));
  }
}

TEST(Busy, WhenNobodyIsLeftToComeReadsWaitForNoReturn) {
  Bench bench({.send_after = 5ms});
  bench.LetTwoBeUnderWay();
  Reader first(bench.batcher, Strings{"a"});
  bench.AwaitWaiting(1);
  bench.clock.Advance(5ms);  // the other does not come
  bench.wire.Await(1);
  Reader second(bench.batcher, Strings{"b"});
  bench.AwaitWaiting(2);
  bench.clock.Advance(4ms);
  bench.AwaitWaiting(2);
  EXPECT_EQ(bench.wire.begun(), 2U);
  bench.clock.Advance(1ms);
  EXPECT_THAT(bench.wire.Await(2), ElementsAre("b"));
}

TEST(Busy, WhoComesLastEndsTheWaitOfThoseBefore) {
  Bench bench({.send_after = 5ms});
  bench.LetTwoBeUnderWay();
  Reader first(bench.batcher, Strings{"a"});
  bench.AwaitWaiting(1);
  Reader second(bench.batcher, Strings{"b"});  // all are here now
  EXPECT_THAT(bench.wire.Await(1), ElementsAre("a", "b"));
}

TEST(Busy, WhatWasUnderWayIsForgottenAfterAWhile) {
  Bench bench({.send_after = 5ms, .expect_for = 1s});
  bench.LetTwoBeUnderWay();
  bench.clock.Advance(1s);
  Reader lone(bench.batcher, Strings{"a"});
  EXPECT_THAT(bench.wire.Await(1), ElementsAre("a"));
}

TEST(Busy, ALeaverIsNotTheTimerOfThoseThatStay) {
  Bench bench({.send_after = 5ms});
  bench.LetTwoBeUnderWay();
  Reader third(bench.batcher, Strings{"a"}, bench.In(1h));
  bench.AwaitWaiting(1);
  bench.clock.Advance(5ms);
  bench.wire.Await(1);
  Reader leaver(bench.batcher, Strings{"b"});
  bench.AwaitWaiting(2);
  Reader stays(bench.batcher, Strings{"c"});
  bench.AwaitWaiting(3);
  leaver.Cancel();
  EXPECT_EQ(leaver.Error(), "left");
  bench.clock.Advance(5ms);
  EXPECT_THAT(bench.wire.Await(2), ElementsAre("c"));
}

TEST(Busy, AFailedCallLetsTheNextGoToo) {
  Bench bench;
  Reader first(bench.batcher, Strings{"a"});
  bench.wire.Await(0);
  Reader second(bench.batcher, Strings{"b"});
  bench.AwaitWaiting(2);
  bench.wire.Refuse(0, "500", false);
  EXPECT_EQ(first.Error(), "500");
  bench.Pause();
  bench.wire.Answer(1);
  EXPECT_THAT(second.Verdicts(), ElementsAre("verdict of b"));
}

TEST(Busy, AFullCallGoesAtOnceAndTheRestGathers) {
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
  bench.AnswerAndPause(1, second);  // whichever returns first
  EXPECT_THAT(bench.wire.Await(2), ElementsAre("d"));
}

TEST(Busy, AReadIsNotCutToFillACall) {
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

TEST(Identical, QueriesAreSentOnceAndAnsweredToAll) {
  Bench bench;
  Reader first(bench.batcher, Strings{"a"});
  bench.wire.Await(0);
  Reader second(bench.batcher, Strings{"x", "y"});
  bench.AwaitWaiting(2);
  Reader third(bench.batcher, Strings{"y", "x", "z", "y"});
  bench.AwaitWaiting(3);
  bench.AnswerAndPause(0, first);
  EXPECT_THAT(bench.wire.Await(1), ElementsAre("x", "y", "z"));
  bench.wire.Answer(1);
  EXPECT_THAT(second.Verdicts(), ElementsAre("verdict of x", "verdict of y"));
  EXPECT_THAT(third.Verdicts(),
              ElementsAre("verdict of y", "verdict of x", "verdict of z", "verdict of y"));
}

TEST(Identical, QueriesFillACallOnce) {
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

TEST(Identical, QueriesOfALargeReadAreSentOnce) {
  Bench bench({.max_queries = 2});
  Reader read(bench.batcher, Strings{"x", "y", "x", "y", "x"});
  EXPECT_THAT(bench.wire.Await(0), ElementsAre("x", "y"));
  bench.wire.Answer(0);
  EXPECT_THAT(read.Verdicts(), ElementsAre("verdict of x", "verdict of y", "verdict of x",
                                           "verdict of y", "verdict of x"));
  EXPECT_EQ(bench.wire.begun(), 1U);
}

Strings Numbered(int count) {
  Strings queries;
  for (int i = 0; i < count; ++i) queries.push_back("q" + std::to_string(i));
  return queries;
}

TEST(Large, AReadIsCutIntoCallsThatGoInParallelAndKeepsItsOrder) {
  Bench bench({.max_queries = 100});
  const Strings queries = Numbered(1'250);
  Reader read(bench.batcher, queries);
  for (std::size_t call = 0; call < 12; ++call) EXPECT_THAT(bench.wire.Await(call), SizeIs(100));
  EXPECT_EQ(bench.wire.begun(), 12U);
  for (std::size_t call = 12; call-- > 0;) bench.wire.Answer(call);
  EXPECT_THAT(bench.wire.Await(12), SizeIs(50));
  bench.wire.Answer(12);
  EXPECT_EQ(read.Verdicts(), VerdictsOf(queries));
}

TEST(Large, TheTailOfALoneReadGoesWithIt) {
  Bench bench({.max_queries = 2});
  Reader read(bench.batcher, Strings{"a", "b", "c"});
  bench.wire.Await(1);
  EXPECT_THAT((std::vector<Strings>{bench.wire.Await(0), bench.wire.Await(1)}),
              UnorderedElementsAre(Strings{"a", "b"}, Strings{"c"}));
}

TEST(Throttled, FewerCallsGoInParallelUntilTheServiceHasRoomAgain) {
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
  bench.wire.Answer(1);
  bench.wire.Await(3);  // the success raised the limit for both
}

TEST(Disabled, NoReadSharesACallAndNoneWaits) {
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

TEST(Disabled, ReadsThatHaveToQueueStayApart) {
  Queue queue;
  auto& wire = queue.bench.wire;
  wire.Answer(0);
  EXPECT_THAT(wire.Await(1), ElementsAre("b"));
  wire.Answer(1);
  EXPECT_THAT(wire.Await(2), ElementsAre("c"));
}

}  // namespace
}  // namespace provider::testing
