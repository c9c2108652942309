// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/batch/pending_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace provider::batch {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr base::SteadyTime kNow{1h};

std::shared_ptr<Read> ReadOf(const std::vector<std::string>& names,
                             base::SteadyTime arrival = kNow) {
  std::vector<cts::BucketQuery> queries;
  for (const auto& name : names) queries.push_back({name, "r", {}, {}});
  return std::make_shared<Read>(queries, arrival, arrival + 10s);
}

Part PartOf(const std::shared_ptr<Read>& read, bool released = false) {
  auto part = Divide(read, 100).front();
  part.released = released;
  return part;
}

std::vector<std::string> Names(const Parts& parts) {
  std::vector<std::string> names;
  for (const auto& part : parts) {
    for (std::size_t i = 0; i < part.queries.size(); ++i) names.push_back(part.query(i).name);
  }
  return names;
}

TEST(PendingQueue, HoldsPartsUntilTheyAreReleased) {
  PendingQueue queue(10, true);
  queue.Add(PartOf(ReadOf({"a"})));
  queue.Add(PartOf(ReadOf({"b"})));
  EXPECT_THAT(queue.TakeReady(kNow), IsEmpty());
  queue.Release(kNow);
  EXPECT_THAT(Names(queue.TakeReady(kNow)), ElementsAre("a", "b"));
  EXPECT_EQ(queue.timekeeper(), nullptr);
}

TEST(PendingQueue, FullCallNeedsNoRelease) {
  PendingQueue queue(2, true);
  queue.Add(PartOf(ReadOf({"a"})));
  queue.Add(PartOf(ReadOf({"a"})));
  EXPECT_THAT(queue.TakeReady(kNow), IsEmpty());  // identical queries use one slot
  queue.Add(PartOf(ReadOf({"b"})));
  EXPECT_THAT(Names(queue.TakeReady(kNow)), ElementsAre("a", "a", "b"));
}

TEST(PendingQueue, PartThatDoesNotFitStaysPending) {
  PendingQueue queue(3, true);
  queue.Add(PartOf(ReadOf({"a", "b"})));
  queue.Add(PartOf(ReadOf({"c", "d"})));
  EXPECT_THAT(Names(queue.TakeReady(kNow)), ElementsAre("a", "b"));
  EXPECT_THAT(queue.TakeReady(kNow), IsEmpty());
}

TEST(PendingQueue, WithoutSharingEachPartIsACall) {
  PendingQueue queue(10, false);
  queue.Add(PartOf(ReadOf({"a"})));
  queue.Add(PartOf(ReadOf({"b"})));
  EXPECT_THAT(Names(queue.TakeReady(kNow)), ElementsAre("a"));
  EXPECT_THAT(Names(queue.TakeReady(kNow)), ElementsAre("b"));
}

TEST(PendingQueue, PartIsTakenWhenDueTogetherWithPendingParts) {
  PendingQueue queue(10, true);
  Part again = PartOf(ReadOf({"a"}), /*released=*/true);
  again.due = kNow + 1s;
  queue.Add(again);
  queue.Add(PartOf(ReadOf({"b"})));
  EXPECT_THAT(queue.TakeReady(kNow), IsEmpty());
  EXPECT_EQ(queue.NextDue(kNow), kNow + 1s);
  EXPECT_EQ(queue.NextDue(kNow + 1s), std::nullopt);
  EXPECT_THAT(Names(queue.TakeReady(kNow + 1s)), ElementsAre("a", "b"));
}

TEST(PendingQueue, UnreleasedPartDoesNotDisplaceAReleasedPart) {
  PendingQueue queue(2, true);
  const auto encrypted = std::make_shared<Read>(
      std::vector<cts::BucketQuery>{{"a", "r", "k", true}}, kNow, kNow + 10s);
  const auto unencrypted = std::make_shared<Read>(
      std::vector<cts::BucketQuery>{{"a", "r", "k", false}}, kNow, kNow + 10s);
  queue.Add(PartOf(encrypted));
  queue.Add(PartOf(unencrypted, /*released=*/true));
  const auto ready = queue.TakeReady(kNow);
  ASSERT_EQ(ready.size(), 1U);
  EXPECT_EQ(ready[0].read, unencrypted);
}

TEST(PendingQueue, DescribesUnreleasedPartsAndTheirLatestSendTime) {
  PendingQueue queue(10, true);
  EXPECT_EQ(queue.FindUnreleasedParts(kNow), std::nullopt);
  queue.Add(PartOf(ReadOf({"a"}, kNow - 2s)));
  queue.Add(PartOf(ReadOf({"b"}, kNow - 1s)));
  queue.Add(PartOf(ReadOf({"c"}), /*released=*/true));
  const auto pending = queue.FindUnreleasedParts(kNow);
  ASSERT_TRUE(pending);
  EXPECT_EQ(pending->parts, 2U);
  EXPECT_EQ(pending->first_arrival, kNow - 2s);
  EXPECT_EQ(pending->last_arrival, kNow - 1s);
  EXPECT_EQ(pending->latest_send, kNow + 3s);
  EXPECT_FALSE(pending->saw_return);
  queue.CallReturned();
  EXPECT_TRUE(queue.FindUnreleasedParts(kNow)->saw_return);
}

// A read of ReadOf has ten seconds, half of which it may wait.
TEST(PendingQueue, FindsHowLongTheFirstPartMayWait) {
  PendingQueue queue(10, true);
  EXPECT_EQ(queue.FirstLatestSend(), std::nullopt);
  queue.Add(PartOf(ReadOf({"a"}, kNow)));
  EXPECT_EQ(queue.FirstLatestSend(), kNow + 5s);
  queue.Add(PartOf(ReadOf({"b"}, kNow - 2s)));
  queue.Add(PartOf(ReadOf({"c"}, kNow - 1s)));
  EXPECT_EQ(queue.FirstLatestSend(), kNow + 3s);
  Part back_off = PartOf(ReadOf({"d"}, kNow - 8s), /*released=*/true);
  back_off.due = kNow + 1s;  // it has one second more then
  queue.Add(back_off);
  EXPECT_EQ(queue.FirstLatestSend(), kNow + 1'500ms);
}

TEST(PendingQueue, RemovesAllPartsOfARead) {
  PendingQueue queue(1, true);
  const auto leaver = ReadOf({"a", "b"});
  for (auto& part : Divide(leaver, 1)) queue.Add(std::move(part));
  const auto stays = ReadOf({"c"});
  queue.Add(PartOf(stays));
  EXPECT_EQ(queue.timekeeper(), leaver.get());
  queue.Remove(*leaver);
  EXPECT_EQ(queue.timekeeper(), stays.get());
  EXPECT_THAT(Names(queue.TakeReady(kNow)), ElementsAre("c"));
}

TEST(Divide, SplitsALargeReadAndSeparatesAmbiguousQueries) {
  const auto read = std::make_shared<Read>(std::vector<cts::BucketQuery>{{"a", "r", "k", true},
                                                                         {"b", "r", {}, {}},
                                                                         {"a", "r", "k", false},
                                                                         {"c", "r", {}, {}},
                                                                         {"a", "r", "k", true}},
                                           kNow, kNow + 1s);
  EXPECT_THAT(read->indices, ElementsAre(0, 1, 2, 3, 0));
  const auto parts = Divide(read, 2);
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_THAT(parts[0].queries, ElementsAre(0, 1));
  EXPECT_THAT(parts[1].queries, ElementsAre(3));
  EXPECT_THAT(parts[2].queries, ElementsAre(2));
}

}  // namespace
}  // namespace provider::batch
