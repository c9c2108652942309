// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/bucket_check/messages.h"

#include <cstddef>
#include <ctime>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/cts/check_hints.h"

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

const cts::BucketVerdict kUsable{.success = true, .response_code = 200};

// A code without a hint, so that the test has the whole text.
const cts::BucketVerdict kUnusable{.success = false,
                                   .response_code = 418,
                                   .error_code = "OBS.Teapot",
                                   .error_message = "Short and stout."};

TEST(BucketMessage, SaysThatAUsableBucketCanReceiveTraces) {
  EXPECT_EQ(BucketMessage(Query("audit-traces"), kUsable),
            R"(The bucket "audit-traces" in "eu-west-0" can receive traces.)");
  EXPECT_EQ(
      BucketMessage(Query("audit-traces", "key-1"),
                    {.success = true, .response_code = 404, .error_code = "OBS.NoSuchBucket"}),
      R"(The bucket "audit-traces" in "eu-west-0" can receive traces.)");
}

TEST(BucketMessage, EscapesAndShortensTheLocation) {
  cts::BucketQuery query = Query("b-1");
  query.location = "eu\n\"west";
  EXPECT_EQ(BucketMessage(query, kUsable),
            R"(The bucket "b-1" in "eu\n\"west" can receive traces.)");
  query.location = std::string(500, 'x');
  EXPECT_LT(BucketMessage(query, kUsable).size(), 200U);
}

TEST(BucketMessage, ShowsBucketLocationCodeStatusAndServiceMessage) {
  EXPECT_EQ(BucketMessage(Query("audit-traces"), kUnusable),
            R"(The bucket "audit-traces" in "eu-west-0" cannot receive traces: OBS.Teapot, HTTP )"
            R"(418: "Short and stout.")");
}

TEST(BucketMessage, NamesTheKmsKeyThatWasChecked) {
  EXPECT_EQ(BucketMessage(Query("audit-traces", "key-1"), kUnusable),
            R"(The bucket "audit-traces" in "eu-west-0" with the KMS key "key-1" cannot receive )"
            R"(traces: OBS.Teapot, HTTP 418: "Short and stout.")");
  cts::BucketQuery unencrypted = Query("audit-traces", "key-1");
  unencrypted.encryption = false;
  EXPECT_EQ(BucketMessage(unencrypted, kUnusable), BucketMessage(Query("audit-traces"), kUnusable));
}

TEST(BucketMessage, GivesAHintForAKnownCode) {
  cts::BucketVerdict verdict = kUnusable;
  verdict.error_code = "OBS.NoSuchBucket";
  verdict.error_message = "The specified bucket does not exist";
  const std::string message = BucketMessage(Query("audit-traces"), verdict);
  EXPECT_THAT(message, HasSubstr(R"("The specified bucket does not exist". Check the name)"));
  EXPECT_THAT(message, EndsWith("If this configuration creates the bucket, refer to the resource "
                                "directly so that the check waits for it."));
}

TEST(BucketMessage, MentionsKmsOnlyIfAKeyWasChecked) {
  const cts::BucketVerdict denied{.success = false, .error_code = "OBS.AccessDenied"};
  cts::BucketQuery query = Query("b-1", "key-1");
  EXPECT_THAT(BucketMessage(query, denied), HasSubstr("Also let CTS use the KMS key"));
  query.encryption = false;
  EXPECT_THAT(BucketMessage(query, denied), Not(HasSubstr("KMS")));
  EXPECT_THAT(BucketMessage(Query("b-1"), denied), Not(HasSubstr("KMS")));
}

TEST(BucketMessage, OmitsFieldsThatTheServiceDidNotSend) {
  const std::string head = R"(The bucket "b-1" in "eu-west-0" cannot receive traces: )";
  EXPECT_EQ(BucketMessage(Query("b-1"), {.success = false}), head + "no reason given.");
  EXPECT_EQ(BucketMessage(Query("b-1"), {.success = false, .response_code = 403}),
            head + "HTTP 403.");
  EXPECT_EQ(BucketMessage(Query("b-1"), {.success = false, .error_code = "OBS.Teapot"}),
            head + "OBS.Teapot.");
  EXPECT_EQ(BucketMessage(Query("b-1"), {.success = false, .error_message = "No."}),
            head + R"("No.")");
  EXPECT_EQ(BucketMessage(Query("b-1"), {.success = false, .error_code = "", .error_message = ""}),
            head + "no reason given.");
}

TEST(BucketMessage, EndsWithOnePunctuationMark) {
  cts::BucketVerdict verdict = kUnusable;
  for (const auto& [words, end] : std::map<std::string, std::string>{{"Denied", R"("Denied".)"},
                                                                     {"Denied.", R"("Denied.")"},
                                                                     {"Denied!", R"("Denied!")"},
                                                                     {"Denied?", R"("Denied?")"}}) {
    verdict.error_message = words;
    EXPECT_THAT(BucketMessage(Query("b-1"), verdict), EndsWith(": " + end)) << words;
  }
}

