// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/bucket_check/messages.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace provider::bucket_check {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

cts::BucketQuery Query(std::string name, std::optional<std::string> kms_id = std::nullopt) {
  const bool encrypted = kms_id.has_value();
  return {.name = std::move(name),
          .location = "eu-west-0",
          .kms_id = std::move(kms_id),
          .encryption = encrypted ? std::optional(true) : std::nullopt};
}

const cts::BucketVerdict kGreen{.success = true, .response_code = 200};

// A code without a hint, so that the whole text stands in the test.
const cts::BucketVerdict kRed{.success = false,
                              .response_code = 418,
                              .error_code = "OBS.Teapot",
                              .error_message = "Short and stout."};

TEST(FailureMessage, SaysBucketLocationCodeStatusAndTheServicesWords) {
  EXPECT_EQ(FailureMessage(Query("audit-traces"), kRed),
            "The bucket \"audit-traces\" in \"eu-west-0\" cannot receive traces: OBS.Teapot, HTTP "
            "418: Short and stout.");
}

TEST(FailureMessage, NamesTheKmsKey) {
  EXPECT_EQ(
      FailureMessage(Query("audit-traces", "key-1"), kRed),
      "The bucket \"audit-traces\" in \"eu-west-0\" with the KMS key \"key-1\" cannot receive "
      "traces: OBS.Teapot, HTTP 418: Short and stout.");
}

TEST(FailureMessage, GivesTheHintForACodeThatIsKnown) {
  cts::BucketVerdict verdict = kRed;
  verdict.error_code = "OBS.NoSuchBucket";
  verdict.error_message = "The specified bucket does not exist";
  const std::string message = FailureMessage(Query("audit-traces"), verdict);
  EXPECT_THAT(message, HasSubstr("The specified bucket does not exist. "));
  EXPECT_THAT(message, EndsWith("If this configuration creates the bucket, refer to the resource "
                                "directly so that the check waits for it."));
}

TEST(FailureMessage, LeavesOutWhatTheServiceDidNotSay) {
  const std::string head = "The bucket \"b-1\" in \"eu-west-0\" cannot receive traces: ";
  EXPECT_EQ(FailureMessage(Query("b-1"), {.success = false}), head + "the service gave no reason.");
  EXPECT_EQ(FailureMessage(Query("b-1"), {.success = false, .response_code = 403}),
            head + "HTTP 403.");
  EXPECT_EQ(FailureMessage(Query("b-1"), {.success = false, .error_code = "OBS.Teapot"}),
            head + "OBS.Teapot.");
  EXPECT_EQ(FailureMessage(Query("b-1"), {.success = false, .error_message = "No."}), head + "No.");
  EXPECT_EQ(FailureMessage(Query("b-1"), {.success = false, .error_code = "", .error_message = ""}),
            head + "the service gave no reason.");
}

TEST(FailureMessage, EndsInExactlyOnePeriod) {
  cts::BucketVerdict verdict = kRed;
  for (const char* words : {"Denied", "Denied.", "Denied!", "Denied?"}) {
    verdict.error_message = words;
    const std::string message = FailureMessage(Query("b-1"), verdict);
    EXPECT_THAT(message, Not(EndsWith(".."))) << words;
    EXPECT_THAT(message, ::testing::ContainsRegex("[.!?]$")) << words;
  }
}

TEST(FailureMessage, IsOneLineWhateverTheUserWrites) {
  cts::BucketQuery query = Query("b-1", "key\n1");
  query.location = "eu\nwest";
  EXPECT_THAT(FailureMessage(query, kRed), Not(HasSubstr("\n")));
}

TEST(Summary, NothingChecked) { EXPECT_EQ(Summary({}, {}), "No buckets were checked."); }

TEST(Summary, AllGreen) {
  const std::vector<cts::BucketQuery> queries{Query("b-1"), Query("b-2", "key-1")};
  EXPECT_EQ(Summary(queries, std::vector{kGreen, kGreen}),
            "2 of 2 buckets can receive traces (checked with a KMS key: 1).");
}

TEST(Summary, OneBucketIsSingular) {
  const std::vector<cts::BucketQuery> queries{Query("b-1")};
  EXPECT_EQ(Summary(queries, std::vector{kGreen}),
            "1 of 1 bucket can receive traces (checked with a KMS key: 0).");
  EXPECT_THAT(Summary(queries, std::vector{kRed}),
              StartsWith("1 of 1 bucket cannot receive traces (checked with a KMS key: 0):\n"));
}

TEST(Summary, OneLinePerFailureInOrder) {
  const std::vector<cts::BucketQuery> queries{Query("b-1", "key-1"), Query("b-2"), Query("b-3")};
  EXPECT_EQ(
      Summary(queries, std::vector{kRed, kGreen, kRed}),
      "2 of 3 buckets cannot receive traces (checked with a KMS key: 1):\n"
      "  The bucket \"b-1\" in \"eu-west-0\" with the KMS key \"key-1\" cannot receive traces: "
      "OBS.Teapot, HTTP 418: Short and stout.\n"
      "  The bucket \"b-3\" in \"eu-west-0\" cannot receive traces: OBS.Teapot, HTTP 418: "
      "Short and stout.");
}

std::string SummaryOfFailures(int count) {
  std::vector<cts::BucketQuery> queries;
  for (int i = 0; i < count; ++i) queries.push_back(Query(fmt::format("b-{}", i)));
  return Summary(queries, std::vector(queries.size(), kRed));
}

TEST(Summary, TenFailuresAreAllShown) {
  const std::string summary = SummaryOfFailures(10);
  EXPECT_EQ(std::count(summary.begin(), summary.end(), '\n'), 10);
  EXPECT_THAT(summary, HasSubstr("\n  The bucket \"b-9\""));
  EXPECT_THAT(summary, Not(HasSubstr("more")));
}

TEST(Summary, BeyondTenOnlyTheirNumber) {
  const std::string eleven = SummaryOfFailures(11);
  EXPECT_EQ(std::count(eleven.begin(), eleven.end(), '\n'), 11);
  EXPECT_THAT(eleven, Not(HasSubstr("b-10")));
  EXPECT_THAT(eleven, EndsWith("\nand 1 more"));
  const std::string many = SummaryOfFailures(10'000);
  EXPECT_THAT(many, StartsWith("10000 of 10000 buckets cannot receive traces"));
  EXPECT_THAT(many, EndsWith("\nand 9990 more"));
}

TEST(Summary, GreenBucketsBetweenDoNotUseUpTheLines) {
  std::vector<cts::BucketQuery> queries;
  std::vector<cts::BucketVerdict> verdicts;
  for (int i = 0; i < 40; ++i) {
    queries.push_back(Query(fmt::format("b-{}", i)));
    verdicts.push_back(i % 4 == 3 ? kRed : kGreen);
  }
  const std::string summary = Summary(queries, verdicts);
  EXPECT_THAT(summary, HasSubstr("\"b-39\""));
  EXPECT_THAT(summary, Not(HasSubstr("more")));
}

}  // namespace
}  // namespace provider::bucket_check
