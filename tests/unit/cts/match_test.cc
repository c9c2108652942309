// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cts/match.h"

#include <algorithm>
#include <chrono>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace provider::cts {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Text = std::optional<std::string>;

// Entries differ by their response code.
ResponseEntry Entry(Text name, Text location, Text kms_id, int code) {
  return {std::move(name), std::move(location), std::move(kms_id), {true, code, {}, {}}};
}

std::vector<std::int64_t> Codes(const std::vector<BucketQuery>& queries,
                                const std::vector<ResponseEntry>& entries) {
  const auto verdicts = MatchResponse(queries, entries);
  std::vector<std::int64_t> codes;
  if (!verdicts) return codes;
  for (const auto& verdict : *verdicts) codes.push_back(*verdict.response_code);
  return codes;
}

const Text kNone;

TEST(Match, ByNameLocationAndKeyInAnyOrder) {
  EXPECT_THAT(Codes({{"a", "x", {}, {}}, {"a", "x", "k", {}}, {"a", "y", {}, {}}},
                    {Entry("a", "y", kNone, 3), Entry("a", "x", "k", 2), Entry("a", "x", "", 1)}),
              ElementsAre(1, 2, 3));
}

TEST(Match, ByNameAndLocationWhenTheKeyIsNotEchoed) {
  EXPECT_THAT(Codes({{"a", "x", "k", {}}, {"a", "y", "k", {}}},
                    {Entry("a", "y", kNone, 2), Entry("a", "x", kNone, 1)}),
              ElementsAre(1, 2));
}

TEST(Match, ByNameWhereThatIsUnambiguous) {
  EXPECT_THAT(Codes({{"a", "x", {}, {}}, {"b", "x", {}, {}}},
                    {Entry("b", kNone, kNone, 2), Entry("a", "elsewhere", kNone, 1)}),
              ElementsAre(1, 2));
}

TEST(Match, ByPositionWhenEntriesAreAmbiguous) {
  EXPECT_THAT(Codes({{"a", "x", {}, {}}, {"b", "x", {}, {}}},
                    {Entry(kNone, kNone, kNone, 1), Entry("", kNone, kNone, 2)}),
              ElementsAre(1, 2));
  EXPECT_THAT(Codes({{"a", "x", "k1", {}}, {"a", "x", "k2", {}}},
                    {Entry("a", "x", kNone, 1), Entry("a", "x", kNone, 2)}),
              ElementsAre(1, 2));
  EXPECT_THAT(Codes({{"a", "x", {}, {}}, {"a", "x", "k", {}}},
                    {Entry("a", "x", kNone, 1), Entry("a", "x", kNone, 2)}),
              ElementsAre(1, 2));
}

TEST(Match, AcceptsEqualVerdictsWithoutEchoedKeys) {
  EXPECT_THAT(Codes({{"a", "x", {}, {}}, {"a", "x", "k", {}}},
                    {Entry("a", "x", kNone, 7), Entry("a", "x", kNone, 7)}),
              ElementsAre(7, 7));
}

// Found by fuzzing: a bucket got the success of an entry for another key.
TEST(Match, NeverByPositionToAnEntryOfAnotherQuery) {
  const std::vector<BucketQuery> queries = {{"a", "x", "k", {}}, {"a", "x", "l", {}}};
  EXPECT_THAT(Codes(queries, {Entry("a", kNone, kNone, 1), Entry("a", kNone, "l", 2)}),
              ElementsAre(1, 2));
  EXPECT_FALSE(
      MatchResponse(queries, std::vector{Entry("a", kNone, "l", 2), Entry("a", kNone, kNone, 1)}));
  EXPECT_FALSE(MatchResponse(
      queries, std::vector{Entry(kNone, "y", kNone, 2), Entry(kNone, "x", kNone, 1)}));
}

TEST(Match, NeverByPositionWhenTheCountsDiffer) {
  EXPECT_THAT(Codes({{"a", "x", {}, {}}, {"b", "x", {}, {}}}, {Entry(kNone, kNone, kNone, 1)}),
              ElementsAre());
  EXPECT_THAT(
      Codes({{"a", "x", {}, {}}}, {Entry(kNone, kNone, kNone, 1), Entry(kNone, kNone, kNone, 2)}),
      ElementsAre());
}

TEST(Match, NamesAMissingBucket) {
  const std::vector<BucketQuery> queries = {{"a", "x", {}, {}}, {"b\n", "y", {}, {}}};
  const std::vector<ResponseEntry> entries = {Entry("a", "x", kNone, 1)};
  const auto verdicts = MatchResponse(queries, entries);
  ASSERT_FALSE(verdicts);
  EXPECT_THAT(verdicts.error(), HasSubstr("\"b \" in \"y\""));
  EXPECT_FALSE(MatchResponse(queries, {}));
}

