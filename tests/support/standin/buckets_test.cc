// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/support/standin/buckets.h"

#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace standin {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

json Entry(const std::string& name) {
  return {{"bucket_name", name}, {"bucket_location", "eu-west-0"}};
}

std::string Body(const json& entries) { return json{{"buckets", entries}}.dump(); }

// The one check_bucket_response of a successful call.
json ResponseFor(BucketRules& rules, const json& entry) {
  const Answer answer = rules.Check(Body(json::array({entry})));
  EXPECT_EQ(answer.status, 200) << answer.body;
  const json document = json::parse(answer.body);
  EXPECT_EQ(document["buckets"].size(), 1U);
  return document["buckets"][0]["check_bucket_response"];
}

TEST(BucketRules, RespondsWithTheSampleOfTheApiPage) {
  BucketRules rules;
  const json request = {{{"bucket_location", "cn-north-1"},
                         {"bucket_name", "bucket1"},
                         {"is_support_trace_files_encryption", false},
                         {"kms_id", "1f26f8d8-65d4-436b-bea2-bd0ac1984f71"}},
                        {{"bucket_location", "cn-north-2"},
                         {"bucket_name", "missing-bucket2"},
                         {"is_support_trace_files_encryption", false},
                         {"kms_id", "0c1b7d87-5186-411a-86ce-ed3b2ec848c9"}}};
  json expected = request;
  expected[0]["check_bucket_response"] = {{"response_code", 200}, {"success", true}};
  expected[1]["check_bucket_response"] = {
      {"error_code", "OBS.NoSuchBucket"},
      {"error_message", "Error message:Request Error.OBS service Error Message."},
      {"response_code", 404},
      {"success", false}};
  const Answer answer = rules.Check(Body(request));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(json::parse(answer.body), (json{{"buckets", expected}}));
}

TEST(BucketRules, ResultDependsOnThePrefixOfTheName) {
  BucketRules rules;
  const struct {
    const char* name;
    int response_code;
    const char* error_code;
  } cases[] = {{"missing-a", 404, "OBS.NoSuchBucket"},
               {"denied-a", 403, "OBS.AccessDenied"},
               {"arrears-a", 403, "OBS.InArrearOrInsufficientBalance"},
               {"moved-a", 301, "OBS.PermanentRedirect"}};
  for (const auto& c : cases) {
    const json response = ResponseFor(rules, Entry(c.name));
    EXPECT_EQ(response["success"], false) << c.name;
    EXPECT_EQ(response["response_code"], c.response_code);
    EXPECT_EQ(response["error_code"], c.error_code);
    EXPECT_EQ(ResponseFor(rules, Entry(c.name)), response) << "the second time too";
  }
  EXPECT_EQ(ResponseFor(rules, Entry("a-missing-")),
            (json{{"success", true}, {"response_code", 200}}));
}

TEST(BucketRules, FailsFlakyAndThrottledBucketsOnceEach) {
  BucketRules rules;
  EXPECT_EQ(ResponseFor(rules, Entry("flaky-a"))["response_code"], 500);
  EXPECT_EQ(ResponseFor(rules, Entry("flaky-b"))["response_code"], 500);
  EXPECT_EQ(ResponseFor(rules, Entry("flaky-a"))["success"], true);
  EXPECT_EQ(ResponseFor(rules, Entry("throttled-a"))["response_code"], 429);
  EXPECT_EQ(ResponseFor(rules, Entry("throttled-a"))["success"], true);
  rules.Reset();
  EXPECT_EQ(ResponseFor(rules, Entry("flaky-a"))["response_code"], 500);
}

TEST(BucketRules, FailsLateBucketsAsOftenAsTheirNameSays) {
  BucketRules rules;
  const auto is_green = [&rules](const char* name) {
    return ResponseFor(rules, Entry(name))["success"] == true;
  };
  EXPECT_FALSE(is_green("late-2-a"));
  EXPECT_FALSE(is_green("late-2-a"));
  EXPECT_TRUE(is_green("late-2-a"));
  EXPECT_FALSE(is_green("late-2-b"));
  for (const auto* name : {"late-a", "late-0-a", "late-10-a", "late-"}) {
    EXPECT_TRUE(is_green(name)) << name;
  }
  rules.Reset();
  EXPECT_FALSE(is_green("late-2-a"));
}

