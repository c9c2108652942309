// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// One read never affects another: each gets its own verdicts, its own last error, its own deadline.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/batch/wire.h"

namespace provider::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Kind = service::Error::Kind;

// `codes` of the buckets of a call; 200 is a success.
SendResult WithCodes(const std::vector<std::int64_t>& codes) {
  batch::Verdicts verdicts;
  for (const auto code : codes) verdicts.push_back({code == 200, code, {}, {}});
  return verdicts;
}

std::int64_t CodeOf(Reader& reader) {
  const auto outcome = reader.Outcome();
  if (!outcome) throw std::runtime_error("the read failed: " + outcome.error().ToDetail());
  return outcome->front().response_code.value_or(0);
}

TEST(Isolation, SuccessDoesNotWaitForRetriesOfAnotherRead) {
  SharedCall call;
  call.bench.wire.Reply(0, WithCodes({500, 200}));
  EXPECT_EQ(CodeOf(*call.second), 200);
  call.bench.AwaitWaiting(1);
  call.bench.clock.Advance(750ms);
  EXPECT_THAT(call.bench.wire.Await(1), ElementsAre("a"));
  call.bench.wire.Reply(1, WithCodes({200}));
  EXPECT_EQ(CodeOf(*call.first), 200);
}

TEST(Isolation, ReadDuringAnotherReadsBackOffIsSentAtOnce) {
  Bench bench;
  Reader first(bench.batcher, Strings{"a"});
  bench.wire.Reply(0, WithCodes({500}));
  bench.clock.AwaitSleepers(1);
  bench.clock.Advance(100ms);
  // The first read sleeps, and its call was not sent: nothing delays the second.
  Reader second(bench.batcher, Strings{"b"});
  EXPECT_THAT(bench.wire.Await(1), ElementsAre("b"));
  bench.wire.Reply(1, WithCodes({200}));
  EXPECT_EQ(CodeOf(second), 200);
}

TEST(Isolation, RetryIncludesPendingReads) {
  Bench bench({.send_after = 10s});
  for (int i = 0; i < 3; ++i) bench.batcher.Announce();
  Reader first(bench.batcher, Strings{"a", "b"});
  bench.AwaitWaiting(1);
  bench.clock.Advance(1s);  // the announcements have expired
  bench.wire.Await(0);
  bench.wire.Reply(0, WithCodes({200, 500}));
  bench.clock.AwaitSleepers(1);
  bench.clock.Advance(700ms);
  bench.batcher.Announce();
  bench.batcher.Announce();
  Reader second(bench.batcher, Strings{"c"});
  bench.AwaitWaiting(2);
  bench.clock.Advance(50ms);
  EXPECT_THAT(bench.wire.Await(1), ElementsAre("b", "c"));
}

