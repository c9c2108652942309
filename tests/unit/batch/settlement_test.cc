// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/batch/settlement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/batch/wire.h"

namespace provider::batch {
namespace {

using namespace std::chrono_literals;
using provider::testing::Buckets;
using provider::testing::Failure;
using provider::testing::Transient;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr base::SteadyTime kNow{1h};

// A call that `reads` share and that took a second.
class SettlementTest : public ::testing::Test {
 protected:
  Settlement SettleCall(const Outcome& outcome) {
    Parts parts;
    for (const auto& read : reads) {
      for (auto& part : Divide(read, 100)) parts.push_back(part);
    }
    return Settle(Call(parts, {}, kNow - 1s), outcome, service::RetryPolicy(2), parallel, kNow,
                  0.5);
  }
  void Add(const std::vector<std::string>& names, std::chrono::milliseconds left = 60s) {
    reads.push_back(std::make_shared<Read>(Buckets(names), kNow - 1s, kNow + left));
  }
  static Outcome Codes(const std::vector<std::int64_t>& codes) {
    Verdicts verdicts;
    for (const auto code : codes) verdicts.push_back({code == 200, code, {}, {}});
    return verdicts;
  }

  std::vector<std::shared_ptr<Read>> reads;
  std::size_t parallel = 12;
};

TEST_F(SettlementTest, EachReadGetsItsOwnVerdicts) {
  Add({"a", "b"});
  Add({"b"});
  const auto settled = SettleCall(Codes({200, 404}));
  EXPECT_THAT(settled.again, IsEmpty());
  EXPECT_EQ(reads[0]->open, 0U);
  EXPECT_EQ(reads[0]->verdicts[1]->response_code, 404);
  EXPECT_EQ(reads[1]->verdicts[0]->response_code, 404);
}

TEST_F(SettlementTest, RetriesOnlyTransientVerdicts) {
  Add({"a", "b", "c"});
  const auto settled = SettleCall(Codes({200, 500, 429}));
  ASSERT_THAT(settled.again, SizeIs(2));
  EXPECT_EQ(reads[0]->open, 2U);
  EXPECT_THAT(settled.again[0].queries, ElementsAre(1));
  EXPECT_EQ(settled.again[0].due, kNow + 750ms);
  EXPECT_EQ(settled.again[0].budget.retries, 1);
  EXPECT_TRUE(settled.again[0].released);
  EXPECT_THAT(settled.again[1].queries, ElementsAre(2));
  EXPECT_EQ(settled.again[1].due, kNow + 3s);
  EXPECT_EQ(settled.again[1].budget.retries, 0);
}

TEST_F(SettlementTest, ReadWithoutTimeForARetryKeepsItsVerdict) {
  Add({"a"}, 500ms);
  Add({"a"}, 60s);
  const auto settled = SettleCall(Codes({500}));
  ASSERT_THAT(settled.again, SizeIs(1));
  EXPECT_EQ(settled.again[0].read, reads[1]);
  EXPECT_EQ(reads[0]->open, 0U);
}

TEST_F(SettlementTest, RetriesAFailureOnlyWhereTheDeadlineAllows) {
  Add({"a"}, 500ms);
  Add({"b"}, 60s);
  const auto settled = SettleCall(Transient(502));
  ASSERT_TRUE(reads[0]->error);
  EXPECT_EQ(reads[0]->error->http_status, 502);
  EXPECT_EQ(reads[0]->error->attempts, 1);
  EXPECT_FALSE(reads[1]->error);
  EXPECT_EQ(reads[1]->last_failure->http_status, 502);
  ASSERT_THAT(settled.again, SizeIs(1));
  EXPECT_EQ(settled.again[0].attempts, 1);
}

TEST_F(SettlementTest, DoesNotTouchReadsThatHaveEnded) {
  Add({"a"});
  Add({"b"});
  reads[0]->done = true;
  for (const auto& outcome : {Codes({200, 200}), Outcome(Failure("403")),
                              Outcome(std::make_exception_ptr(std::runtime_error("a bug")))}) {
    static_cast<void>(SettleCall(outcome));
    EXPECT_FALSE(reads[0]->error);
    EXPECT_FALSE(reads[0]->exception);
    EXPECT_FALSE(reads[0]->verdicts[0]);
  }
}

TEST_F(SettlementTest, SplitsARefusedCallIntoHalves) {
  for (const auto* name : {"a", "b", "c"}) Add({name});
  const auto settled = SettleCall(Failure("400", true));
  ASSERT_THAT(settled.groups, SizeIs(2));
  EXPECT_THAT(settled.groups[0], SizeIs(2));
  EXPECT_THAT(settled.groups[1], SizeIs(1));
  EXPECT_EQ(settled.groups[0][0].attempts, 0);  // nothing is retried
  for (const auto& read : reads) EXPECT_FALSE(read->error);
}

TEST_F(SettlementTest, SplitsIntoSingleReadsWhenHalvingTakesTooLong) {
  // Three reads: two more rounds of a second each, and a second of margin.
  for (const auto* name : {"a", "b", "c"}) Add({name}, name[0] == 'b' ? 2'999ms : 60s);
  EXPECT_THAT(SettleCall(Failure("400", true)).groups, SizeIs(3));
  reads.clear();
  for (const auto* name : {"a", "b", "c"}) Add({name}, name[0] == 'b' ? 3'000ms : 60s);
  EXPECT_THAT(SettleCall(Failure("400", true)).groups, SizeIs(2));
}

TEST_F(SettlementTest, MakesNoMoreGroupsThanTheParallelLimit) {
  parallel = 2;
  for (const auto* name : {"a", "b", "c", "d", "e", "f"}) Add({name}, 1s);
  const auto settled = SettleCall(Failure("400", true));
  ASSERT_THAT(settled.groups, SizeIs(2));
  EXPECT_THAT(settled.groups[0], SizeIs(3));
}

// A single group would repeat the same call until its reads have no time left.
TEST_F(SettlementTest, SplitsIntoHalvesWithAParallelLimitOfOne) {
  parallel = 1;
  for (const auto* name : {"a", "b", "c", "d"}) Add({name}, 1s);
  const auto settled = SettleCall(Failure("400", true));
  ASSERT_THAT(settled.groups, SizeIs(2));
  EXPECT_THAT(settled.groups[0], SizeIs(2));
}

TEST_F(SettlementTest, TimeoutBeforeSendingShowsTheLastAttempt) {
  auto late = Failure("0");
  late.error().sent = false;
  for (const auto kind : {service::Error::Kind::kTimeout, service::Error::Kind::kCredentials}) {
    reads.clear();
    Add({"a"});
    static_cast<void>(SettleCall(Transient(502)));
    late.error().error.kind = kind;
    static_cast<void>(SettleCall(late));
    ASSERT_TRUE(reads[0]->error);
    EXPECT_EQ(reads[0]->error->kind, kind);
    EXPECT_EQ(reads[0]->error->http_status, kind == service::Error::Kind::kTimeout ? 502 : 0);
  }
}

TEST_F(SettlementTest, FailureBeforeTheCallKeepsItsAttemptCount) {
  Add({"a"});
  auto renewal = Failure("502");
  renewal.error().sent = false;
  renewal.error().error.attempts = 3;
  static_cast<void>(SettleCall(renewal));
  ASSERT_TRUE(reads[0]->error);
  EXPECT_EQ(reads[0]->error->attempts, 3);
}

TEST_F(SettlementTest, ReportsHttp401EvenIfABucketHasAVerdict) {
  Add({"a"});
  static_cast<void>(SettleCall(Codes({500})));
  static_cast<void>(SettleCall(Failure("403")));
  EXPECT_FALSE(reads[0]->error);
  EXPECT_EQ(reads[0]->open, 0U);
  EXPECT_EQ(reads[0]->verdicts[0]->response_code, 500);
  reads.clear();
  Add({"a"});
  static_cast<void>(SettleCall(Codes({500})));
  static_cast<void>(SettleCall(Failure("401")));
  ASSERT_TRUE(reads[0]->error);
  EXPECT_EQ(reads[0]->error->http_status, 401);
}

TEST_F(SettlementTest, RefusedLoneReadFails) {
  Add({"a", "b"});
  const auto settled = SettleCall(Failure("400", true));
  EXPECT_THAT(settled.groups, IsEmpty());
  EXPECT_THAT(settled.again, IsEmpty());
  ASSERT_TRUE(reads[0]->error);
  EXPECT_EQ(reads[0]->error->http_status, 400);
}

TEST_F(SettlementTest, RetriesAtOnceWithNewCredentials) {
  Add({"a"});
  auto refused = Failure("401");
  refused.error().cause = service::RetryCause::kNewCredentials;
  const auto settled = SettleCall(refused);
  ASSERT_THAT(settled.again, SizeIs(1));
  EXPECT_EQ(settled.again[0].due, kNow);
  EXPECT_TRUE(settled.again[0].budget.reauthorized);
}

TEST(Call, CountsAttemptsOfItsMostTriedPart) {
  const auto read = std::make_shared<Read>(Buckets({"a", "b"}), kNow, kNow + 60s);
  auto parts = Divide(read, 1);
  EXPECT_EQ(Call(parts, {}, kNow).attempt(), 1);
  parts[1].attempts = 2;
  EXPECT_EQ(Call(parts, {}, kNow).attempt(), 3);
}

}  // namespace
}  // namespace provider::batch
