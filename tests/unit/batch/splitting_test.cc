// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Calls that are refused or fail: which read the error belongs to.

#include <atomic>
#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/batch/wire.h"

namespace provider::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

bool IsPoison(const std::string& query) { return query.starts_with("poison"); }

// Refuses every call that contains a poisoned query.
class PoisonedService {
 public:
  explicit PoisonedService(const batch::Options& options)
      : batcher_(
            options, service::RetryPolicy(5), clock_, [] { return 0.5; },
            [this](const auto& queries, auto, const auto&) {
              ++calls_;
              const auto names = NamesOf(queries);
              const bool bad = std::any_of(names.begin(), names.end(), IsPoison);
              return bad ? Failure("400", true) : VerdictsFor(queries);
            }) {}

  // The outcomes of reads that share one call.
  std::vector<std::string> ReadTogether(const std::vector<Strings>& reads) {
    for (std::size_t i = 0; i < reads.size(); ++i) batcher_.Announce();
    std::vector<std::unique_ptr<Reader>> readers;
    for (const Strings& queries : reads) {
      readers.push_back(std::make_unique<Reader>(batcher_, queries));
      if (reads.size() > 1) clock_.AwaitSleepers(readers.size());
    }
    clock_.Advance(5ms);
    std::vector<std::string> outcomes;
    for (std::size_t i = 0; i < reads.size(); ++i) {
      const auto outcome = readers[i]->Outcome();
      if (!outcome) {
        outcomes.push_back(outcome.error().message);
      } else {
        const bool right = *outcome == *VerdictsFor(Buckets(reads[i]));
        outcomes.emplace_back(right ? "ok" : "wrong verdicts");
      }
    }
    return outcomes;
  }
  [[nodiscard]] int calls() const { return calls_; }

 private:
  ManualClock clock_;
  std::atomic<int> calls_ = 0;
  batch::RequestBatcher batcher_;
};

TEST(Splitting, OnlyTheReadWithTheRefusedBucketFails) {
  for (std::size_t culprit = 0; culprit < 10; ++culprit) {
    PoisonedService service({});
    std::vector<Strings> reads;
    for (int i = 0; i < 10; ++i) reads.push_back({"q" + std::to_string(i), "shared"});
    reads[culprit][0] = "poison";
    std::vector<std::string> expected(10, "ok");
    expected[culprit] = "400";
    EXPECT_EQ(service.ReadTogether(reads), expected) << culprit;
    EXPECT_LE(service.calls(), 9) << culprit;  // 1 + 2 for each of at most four halvings
  }
}

TEST(Splitting, EachReadWithARefusedBucketFails) {
  PoisonedService service({});
  EXPECT_THAT(service.ReadTogether({{"a"}, {"poison-1"}, {"b"}, {"poison-2"}, {"poison-1"}}),
              ElementsAre("ok", "400", "ok", "400", "400"));
}

TEST(Splitting, DoesNotSplitASingleRead) {
  PoisonedService service({});
  EXPECT_THAT(service.ReadTogether({{"a", "poison", "b"}}), ElementsAre("400"));
  EXPECT_EQ(service.calls(), 1);
}

TEST(Splitting, LargeReadFailsWithItsFirstRefusedCall) {
  Bench bench({.max_queries = 2, .max_parallel = 2});
  Reader large(bench.batcher, Strings{"a", "b", "c", "d", "e"});
  bench.wire.Await(1);
  bench.wire.Refuse(1, "400", true);
  EXPECT_EQ(large.Error(), "400");
  EXPECT_TRUE(bench.wire.AwaitStop(0));
  Reader next(bench.batcher, Strings{"f"});
  EXPECT_THAT(bench.wire.Await(2), ElementsAre("f"));
}

TEST(Splitting, RemainingReadIsSentAgainAfterTheOtherLeft) {
  SharedCall call("poison", "b");
  call.first->Cancel();
  EXPECT_EQ(call.first->Error(), "cancelled");
  call.bench.wire.Refuse(0, "400", true);
  EXPECT_THAT(call.bench.wire.Await(1), ElementsAre("b"));
  call.bench.wire.Respond(1);
  EXPECT_THAT(call.second->Verdicts(), ElementsAre("verdict of b"));
}

TEST(Splitting, UnsentHalfIsSentAfterAReadOfTheOtherHalfLeft) {
  Bench bench({.max_queries = 3, .max_parallel = 1});
  bench.batcher.Announce();
  bench.batcher.Announce();
  bench.batcher.Announce();
  Reader first(bench.batcher, Strings{"a"});
  bench.AwaitWaiting(1);
  Reader second(bench.batcher, Strings{"b"});
  bench.AwaitWaiting(2);
  Reader third(bench.batcher, Strings{"c"});
  bench.wire.Await(0);
  bench.wire.Refuse(0, "400", true);
  bench.wire.Await(1);
  first.Cancel();
  EXPECT_EQ(first.Error(), "cancelled");
  bench.wire.Respond(1);
  EXPECT_THAT(bench.wire.Await(2), ElementsAre("c"));
  bench.wire.Respond(2);
  EXPECT_THAT(third.Verdicts(), ElementsAre("verdict of c"));
}

TEST(Splitting, HalvesAreSentBeforePendingReads) {
  Bench bench({.max_queries = 2, .max_parallel = 1});
  bench.batcher.Announce();
  bench.batcher.Announce();
  Reader first(bench.batcher, Strings{"a"});
  bench.AwaitWaiting(1);
  Reader second(bench.batcher, Strings{"b"});
  bench.wire.Await(0);
  Reader third(bench.batcher, Strings{"c"});
  bench.AwaitWaiting(3);
  bench.wire.Refuse(0, "400", true);
  EXPECT_THAT(bench.wire.Await(1), ElementsAre("a"));
  bench.wire.Respond(1);
  EXPECT_THAT(bench.wire.Await(2), ElementsAre("b"));
  bench.wire.Respond(2);
  EXPECT_THAT(bench.wire.Await(3), ElementsAre("c"));
}

TEST(FailedCall, FailsAllReadsUnlessOneQueryMayBeAtFault) {
  SharedCall call;
  call.bench.wire.Reply(0, Failure("403"));
  EXPECT_EQ(call.first->Error(), "403");
  EXPECT_EQ(call.second->Error(), "403");
  EXPECT_EQ(call.bench.wire.begun(), 1U);
}

TEST(FailedCall, RethrowsAnExceptionAndTheNextReadSucceeds) {
  ManualClock clock;
  batch::RequestBatcher batcher(
      {}, service::RetryPolicy(5), clock, [] { return 0.5; },
      [](const auto& queries, auto, const auto&) {
        if (queries.front().name == "bad") {
          throw std::runtime_error("a bug");
        }
        return VerdictsFor(queries);
      });
  EXPECT_THROW(static_cast<void>(batcher.Check(Buckets({"bad"}), base::SteadyTime::max(), {})),
               std::runtime_error);
  EXPECT_EQ(*batcher.Check(Buckets({"good"}), base::SteadyTime::max(), {}),
            *VerdictsFor(Buckets({"good"})));
}

TEST(FailedCall, WrongNumberOfVerdictsThrowsLogicError) {
  ManualClock clock;
  batch::RequestBatcher batcher(
      {}, service::RetryPolicy(5), clock, [] { return 0.5; },
      [](const auto&, auto, const auto&) { return Verdicts({"one"}); });
  EXPECT_THROW(static_cast<void>(batcher.Check(Buckets({"a", "b"}), base::SteadyTime::max(), {})),
               std::logic_error);
}

}  // namespace
}  // namespace provider::testing