TEST(Isolation, RetryAfterBeyondADeadlineFailsOnlyThatReadAtOnce) {
  Bench bench({.max_queries = 2});
  bench.batcher.Announce();
  bench.batcher.Announce();
  Reader hurried(bench.batcher, Strings{"a"}, bench.In(5s));
  bench.AwaitWaiting(1);
  Reader patient(bench.batcher, Strings{"b"}, bench.In(2min));
  bench.wire.Await(0);
  bench.wire.Reply(0, Transient(429, 30'000ms));
  const auto error = hurried.Failure();
  EXPECT_EQ(error.http_status, 429);
  EXPECT_EQ(error.asked_to_wait, 30s);
  EXPECT_THAT(error.ToDetail(), HasSubstr("asks to wait 30s"));
  bench.clock.AwaitSleepers(1);
  bench.clock.Advance(29'999ms);
  bench.AwaitWaiting(1);
  EXPECT_EQ(bench.wire.begun(), 1U);
  bench.clock.Advance(1ms);
  EXPECT_THAT(bench.wire.Await(1), ElementsAre("b"));
  bench.wire.Respond(1);
  EXPECT_THAT(patient.Verdicts(), ElementsAre("verdict of b"));
}

TEST(Isolation, RetryAfterIsHonouredDuringBucketRetries) {
  Bench bench;
  Reader read(bench.batcher, Strings{"a"}, bench.In(2min));
  bench.wire.Reply(0, WithCodes({500}));
  bench.clock.AwaitSleepers(1);
  bench.clock.Advance(750ms);
  bench.wire.Await(1);
  bench.wire.Reply(1, Transient(429, 60'000ms));
  bench.clock.AwaitSleepers(1);
  bench.clock.Advance(59'999ms);
  bench.AwaitWaiting(1);
  EXPECT_EQ(bench.wire.begun(), 2U);
  bench.clock.Advance(1ms);
  bench.wire.Await(2);
  bench.wire.Reply(2, WithCodes({200}));
  EXPECT_EQ(CodeOf(read), 200);
}

TEST(Isolation, ThrottledAndFailedBucketsHaveSeparateBackOffs) {
  Bench bench;
  Reader read(bench.batcher, Strings{"a", "b"});
  bench.wire.Reply(0, WithCodes({500, 429}));
  bench.clock.AwaitSleepers(1);
  bench.clock.Advance(750ms);
  EXPECT_THAT(bench.wire.Await(1), ElementsAre("a"));
  bench.wire.Reply(1, WithCodes({200}));
  bench.clock.AwaitSleepers(1);
  bench.clock.Advance(2'250ms);
  EXPECT_THAT(bench.wire.Await(2), ElementsAre("b"));
  bench.wire.Reply(2, WithCodes({404}));
  const auto outcome = read.Outcome();
  EXPECT_EQ((*outcome)[0].response_code, 200);
  EXPECT_EQ((*outcome)[1].response_code, 404);
}

TEST(Isolation, PendingReadIsSentAtHalfItsTimeBehindASlowCall) {
  Bench bench;
  Reader slow(bench.batcher, Strings{"a"});
  bench.wire.Await(0);
  Reader hurried(bench.batcher, Strings{"b"}, bench.In(10s));
  bench.AwaitWaiting(2);
  bench.clock.Advance(4'999ms);
  bench.AwaitWaiting(2);
  EXPECT_EQ(bench.wire.begun(), 1U);
  bench.clock.Advance(1ms);  // half of its time is over
  EXPECT_THAT(bench.wire.Await(1), ElementsAre("b"));
  bench.wire.Respond(1);
  EXPECT_THAT(hurried.Verdicts(), ElementsAre("verdict of b"));
}

// The limit is lowered to the one call that is under way, and nothing returns that would wake
// anyone.
TEST(Isolation, RetryPassesALoweredLimitAtHalfOfTheTimeLeft) {
  Bench bench({.enabled = false, .max_parallel = 2});
  Reader slow(bench.batcher, Strings{"a"});
  bench.wire.Await(0);
  Reader hurried(bench.batcher, Strings{"b"}, bench.In(12s));
  bench.wire.Await(1);
  bench.wire.Reply(1, Transient(429, 2'000ms));
  bench.clock.AwaitSleepers(1);
  bench.clock.Advance(6'999ms);  // half of the 10 s after the back-off
  bench.clock.AwaitSleepers(1);
  EXPECT_EQ(bench.wire.begun(), 2U);
  bench.clock.Advance(1ms);
  EXPECT_THAT(bench.wire.Await(2), ElementsAre("b"));
  bench.wire.Respond(2);
  EXPECT_THAT(hurried.Verdicts(), ElementsAre("verdict of b"));
}

TEST(Isolation, LongSendAfterDelaysNoReadBeyondHalfOfItsTime) {
  Bench bench({.send_after = 20s, .expect_for = 1h});
  for (int i = 0; i < 2; ++i) bench.batcher.Announce();
  Reader lone(bench.batcher, Strings{"a"}, bench.In(5s));
  bench.AwaitWaiting(1);
  bench.clock.Advance(2'499ms);
  bench.AwaitWaiting(1);
  EXPECT_EQ(bench.wire.begun(), 0U);
  bench.clock.Advance(1ms);
  EXPECT_THAT(bench.wire.Await(0), ElementsAre("a"));
}

// ---- Queries that a response cannot distinguish

cts::BucketQuery Encrypted(bool encryption) { return {"a", "eu-west-0", "key", encryption}; }

TEST(Isolation, QueriesThatDifferOnlyInEncryptionShareNoCall) {
  Bench bench({.max_queries = 2});
  bench.batcher.Announce();
  bench.batcher.Announce();
  Reader first(bench.batcher, std::vector{Encrypted(true)});
  bench.AwaitWaiting(1);
  Reader second(bench.batcher, std::vector{Encrypted(false)});
  bench.AwaitWaiting(2);
  bench.AdvanceQuietMoment();
  bench.wire.Await(1);
  bench.wire.Refuse(0, "403", false);
  bench.wire.Respond(1);
  const bool first_failed = !first.Outcome();
  const bool second_failed = !second.Outcome();
  EXPECT_NE(first_failed, second_failed);
}

TEST(Isolation, SameBucketWithAndWithoutEncryptionTakesTwoCalls) {
  Bench bench;
  Reader read(bench.batcher, std::vector{Encrypted(true), Encrypted(false)});
  EXPECT_THAT(bench.wire.Await(0), ElementsAre("a"));
  EXPECT_THAT(bench.wire.Await(1), ElementsAre("a"));
  bench.wire.Respond(0);
  bench.wire.Respond(1);
  EXPECT_THAT(read.Verdicts(), ElementsAre("verdict of a", "verdict of a"));
}

// ---- Errors that name the call under way

TEST(Isolation, TimeoutBeforeSendingDoesNotBlameTheService) {
  Bench bench({.enabled = false, .max_parallel = 1});
  Reader first(bench.batcher, Strings{"a"});
  bench.wire.Await(0);
  Reader second(bench.batcher, Strings{"b"}, bench.In(1s));
  bench.AwaitWaiting(2);
  bench.clock.Advance(1s);
  const auto error = second.Failure();
  EXPECT_EQ(error.kind, Kind::kTimeout);
  EXPECT_EQ(error.endpoint, "");
  EXPECT_THAT(error.ToDetail(),
              HasSubstr("before the check could be sent. Calls of other checks under way: 1."));
}

TEST(Isolation, TimedOutReadNamesTheCallUnderWay) {
  Bench bench({.max_queries = 2});
  bench.batcher.Announce();
  bench.batcher.Announce();
  Reader hurried(bench.batcher, Strings{"a"}, bench.In(1s));
  bench.AwaitWaiting(1);
  Reader patient(bench.batcher, Strings{"b"}, bench.In(1h));
  bench.AwaitWaiting(2);
  bench.wire.Await(0);
  bench.clock.Advance(1s);
  const auto error = hurried.Failure();
  EXPECT_EQ(error.kind, Kind::kTimeout);
  EXPECT_EQ(error.operation, "checking the buckets");
  EXPECT_EQ(error.endpoint, "https://cts.example");
}

TEST(Isolation, ReadCancelledDuringItsRetryReportsTheLastFailure) {
  Bench bench({.enabled = false});
  Reader read(bench.batcher, Strings{"a"}, bench.In(10s));
  bench.wire.Reply(0, Transient(502));
  bench.clock.AwaitSleepers(1);
  bench.clock.Advance(750ms);
  bench.wire.Await(1);
  read.Cancel();
  const auto error = read.Failure();
  EXPECT_EQ(error.kind, Kind::kCancelled);
  EXPECT_EQ(error.http_status, 502);
  EXPECT_EQ(error.message, "The call was cancelled. The last attempt failed: 502");
}

TEST(Isolation, ReadCancelledDuringASharedRetryReportsTheLastFailure) {
  SharedCall call;
  call.bench.AdvanceSendAfter();
  call.bench.clock.AwaitSleepUntil(base::SteadyTime::max(), 2);
  const auto due = call.bench.In(750ms);
  call.bench.wire.Reply(0, Transient(502));
  call.bench.clock.AwaitSleepUntil(due);
  call.bench.clock.Advance(750ms);
  EXPECT_THAT(call.bench.wire.Await(1), ElementsAre("a", "b"));
  call.first->Cancel();
  const auto error = call.first->Failure();
  EXPECT_EQ(error.kind, Kind::kCancelled);
  EXPECT_EQ(error.http_status, 502);
  EXPECT_EQ(error.operation, "checking the buckets");
  EXPECT_EQ(error.message, "The call was cancelled. The last attempt failed: 502");
  call.bench.wire.Respond(1);
  EXPECT_THAT(call.second->Verdicts(), ElementsAre("verdict of b"));
}

TEST(Isolation, TimedOutReadKeepsItsLastVerdict) {
  Bench bench({.max_queries = 2});
  bench.batcher.Announce();
  bench.batcher.Announce();
  const auto deadline = bench.In(1s);
  Reader hurried(bench.batcher, Strings{"a"}, deadline);
  bench.AwaitWaiting(1);
  Reader patient(bench.batcher, Strings{"b"}, bench.In(1h));
  bench.wire.Await(0);
  bench.clock.Advance(5ms);  // at first, it waited for the other one
  bench.clock.AwaitSleepUntil(deadline);
  const auto due = bench.In(750ms);
  bench.wire.Reply(0, WithCodes({500, 500}));
  bench.clock.AwaitSleepUntil(due);
  bench.clock.Advance(750ms);
  bench.wire.Await(1);
  bench.clock.AwaitSleepUntil(deadline);
  bench.clock.Advance(245ms);
  EXPECT_EQ(CodeOf(hurried), 500);
  bench.wire.Reply(1, WithCodes({200, 200}));
  EXPECT_EQ(CodeOf(patient), 200);
}

// ---- Refusals that may be caused by one read

TEST(Isolation, HalvesOfASplitCallAreSentInParallel) {
  SharedCall call("poison", "b");
  call.bench.wire.Refuse(0, "400", true);
  call.bench.wire.Await(1);
  call.bench.wire.Await(2);
}

TEST(Isolation, SlowRefusalIsSplitIntoSingleReadsAtOnce) {
  Bench bench({.max_queries = 8});
  for (int i = 0; i < 8; ++i) bench.batcher.Announce();
  std::vector<std::unique_ptr<Reader>> readers;
  for (int i = 0; i < 8; ++i) {
    const auto name = i == 0 ? std::string("poison") : "b" + std::to_string(i);
    readers.push_back(std::make_unique<Reader>(bench.batcher, Strings{name}, bench.In(20s)));
    if (i < 7) bench.AwaitWaiting(readers.size());
  }
  EXPECT_THAT(bench.wire.Await(0), ::testing::SizeIs(8));
  bench.clock.Advance(6s);  // halving would take four more such calls
  bench.wire.Refuse(0, "400", true);
  for (std::size_t call = 1; call <= 8; ++call) {
    EXPECT_THAT(bench.wire.Await(call), ::testing::SizeIs(1));
  }
}

// ---- Reads that look up their account

TEST(Isolation, ReadsWaitForOthersThatLookUpTheirAccount) {
  Bench bench({.send_after = 1s});
  auto expected = bench.batcher.Expect();
  Reader first(bench.batcher, Strings{"a"});
  bench.AwaitWaiting(1);
  EXPECT_EQ(bench.wire.begun(), 0U);
  const auto second = std::async(std::launch::async, [&] {
    return bench.batcher.Check(Buckets({"b"}), base::SteadyTime::max(), {}, std::move(expected));
  });
  bench.AwaitWaiting(2);
  bench.clock.Advance(500ms);
  EXPECT_THAT(bench.wire.Await(0), ElementsAre("a", "b"));
  bench.wire.Respond(0);
}

TEST(Isolation, FailedLookUpDelaysNoOtherRead) {
  Bench bench({.send_after = 1h});
  std::optional<batch::RequestBatcher::ExpectedRead> expected(bench.batcher.Expect());
  Reader first(bench.batcher, Strings{"a"});
  bench.AwaitWaiting(1);
  expected.reset();
  EXPECT_THAT(bench.wire.Await(0), ElementsAre("a"));
}

}  // namespace
}  // namespace provider::testing