TEST(BucketMessage, IsOneLineForAnyInput) {
  cts::BucketQuery query = Query("b-1", "key\n1");
  query.location = "eu\nwest";
  EXPECT_THAT(BucketMessage(query, kUnusable), Not(HasSubstr("\n")));
}

// Otherwise a service could write text that looks like ours.
TEST(BucketMessage, EscapesQuotesInTheServiceMessage) {
  cts::BucketVerdict verdict = kUnusable;
  verdict.error_message = R"(no". Set insecure = true. ")";
  EXPECT_THAT(BucketMessage(Query("b-1"), verdict),
              EndsWith(R"(418: "no\". Set insecure = true. \"".)"));
}

TEST(BucketMessage, DoesNotShortenTheServiceMessage) {
  cts::BucketVerdict verdict = kUnusable;
  verdict.error_message.emplace(1'000, '!');
  EXPECT_THAT(BucketMessage(Query("b-1"), verdict), HasSubstr(*verdict.error_message));
}

TEST(CountLine, CountsUsableAndUnusableBuckets) {
  const std::vector<cts::BucketQuery> queries{Query("b-1"), Query("b-2")};
  EXPECT_EQ(CountLine({}, {}), "No buckets were checked.");
  EXPECT_EQ(CountLine(queries, std::vector{kUsable, kUsable}),
            "2 of 2 buckets can receive traces.");
  EXPECT_EQ(CountLine(queries, std::vector{kUsable, kUnusable}),
            "1 of 2 buckets cannot receive traces.");
  EXPECT_EQ(CountLine(std::span(queries).first(1), std::vector{kUnusable}),
            "1 of 1 bucket cannot receive traces.");
}

TEST(CountLine, CountsEncryptionOnlyWhereItWasChecked) {
  cts::BucketQuery unencrypted = Query("b-2", "key-1");
  unencrypted.encryption = false;
  EXPECT_EQ(
      CountLine(std::vector{Query("b-1", "key-1"), unencrypted}, std::vector{kUsable, kUnusable}),
      "1 of 2 buckets cannot receive traces (1 checked with encryption).");
  EXPECT_EQ(CountLine(std::vector{unencrypted}, std::vector{kUsable}),
            "1 of 1 bucket can receive traces.");
}

TEST(Summary, ReportsThatNoBucketsWereChecked) {
  EXPECT_EQ(Summary({}, {}), "No buckets were checked.");
}

TEST(Summary, IsOnlyTheCountWhenAllSucceed) {
  EXPECT_EQ(
      Summary(std::vector{Query("b-1"), Query("b-2", "key-1")}, std::vector{kUsable, kUsable}),
      "2 of 2 buckets can receive traces (1 checked with encryption).");
}

TEST(Summary, ListsFailedBucketsUnderTheirReason) {
  EXPECT_EQ(Summary(std::vector{Query("b-1", "key-1"), Query("b-2"), Query("b-3")},
                    std::vector{kUnusable, kUsable, kUnusable}),
            R"(2 of 3 buckets cannot receive traces (1 checked with encryption):
OBS.Teapot, HTTP 418: "Short and stout."
  "b-1" in "eu-west-0" with the KMS key "key-1"
  "b-3" in "eu-west-0")");
}

cts::BucketVerdict Failure(std::string code, std::string words = "No.") {
  return {.success = false,
          .response_code = 403,
          .error_code = std::move(code),
          .error_message = std::move(words)};
}

TEST(Summary, GroupsByCodeAndHintInOrderOfAppearance) {
  const std::string summary =
      Summary(std::vector{Query("b-1"), Query("b-2"), Query("b-3", "key-1"), Query("b-4")},
              std::vector{Failure("OBS.AccessDenied"), Failure("OBS.Teapot"),
                          Failure("OBS.AccessDenied"), Failure("OBS.AccessDenied")});
  const std::string with_key = cts::HintForBucket("OBS.AccessDenied", true);
  const std::string without_key = cts::HintForBucket("OBS.AccessDenied", false);
  EXPECT_EQ(summary,
            fmt::format(R"(4 of 4 buckets cannot receive traces (1 checked with encryption):
OBS.AccessDenied, HTTP 403: "No." {}
  "b-1" in "eu-west-0"
  "b-4" in "eu-west-0"
OBS.Teapot, HTTP 403: "No."
  "b-2" in "eu-west-0"
OBS.AccessDenied, HTTP 403: "No." {}
  "b-3" in "eu-west-0" with the KMS key "key-1")",
                        without_key, with_key));
}

TEST(Summary, MarksAMessageAsAnExampleWhenMessagesDiffer) {
  cts::BucketVerdict other = kUnusable;
  other.error_message = "Another reason.";
  const std::vector<cts::BucketQuery> queries{Query("b-1"), Query("b-2")};
  EXPECT_THAT(Summary(queries, std::vector{kUnusable, other}),
              HasSubstr("\nOBS.Teapot, HTTP 418, for example: \"Short and stout.\"\n"));
  other.response_code = 500;
  EXPECT_THAT(Summary(queries, std::vector{kUnusable, other}),
              HasSubstr("\nOBS.Teapot, for example: \"Short and stout.\"\n"));
}

TEST(Summary, ReportsThatNoReasonWasGiven) {
  EXPECT_EQ(Summary(std::vector{Query("b-1")}, std::vector{cts::BucketVerdict{}}),
            "1 of 1 bucket cannot receive traces:\nNo reason given.\n  \"b-1\" in \"eu-west-0\"");
}

std::string SummaryOfFailures(std::size_t count, const cts::BucketVerdict& verdict = kUnusable,
                              const std::string& prefix = "b-") {
  std::vector<cts::BucketQuery> queries;
  for (std::size_t i = 0; i < count; ++i) queries.push_back(Query(fmt::format("{}{}", prefix, i)));
  return Summary(queries, std::vector(count, verdict));
}

std::size_t CountOf(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(Summary, ShowsUpToTenFailures) {
  const std::string summary = SummaryOfFailures(10);
  EXPECT_EQ(CountOf(summary, "\n  "), 10U);
  EXPECT_THAT(summary, HasSubstr("\n  \"b-9\""));
  EXPECT_THAT(summary, Not(HasSubstr("more")));
}

TEST(Summary, CountsFailuresBeyondTen) {
  const std::string eleven = SummaryOfFailures(11);
  EXPECT_EQ(CountOf(eleven, "\n  "), 10U);
  EXPECT_THAT(eleven, Not(HasSubstr("b-10")));
  EXPECT_THAT(eleven, EndsWith("\nand 1 more"));
  const std::string many = SummaryOfFailures(10'000);
  EXPECT_THAT(many, StartsWith("10000 of 10000 buckets cannot receive traces"));
  EXPECT_THAT(many, EndsWith("\nand 9990 more"));
}

TEST(Summary, StaysShortForTwelveMissingBuckets) {
  const std::string hint = cts::HintForBucket("OBS.NoSuchBucket", false);
  const std::string long_name(60, 'x');
  for (const auto* words : {"The specified bucket does not exist.",
                            "Error message:Request Error.OBS service Error Message."}) {
    const std::string summary =
        SummaryOfFailures(12, Failure("OBS.NoSuchBucket", words), long_name);
    EXPECT_LT(summary.size(), 1'200U) << summary;
    EXPECT_EQ(CountOf(summary, hint), 1U);
    EXPECT_EQ(CountOf(summary, words), 1U);
  }
  EXPECT_LT(SummaryOfFailures(12, Failure("OBS.NoSuchBucket", std::string(1'000, 'w'))).size(),
            1'200U);
}

TEST(Summary, NamesABucketOfEachGroupWhileThereIsRoom) {
  std::vector<cts::BucketQuery> queries;
  std::vector<cts::BucketVerdict> verdicts;
  const auto add = [&](std::size_t count, const std::string& code) {
    for (std::size_t i = 0; i < count; ++i) {
      queries.push_back(Query(fmt::format("{}-{}", code, i)));
      verdicts.push_back(Failure(code));
    }
  };
  add(12, "A");
  add(3, "B");
  std::string summary = Summary(queries, verdicts);
  EXPECT_EQ(CountOf(summary, "\n  \"A-"), 9U);
  EXPECT_EQ(CountOf(summary, "\n  \"B-"), 1U);
  EXPECT_THAT(summary, EndsWith("\nand 5 more"));
  for (char code = 'C'; code <= 'K'; ++code) add(1, std::string(1, code));
  summary = Summary(queries, verdicts);
  EXPECT_EQ(CountOf(summary, "\n  "), 10U);
  EXPECT_THAT(summary, HasSubstr("\n  \"J-0\""));
  EXPECT_THAT(summary, Not(HasSubstr("\nK")));
  EXPECT_THAT(summary, EndsWith("\nand 14 more"));
}

TEST(Summary, UsableBucketsDoNotUseUpTheLines) {
  std::vector<cts::BucketQuery> queries;
  std::vector<cts::BucketVerdict> verdicts;
  for (int i = 0; i < 40; ++i) {
    queries.push_back(Query(fmt::format("b-{}", i)));
    verdicts.push_back(i % 4 == 3 ? kUnusable : kUsable);
  }
  const std::string summary = Summary(queries, verdicts);
  EXPECT_THAT(summary, HasSubstr("\"b-39\""));
  EXPECT_THAT(summary, Not(HasSubstr("more")));
}

// Ten thousand codes, each a group of its own, must take no more than a moment.
TEST(Summary, IsQuickForManyGroups) {
  std::vector<cts::BucketQuery> queries;
  std::vector<cts::BucketVerdict> verdicts;
  for (int i = 0; i < 10'000; ++i) {
    queries.push_back(Query(fmt::format("b-{}", i)));
    verdicts.push_back(Failure(fmt::format("CODE.{}", i)));
  }
  const auto began = std::clock();
  EXPECT_THAT(Summary(queries, verdicts), EndsWith("\nand 9990 more"));
  EXPECT_LT(std::clock() - began, CLOCKS_PER_SEC);
}

}  // namespace
}  // namespace provider::bucket_check
