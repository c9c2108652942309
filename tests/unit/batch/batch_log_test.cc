// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/batch/batch_log.h"

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/captured_log.h"
#include "tests/unit/batch/wire.h"

namespace provider::testing {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// What two reads that share a call log until both have ended.
class BatchLogTest : public ::testing::Test {
 protected:
  void ReadTwo(const std::function<void()>& reply) {
    batch::RequestBatcher batcher(
        {}, service::RetryPolicy(5), clock, [] { return 0.5; }, wire.Send());
    batcher.Announce();
    batcher.Announce();
    Reader first(batcher, Strings{"a"});
    clock.AwaitSleepers(1);
    Reader second(batcher, Strings{"b", "c"});
    clock.AwaitSleepers(2);
    clock.Advance(5ms);
    reply();
    static_cast<void>(first.Outcome());
    static_cast<void>(second.Outcome());
  }

  batch::RequestBatcher WithoutBatching(std::size_t max_parallel) {
    return batch::RequestBatcher(
        {.enabled = false, .max_parallel = max_parallel}, service::RetryPolicy(5), clock,
        [] { return 0.5; }, wire.Send());
  }

  ManualClock clock;
  Wire wire;
};

TEST_F(BatchLogTest, TraceShowsWhichReadsShareACallAndTheirWait) {
  const CapturedLog log(base::LogLevel::kTrace);
  ReadTwo([this] { wire.Respond(0); });
  EXPECT_THAT(
      log.Lines("Checking buckets"),
      ElementsAre(
          json{{"@level", "trace"}, {"read", "a"}, {"buckets", "1"}, {"first_bucket", "a"}},
          json{{"@level", "trace"}, {"read", "b"}, {"buckets", "2"}, {"first_bucket", "b"}}));
  EXPECT_THAT(log.Lines("Waiting before the next call"),
              ElementsAre(json{{"@level", "trace"},
                               {"read", "a"},
                               {"reason", "other reads are announced"},
                               {"at_most_ms", "5"}},
                          json{{"@level", "trace"},
                               {"read", "a, b"},
                               {"reason", "one more read may follow"},
                               {"at_most_ms", "2"}}));
  EXPECT_THAT(
      log.Lines("Sending the buckets of these reads in one call"),
      ElementsAre(
          json{{"@level", "trace"}, {"read", "a, b"}, {"buckets", "3"}, {"longest_wait_ms", "5"}}));
  const auto ended = log.Lines("Checked buckets");
  ASSERT_THAT(ended, SizeIs(2));
  EXPECT_EQ(ended[0]["outcome"], "a verdict on each bucket");
  EXPECT_EQ(ended[0]["duration_ms"], "5");
}

TEST_F(BatchLogTest, LogsAWaitForTheParallelLimit) {
  const CapturedLog log(base::LogLevel::kTrace);
  batch::RequestBatcher batcher = WithoutBatching(1);
  Reader first(batcher, Strings{"a"});
  wire.Await(0);
  Reader second(batcher, Strings{"b"});
  clock.AwaitSleepers(1);
  wire.Respond(0);
  wire.Respond(1);
  static_cast<void>(first.Outcome());
  static_cast<void>(second.Outcome());
  EXPECT_THAT(log.Lines("Waiting before the next call"),
              ElementsAre(json{{"@level", "trace"},
                               {"read", "b"},
                               {"reason", "the maximum number of calls is under way"}}));
}

TEST_F(BatchLogTest, LogsAnUnchangedWaitOnce) {
  const CapturedLog log(base::LogLevel::kTrace);
  batch::RequestBatcher batcher = WithoutBatching(1);
  Reader first(batcher, Strings{"a"});
  wire.Await(0);
  Reader second(batcher, Strings{"b"});
  clock.AwaitSleepers(1);
  Reader third(batcher, Strings{"c"});
  clock.AwaitSleepers(2);
  std::vector<std::string> reads;
  for (const auto& line : log.Lines("Waiting before the next call")) reads.push_back(line["read"]);
  EXPECT_THAT(reads, ElementsAre("b", "c"));
  for (const std::size_t call : {0, 1, 2}) wire.Respond(call);
  static_cast<void>(first.Outcome());
  static_cast<void>(second.Outcome());
  static_cast<void>(third.Outcome());
}

TEST_F(BatchLogTest, LogsASplitAndItsReasonAtDebug) {
  const CapturedLog log;
  ReadTwo([this] {
    wire.Refuse(0, "400", true);
    wire.Respond(1);
    wire.Refuse(2, "400", true);
  });
  const auto lines = log.Lines("Splitting a call, since one bucket may have caused its failure");
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_EQ(lines[0]["buckets"], "3");
  EXPECT_EQ(lines[0]["calls"], "2");
  EXPECT_EQ(lines[0]["http_status"], "400");
  EXPECT_EQ(lines[0]["read"], "a, b");
  EXPECT_THAT(log.Lines("Checking buckets"), IsEmpty());
}

TEST_F(BatchLogTest, LogsALimitLoweredByParallelCallsOnce) {
  const CapturedLog log;
  batch::RequestBatcher batcher = WithoutBatching(2);
  Reader first(batcher, Strings{"a"});
  wire.Await(0);
  Reader second(batcher, Strings{"b"});
  wire.Await(1);
  wire.Reply(0, Transient(429, 1s));
  clock.AwaitSleepers(1);
  wire.Reply(1, Transient(429, 1s));
  clock.AwaitSleepers(2);
  EXPECT_THAT(log.Lines("Sending fewer calls in parallel after HTTP status 429"),
              ElementsAre(json{{"@level", "debug"}, {"read", "a"}, {"max_parallel_calls", "1"}}));
  clock.Advance(1s);
  for (const std::size_t call : {2, 3}) wire.Respond(call);
  static_cast<void>(first.Outcome());
  static_cast<void>(second.Outcome());
}

TEST_F(BatchLogTest, LogsThrottlingAndRetriedBucketsAtDebug) {
  const CapturedLog log;
  ReadTwo([this] {
    wire.Reply(0, Transient(429, 1s));
    clock.AwaitSleepUntil(clock.SteadyNow() + 1s);
    clock.Advance(1s);
    auto verdicts = Verdicts({"a", "b", "c"});
    verdicts->at(1) = {false, 502, {}, {}};
    wire.Reply(1, verdicts);
    clock.AwaitSleepUntil(clock.SteadyNow() + 750ms);
    clock.Advance(750ms);
    wire.Respond(2);
  });
  EXPECT_THAT(
      log.Lines("Sending fewer calls in parallel after HTTP status 429"),
      ElementsAre(json{{"@level", "debug"}, {"read", "a, b"}, {"max_parallel_calls", "6"}}));
  const auto retries = log.Lines("Retrying after a failed attempt");
  ASSERT_THAT(retries, SizeIs(2));
  for (const auto& [retry, read] : {std::pair(retries[0], "a"), std::pair(retries[1], "b")}) {
    EXPECT_EQ(retry["read"], read);
    EXPECT_EQ(retry["wait"], "1s");
    EXPECT_EQ(retry["wait_reason"], "Retry-After");
  }
  const auto again = log.Lines("Retrying buckets with a transient verdict");
  ASSERT_THAT(again, SizeIs(1));
  EXPECT_EQ(again[0]["read"], "b");
  EXPECT_EQ(again[0]["buckets"], "1");
  EXPECT_EQ(again[0]["attempt"], "2");
}

}  // namespace
}  // namespace provider::testing