TEST(BucketRules, OmitsSilentBucketsAndMissingVerdicts) {
  BucketRules rules;
  const Answer answer =
      rules.Check(Body(json::array({Entry("first"), Entry("silent-a"), Entry("nosuccess-a")})));
  const json buckets = json::parse(answer.body)["buckets"];
  ASSERT_EQ(buckets.size(), 2U);
  EXPECT_EQ(buckets[0]["bucket_name"], "first");
  EXPECT_EQ(buckets[1]["check_bucket_response"], (json{{"response_code", 200}}));
}

TEST(BucketRules, ChecksTheKeyOnlyWithEncryption) {
  BucketRules rules;
  json entry = Entry("audit-vault");
  entry["kms_id"] = "00000000-0000-0000-0000-000000000000";
  EXPECT_EQ(ResponseFor(rules, entry)["success"], true);
  entry["is_support_trace_files_encryption"] = true;
  EXPECT_EQ(ResponseFor(rules, entry)["error_code"], "KMS.NotFoundException");
  EXPECT_EQ(ResponseFor(rules, entry)["response_code"], 400);
  entry["kms_id"] = "11111111-1111-1111-1111-111111111111";
  EXPECT_EQ(ResponseFor(rules, entry)["error_code"], "KMS.DisabledException");
  entry["kms_id"] = "1f26f8d8-65d4-436b-bea2-bd0ac1984f71";
  EXPECT_EQ(ResponseFor(rules, entry)["success"], true);
}

TEST(BucketRules, RefusesCallsWithAnInvalidBody) {
  BucketRules rules;
  const std::string good = R"({"bucket_name":"fine","bucket_location":"l"})";
  const auto list = [](const std::string& entries) {
    return fmt::format(R"({{"buckets":[{}]}})", entries);
  };
  const struct {
    std::string body;
    const char* code;
  } cases[] = {
      {"", "CTS.0003"},
      {"{", "CTS.0003"},
      {"[]", "CTS.0003"},
      {"null", "CTS.0003"},
      {"{}", "CTS.0003"},
      {R"({"buckets":null})", "CTS.0003"},
      {R"({"buckets":[]})", "CTS.0003"},
      {"{\"buckets\":[\xff]}", "CTS.0003"},
      {list("1"), "CTS.0003"},
      {list(R"({"bucket_name":"fine"})"), "CTS.0003"},
      {list(R"({"bucket_location":"l"})"), "CTS.0003"},
      {list(R"({"bucket_name":7,"bucket_location":"l"})"), "CTS.0003"},
      {list(R"({"bucket_name":"fine","bucket_location":"l","kms_id":null})"), "CTS.0003"},
      {list(R"({"bucket_name":"fine","bucket_location":"l","extra":"x"})"), "CTS.0003"},
      {list(good + R"(,{"bucket_name":"Fine","bucket_location":"l"})"), "CTS.0231"},
      {list(good + R"(,{"bucket_name":"poison-a","bucket_location":"l"})"), "CTS.0213"},
      {list(R"({"bucket_name":"fine","bucket_location":"l",)"
            R"("is_support_trace_files_encryption":true})"),
       "CTS.0221"},
      {list(R"({"bucket_name":"fine","bucket_location":"l","kms_id":"",)"
            R"("is_support_trace_files_encryption":true})"),
       "CTS.0221"},
  };
  for (const auto& c : cases) {
    const Answer answer = rules.Check(c.body);
    EXPECT_EQ(answer.status, 400) << c.body;
    EXPECT_THAT(answer.body, HasSubstr(c.code)) << c.body;
  }
}

TEST(IsBucketName, FollowsTheApiPage) {
  for (const char* name : {"abc", "0-9", "a..", "a.-b", "192.168.1.1"}) {
    EXPECT_TRUE(IsBucketName(name)) << name;
  }
  EXPECT_TRUE(IsBucketName(std::string(63, 'a')));
  EXPECT_FALSE(IsBucketName(std::string(64, 'a')));
  for (const char* name : {"", "ab", "-ab", ".ab", "aBc", "a_c", "a c",
                           "b\xc3\xbc"
                           "cket"}) {
    EXPECT_FALSE(IsBucketName(name)) << name;
  }
}

}  // namespace
}  // namespace standin