TEST(Match, NeverTakesTheEntryOfAnotherBucket) {
  EXPECT_THAT(Codes({{"a", "x", {}, {}}, {"b", "x", {}, {}}},
                    {Entry("a", "x", kNone, 1), Entry("stranger", "x", kNone, 2)}),
              ElementsAre());
}

TEST(Match, ContinuesARuleAfterABucketWithoutAMatch) {
  EXPECT_THAT(
      Codes({{"a", "x", {}, {}}, {"b", "x", "k", {}}, {"b", "x", "l", {}}},
            {Entry("b", "x", "k", 2), Entry("a", kNone, kNone, 1), Entry("b", "x", "l", 3)}),
      ElementsAre(1, 2, 3));
}

TEST(Match, RefusesAnEntryThatCouldMatchTwoBuckets) {
  EXPECT_FALSE(MatchResponse(std::vector<BucketQuery>{{"a", "x", "k", {}}, {"a", "x", "l", {}}},
                             std::vector{Entry("a", "x", kNone, 1)}));
  EXPECT_FALSE(MatchResponse(std::vector<BucketQuery>{{"a", "x", {}, {}}, {"a", "y", {}, {}}},
                             std::vector{Entry("a", kNone, kNone, 1)}));
}

// An entry for one key is not a result for another, whichever rule matches it.
TEST(Match, NeverUsesAnEntryForTwoKeys) {
  const std::vector<BucketQuery> queries = {{"a", "x", "k", {}}, {"a", "x", "l", {}}};
  EXPECT_FALSE(MatchResponse(queries, std::vector{Entry("a", "x", "k", 1)}));
  EXPECT_THAT(Codes(queries, {Entry("a", "x", "k", 1), Entry("a", "x", kNone, 2)}),
              ElementsAre(1, 2));
}

TEST(Match, IgnoresSurplusEntries) {
  EXPECT_THAT(
      Codes({{"a", "x", {}, {}}}, {Entry("stranger", "x", kNone, 2), Entry("a", "x", kNone, 1)}),
      ElementsAre(1));
}

TEST(Match, RefusesTwoDifferentVerdictsForOneBucket) {
  EXPECT_THAT(Codes({{"a", "x", {}, {}}}, {Entry("a", "x", kNone, 1), Entry("a", "x", kNone, 2)}),
              ElementsAre());
  EXPECT_THAT(Codes({{"a", "x", {}, {}}}, {Entry("a", "x", kNone, 1), Entry("a", "x", kNone, 1)}),
              ElementsAre(1));
}

TEST(Match, IdenticalQueriesShareAnEntry) {
  EXPECT_THAT(Codes({{"a", "x", {}, {}}, {"a", "x", {}, {}}}, {Entry("a", "x", kNone, 1)}),
              ElementsAre(1, 1));
}

TEST(Match, TenThousandBucketsInReverseAreQuick) {
  std::vector<BucketQuery> queries;
  std::vector<ResponseEntry> entries;
  for (int i = 0; i < 10'000; ++i) {
    // The first three rules match a third each.
    const std::string name = "bucket-" + std::to_string(i);
    queries.push_back({name, "x", "key", {}});
    entries.push_back(
        Entry(name, i % 3 == 2 ? kNone : Text("x"), i % 3 == 1 ? kNone : Text("key"), i));
  }
  std::ranges::reverse(entries);
  const auto start = std::chrono::steady_clock::now();
  const auto codes = Codes(queries, entries);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
  ASSERT_EQ(codes.size(), 10'000U);
  for (std::size_t i = 0; i < codes.size(); ++i) {
    ASSERT_EQ(codes[i], static_cast<std::int64_t>(i));
  }
}

// In any order, and with any fields left out, no bucket gets a verdict that names another one.
TEST(Match, NeverGivesAVerdictThatNamesAnotherBucket) {
  std::mt19937 random(7);
  const auto pick = [&random](unsigned int below) { return static_cast<int>(random() % below); };
  int matched = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::vector<BucketQuery> queries;
    for (int i = pick(4) + 1; i > 0; --i) {
      queries.push_back({std::string(1, static_cast<char>('a' + pick(3))),
                         pick(2) ? "x" : "y",
                         pick(2) ? Text("k") : kNone,
                         {}});
    }
    std::vector<ResponseEntry> entries;
    for (int i = pick(5); i > 0; --i) {
      const int name = pick(4);
      entries.push_back(
          Entry(name == 3 ? kNone : Text(std::string(1, static_cast<char>('a' + name))),
                pick(2) ? Text("x") : kNone, pick(2) ? Text("k") : kNone, name));
    }
    const auto codes = Codes(queries, entries);
    for (std::size_t q = 0; q < codes.size(); ++q, ++matched) {
      ASSERT_TRUE(codes[q] == 3 ||
                  queries[q].name == std::string(1, static_cast<char>('a' + codes[q])));
    }
  }
  EXPECT_GT(matched, 1'000);
}

}  // namespace
}  // namespace provider::cts
