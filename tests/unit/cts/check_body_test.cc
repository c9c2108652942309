// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The bodies of checkbucket, as written and as read.

#include <ctime>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "provider/cts/check_bucket.h"
#include "provider/text/redaction.h"

namespace provider::cts {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::vector<BucketQuery> Queries(std::initializer_list<const char*> names) {
  std::vector<BucketQuery> queries;
  for (const auto* name : names) queries.push_back({name, "eu-west-0", {}, {}});
  return queries;
}

TEST(RequestBody, HasTheFieldsOfTheApiPageInOrder) {
  const std::vector<BucketQuery> queries = {
      {"bucket1", "eu-west-0", "1f26f8d8-65d4-436b-bea2-bd0ac1984f71", true},
      {"bucket2", "eu-west-1", std::nullopt, std::nullopt},
      {"bucket3", "eu-west-1", "k", false}};
  EXPECT_EQ(WriteRequestBody(queries),
            R"({"buckets":[{"bucket_name":"bucket1","bucket_location":"eu-west-0",)"
            R"("kms_id":"1f26f8d8-65d4-436b-bea2-bd0ac1984f71",)"
            R"("is_support_trace_files_encryption":true},)"
            R"({"bucket_name":"bucket2","bucket_location":"eu-west-1"},)"
            R"({"bucket_name":"bucket3","bucket_location":"eu-west-1","kms_id":"k",)"
            R"("is_support_trace_files_encryption":false}]})");
}

TEST(RequestBody, EscapesSpecialCharacters) {
  const std::vector<BucketQuery> queries = {{"a\"}]}", "\n\xFF", std::nullopt, std::nullopt}};
  EXPECT_EQ(WriteRequestBody(queries),
            "{\"buckets\":[{\"bucket_name\":\"a\\\"}]}\",\"bucket_location\":\"\\n\uFFFD\"}]}");
  const std::vector<BucketQuery> nothing_else = {{"\"", "\\", std::nullopt, std::nullopt}};
  EXPECT_EQ(WriteRequestBody(nothing_else),
            R"({"buckets":[{"bucket_name":"\"","bucket_location":"\\"}]})");
}

TEST(ResponseBody, ReadsTheExampleOfTheApiPage) {
  // The example response of the API page; only the key IDs are shortened.
  const std::vector<BucketQuery> queries = {{"bucket2", "cn-north-2", "k2", false},
                                            {"bucket1", "cn-north-1", "k1", false}};
  const auto verdicts = ReadResponseBody(R"({
    "buckets" : [ {
      "bucket_location" : "cn-north-1",
      "bucket_name" : "bucket1",
      "check_bucket_response" : { "response_code" : 200, "success" : true },
      "is_support_trace_files_encryption" : false,
      "kms_id" : "k1"
    }, {
      "bucket_location" : "cn-north-2",
      "bucket_name" : "bucket2",
      "check_bucket_response" : {
        "error_code" : "OBS.NoSuchBucket",
        "error_message" : "Error message:Request Error.OBS service Error Message.",
        "response_code" : 404,
        "success" : false
      },
      "is_support_trace_files_encryption" : false,
      "kms_id" : "k2"
    } ] })",
                                         queries);
  ASSERT_TRUE(verdicts) << verdicts.error();
  EXPECT_EQ(verdicts->at(0),
            (BucketVerdict{false, 404, "OBS.NoSuchBucket",
                           "Error message:Request Error.OBS service Error Message."}));
  EXPECT_EQ(verdicts->at(1), (BucketVerdict{true, 200, std::nullopt, std::nullopt}));
}

TEST(ResponseBody, TreatsNullAsAbsentAndIgnoresUnknownFields) {
  const auto queries = Queries({"a"});
  for (const auto* body :
       {R"({"buckets":[{"bucket_name":"a","check_bucket_response":{"success":false}}]})",
        R"({"x":[[]],"buckets":[{"bucket_name":"a","bucket_location":null,"kms_id":null,"y":{"z":1},
            "is_support_trace_files_encryption":"odd","check_bucket_response":{"success":false,
            "response_code":null,"error_code":null,"error_message":null,"w":[null]}}]})"}) {
    const auto verdicts = ReadResponseBody(body, queries);
    ASSERT_TRUE(verdicts) << verdicts.error();
    EXPECT_EQ(verdicts->front(), BucketVerdict{});
  }
}

TEST(ResponseBody, SuccessAloneDecides) {
  const auto verdicts = ReadResponseBody(R"({"buckets":[{"bucket_name":"a","check_bucket_response":
          {"success":true,"response_code":500,"error_code":"X"}}]})",
                                         Queries({"a"}));
  EXPECT_TRUE(verdicts->front().success);
}

TEST(ResponseBody, NamesTheMissingOrInvalidVerdictField) {
  const auto queries = Queries({"a"});
  const std::pair<const char*, const char*> cases[] = {
      {R"({"check_bucket_response":{}})", "buckets[0].check_bucket_response.success"},
      {R"({"check_bucket_response":{"success":null}})", "check_bucket_response.success"},
      {R"({"check_bucket_response":{"success":"true"}})", "check_bucket_response.success"},
      {R"({"check_bucket_response":{"success":1}})", "check_bucket_response.success"},
      {R"({"check_bucket_response":null})", "buckets[0].check_bucket_response"},
      {R"({"check_bucket_response":[{"success":true}]})", "buckets[0].check_bucket_response"},
      {R"({})", "buckets[0].check_bucket_response"},
      {"null", "buckets[0]"},
      {"[]", "buckets[0]"},
      {"\"a\"", "buckets[0]"}};
  for (const auto& [bucket, field] : cases) {
    const auto verdicts = ReadResponseBody(std::string("{\"buckets\":[") + bucket + "]}", queries);
    ASSERT_FALSE(verdicts) << bucket;
    EXPECT_THAT(verdicts.error(), HasSubstr(field)) << bucket;
    EXPECT_TRUE(verdicts.error().ends_with('.'));
  }
}

TEST(ResponseBody, IgnoresUnreadableFieldsOfAVerdict) {
  for (const bool success : {true, false}) {
    for (const auto* field :
         {R"("response_code":"404")", R"("response_code":200.0)", R"("response_code":200.5)",
          R"("response_code":18446744073709551615)", R"("response_code":4611686018427387905)",
          R"("response_code":-1e300)", R"("response_code":[404])", R"("response_code":true)",
          R"("error_code":7)", R"("error_code":["A"])", R"("error_code":{"error_code":"A"})",
          R"("error_message":{})", R"("error_message":false)", R"("error_message":["a",{}])"}) {
      const auto verdicts = ReadResponseBody(
          std::string(R"({"buckets":[{"bucket_name":"a","check_bucket_response":{)") + field +
              R"(,"success":)" + (success ? "true" : "false") + "}}]}",
          Queries({"a"}));
      ASSERT_TRUE(verdicts) << field << verdicts.error();
      EXPECT_EQ(verdicts->front(), (BucketVerdict{success, {}, {}, {}})) << field;
    }
  }
}

TEST(ResponseBody, KeepsReadableFieldsBesideUnreadableOnes) {
  const auto verdicts = ReadResponseBody(
      R"({"buckets":[{"bucket_name":"a","check_bucket_response":{"success":false,
          "response_code":"404","error_code":"OBS.NoSuchBucket","error_message":7}}]})",
      Queries({"a"}));
  ASSERT_TRUE(verdicts) << verdicts.error();
  EXPECT_EQ(verdicts->front(), (BucketVerdict{false, std::nullopt, "OBS.NoSuchBucket", {}}));
}

// Like a missing field: matched by the remaining fields, never to another bucket.
TEST(ResponseBody, TreatsAnUnreadableIdentityAsAbsent) {
  for (const auto* fields : {R"("bucket_name":1)", R"("bucket_location":[],"bucket_name":"a")",
                             R"("kms_id":{},"bucket_name":"a","bucket_location":"eu-west-0")"}) {
    const auto body =
        std::string("{\"buckets\":[{") + fields + R"(,"check_bucket_response":{"success":true}}]})";
    EXPECT_TRUE(ReadResponseBody(body, Queries({"a"}))) << fields;
    EXPECT_FALSE(ReadResponseBody(body, Queries({"a", "b"}))) << fields;
  }
}

constexpr const char* kGbk = "\xCD\xB0\xB2\xBB\xB4\xE6\xD4\xDA \xD5\x5C";

TEST(ResponseBody, InvalidTextAffectsOnlyItself) {
  const std::string gbk = kGbk;
  for (const auto& bad :
       {gbk, std::string("caf\xE9"), std::string("cut \xE6\xA1"), std::string(R"(\ud83d)"),
        std::string("line\nbreak"), std::string(R"(it\'s)"), std::string("\xFF\xFE")}) {
    const auto verdicts = ReadResponseBody(
        R"({"x)" + bad + R"(":"y)" + bad + R"(","buckets":[
            {"bucket_name":"a","z":")" +
            bad + R"(","check_bucket_response":{"success":false,
             "response_code":404,"error_code":"OBS.NoSuchBucket","error_message":"no: )" +
            bad +
            R"("}},{"bucket_name":"b","check_bucket_response":{"success":true,"error_code":")" +
            bad + R"("}}]})",
        Queries({"a", "b"}));
    ASSERT_TRUE(verdicts) << bad << verdicts.error();
    EXPECT_EQ(verdicts->at(0).error_code, "OBS.NoSuchBucket") << bad;
    EXPECT_THAT(*verdicts->at(0).error_message, StartsWith("no: ")) << bad;
    EXPECT_TRUE(verdicts->at(1).success) << bad;
  }
}

TEST(ResponseBody, InvalidUtf8NameMatchesNoBucket) {
  EXPECT_FALSE(
      ReadResponseBody("{\"buckets\":[{\"bucket_name\":\"\xFF\",\"check_bucket_response\":"
                       "{\"success\":true}}]}",
                       Queries({"a"})));
}

TEST(ResponseBody, ReportsAMissingBucketList) {
  for (const auto* body : {"7", "{}", R"({"buckets":{}})"}) {
    const auto verdicts = ReadResponseBody(body, Queries({"a"}));
    ASSERT_FALSE(verdicts) << body;
    EXPECT_EQ(verdicts.error(), "The response has no list \"buckets\".") << body;
  }
}

TEST(ResponseBody, IgnoresAResponseCodeThatIsTooLarge) {
  const auto read = [](const char* code) {
    return ReadResponseBody(std::string(R"({"buckets":[{"bucket_name":"a","check_bucket_response":
                                     {"success":false,"response_code":)") +
                                code + "}}]}",
                            Queries({"a"}));
  };
  constexpr std::int64_t kLargest = std::int64_t{1} << 62;
  EXPECT_EQ(read("4611686018427387904")->front().response_code, kLargest);
  EXPECT_EQ(read("4611686018427387905")->front().response_code, std::nullopt);
}

TEST(ResponseBody, ReportsTheFirstOfSeveralProblems) {
  const auto verdicts = ReadResponseBody(
      R"({"buckets":[{"check_bucket_response":{"success":1}},7,{"bucket_name":2}]} x)",
      Queries({"a"}));
  ASSERT_FALSE(verdicts);
  EXPECT_EQ(verdicts.error(),
            "In the response, buckets[0].check_bucket_response.success is not a boolean.");
}

TEST(ResponseBody, RefusesBodiesWithoutUsableVerdicts) {
  constexpr auto kNoList = "The response has no list \"buckets\".";
  constexpr auto kNoJson = "The response is not JSON.";
  for (const auto& [body, problem] : {
           std::pair("", "The response is empty."),
           std::pair("null", kNoList),
           std::pair("[]", kNoList),
           std::pair("{}", kNoList),
           std::pair("\"x\"", kNoList),
           std::pair(R"({"buckets":null})", kNoList),
           std::pair(R"({"buckets":{}})", kNoList),
           std::pair(R"({"buckets":7})", kNoList),
           std::pair(R"({"Buckets":[]})", kNoList),
           std::pair("<html></html>", kNoJson),
           std::pair(R"({"buckets":[)", kNoJson),
           std::pair(R"({"buckets":[],"buckets":[{"check_bucket_response":{"success":true}}]})",
                     "The response has the same key twice in one object."),
       }) {
    const auto verdicts = ReadResponseBody(body, Queries({"a"}));
    ASSERT_FALSE(verdicts) << body;
    EXPECT_EQ(verdicts.error(), problem) << body;
  }
}

TEST(ResponseBody, RefusesRepeatedKeysRegardlessOfTheirValues) {
  for (const auto* bucket :
       {R"({"bucket_name":"a","check_bucket_response":{"success":false,"success":true}})",
        R"({"check_bucket_response":{"success":null,"success":true}})",
        R"({"check_bucket_response":null,"check_bucket_response":{"success":true}})",
        R"({"check_bucket_response":{"success":true},"check_bucket_response":{}})",
        R"({"bucket_name":null,"bucket_name":"a","check_bucket_response":{"success":true}})",
        R"({"kms_id":"k","\u006bms_id":"k","check_bucket_response":{"success":true}})"}) {
    const auto verdicts =
        ReadResponseBody(std::string("{\"buckets\":[") + bucket + "]}", Queries({"a"}));
    ASSERT_FALSE(verdicts) << bucket;
    EXPECT_EQ(verdicts.error(), "The response has the same key twice in one object.") << bucket;
  }
}

TEST(ResponseBody, ReadsFieldsOnlyInTheirOwnObjects) {
  const auto verdicts = ReadResponseBody(
      R"({"success":true,"x":{"buckets":[7],"bucket_name":"b"},"y":["buckets",[],{"buckets":[]}],
          "buckets":[{"x":{"bucket_name":"b","success":true,"check_bucket_response":{}},
                      "buckets":[{"bucket_name":"b"}],"success":true,
                      "bucket_name":"a","y":["b",{"kms_id":"k"}],
                      "check_bucket_response":{"x":{"success":true},"y":[true,"E"],"bucket_name":"b",
                                               "success":false,"error_code":"C","z":{}},
                      "error_code":"D"},
                     {"bucket_name":"b","check_bucket_response":{"success":true}}],
          "check_bucket_response":{"success":true},"bucket_name":"b","z":"buckets"})",
      Queries({"a", "b"}));
  ASSERT_TRUE(verdicts) << verdicts.error();
  EXPECT_EQ(verdicts->at(0), (BucketVerdict{false, std::nullopt, "C", std::nullopt}));
  EXPECT_EQ(verdicts->at(1), (BucketVerdict{true, std::nullopt, std::nullopt, std::nullopt}));
}

TEST(ResponseBody, RefusesInvalidJsonAfterTheVerdicts) {
  for (const auto* rest : {"", "]", "],", "]}}", "]} x", "],\"x\":}"}) {
    const auto verdicts = ReadResponseBody(
        std::string(R"({"buckets":[{"check_bucket_response":{"success":true}})") + rest,
        Queries({"a"}));
    ASSERT_FALSE(verdicts) << rest;
    EXPECT_EQ(verdicts.error(), "The response is not JSON.") << rest;
  }
}

TEST(ResponseBody, RefusesHostileSizes) {
  const auto refusal = [](const std::string& body) {
    const auto verdicts = ReadResponseBody(body, Queries({"a"}));
    return verdicts ? "none" : verdicts.error();
  };
  EXPECT_THAT(refusal(std::string(4'000'000, '[')), HasSubstr("nests deeper than"));
  std::string deep = R"({"buckets":[{"x":)";
  for (int i = 0; i < 1'000'000; ++i) deep += "{\"x\":";
  EXPECT_THAT(refusal(deep), HasSubstr("nests deeper than"));
  std::string wide = R"({"buckets":[)";
  for (int i = 0; i < 2'100'000; ++i) wide += "0,";
  EXPECT_THAT(refusal(wide + "0]}"), HasSubstr("holds more than"));
}

TEST(ResponseBody, CleansTexts) {
  text::SecretRegistry::Process().Add("AnswerTestSecret");
  const auto verdicts = ReadResponseBody(
      R"({"buckets":[{"bucket_name":"a","check_bucket_response":{"success":false,)"
      R"("error_code":"A\u001b[1m","error_message":"says\r\nAnswerTestSecret\u0000"}}]})",
      Queries({"a"}));
  ASSERT_TRUE(verdicts) << verdicts.error();
  EXPECT_EQ(*verdicts->front().error_code, "A [1m");
  EXPECT_THAT(*verdicts->front().error_message, Not(HasSubstr("AnswerTestSecret")));
  EXPECT_EQ(verdicts->front().error_message->find_first_of(std::string("\r\n\0", 3)),
            std::string::npos);
}

// The text of every entry is as expensive to clean as the requested one. The limit is half
// the time that cleaning all of them would take.
TEST(ResponseBody, CleansOnlyTheTextsOfRequestedBuckets) {
  text::SecretRegistry::Process().Add("AnswerTestSecret");  // otherwise cleaning costs little
  constexpr int kEntries = 3'000;
  std::string hostile;
  while (hostile.size() < 8'000) hostile += R"(%25%32\\u0025&#37;%5C%26#37;)";
  std::string body = R"({"buckets":[{"bucket_name":"a","check_bucket_response":{"success":false}})";
  for (int i = 0; i < kEntries; ++i) {
    body += R"(,{"bucket_name":"b","check_bucket_response":{"success":false,"error_message":")" +
            hostile + "\"}}";
  }
  const auto decoded = nlohmann::json::parse('"' + hostile + '"').get<std::string>();
  constexpr int kSamples = 30;
  auto began = std::clock();
  for (int i = 0; i < kSamples; ++i) EXPECT_FALSE(text::CleanForeignText(decoded).empty());
  const auto cleaning_all = (std::clock() - began) * (kEntries / kSamples);

  began = std::clock();
  const auto verdicts = ReadResponseBody(body + "]}", Queries({"a", "b"}));
  EXPECT_LT(std::clock() - began, cleaning_all / 2);
  ASSERT_TRUE(verdicts) << verdicts.error();
  EXPECT_EQ(verdicts->at(1).error_message, text::CleanForeignText(decoded));
}

TEST(ResponseBody, CutsLongTextsAndRefusesLongIdentities) {
  const std::string text(4'000'000, 'm');
  const auto read = [&text](const std::string& before, const std::string& after) {
    return ReadResponseBody(R"({"buckets":[{)" + before + text + after + "]}", Queries({"a"}));
  };
  const auto began = std::clock();
  for (const auto* key : {"error_code", "error_message"}) {
    const auto verdicts =
        read(std::string(R"("bucket_name":"a","check_bucket_response":{"success":false,")") + key +
                 R"(":")",
             R"("}})");
    ASSERT_TRUE(verdicts) << verdicts.error();
    const auto& verdict = verdicts->front();
    const auto& shown = verdict.error_code ? verdict.error_code : verdict.error_message;
    EXPECT_EQ(*shown, std::string(text::kMaxForeignTextLength - 1, 'm') + "\u2026");
  }
  for (const auto* key : {"bucket_name", "bucket_location", "kms_id"}) {
    EXPECT_FALSE(
        read(std::string("\"") + key + "\":\"", R"(","check_bucket_response":{"success":true}})"))
        << key;
  }
  EXPECT_LT(std::clock() - began, 10 * CLOCKS_PER_SEC);
}

TEST(ResponseBody, RefusesMoreThan100000Entries) {
  const std::string entry = R"({"bucket_name":"a","check_bucket_response":{"success":true}})";
  std::string body = R"({"buckets":[)" + entry;
  for (int i = 0; i < 100'000; ++i) body += "," + entry;
  const auto verdicts = ReadResponseBody(body + "]}", Queries({"a"}));
  ASSERT_FALSE(verdicts);
  EXPECT_EQ(verdicts.error(), "The response has more than 100000 buckets.");
}

TEST(ResponseBody, CutsTextsOfFourByteCharactersAtTheLimit) {
  std::string text;
  for (std::size_t i = 0; i < text::kMaxForeignTextLength; ++i) text += "\U0001F512";
  const auto read = [](const std::string& message) {
    const auto verdicts = ReadResponseBody(
        R"({"buckets":[{"bucket_name":"a","check_bucket_response":{"success":false,)"
        R"("error_message":")" +
            message + R"("}}]})",
        Queries({"a"}));
    return verdicts->front().error_message.value();
  };
  EXPECT_EQ(read(text), text);
  EXPECT_THAT(read(text + "\U0001F512"), ::testing::EndsWith("\U0001F512\u2026"));
  // As many spaces as are examined, and one more character.
  const std::string spaces(text::ForeignTextBytes(text::kMaxForeignTextLength) - 1, ' ');
  EXPECT_THAT(read("a" + spaces + "b"), ::testing::EndsWith("\u2026"));
}

TEST(ResponseBody, ComparesLongIdentitiesToTheirEnd) {
  const std::string location(60'000, 'x');
  const std::vector<BucketQuery> queries = {{"a", location + "1", {}, {}},
                                            {"a", location + "2", {}, {}}};
  const auto bucket = [&](const char* end, const char* success) {
    return R"({"bucket_name":"a","bucket_location":")" + location + end +
           R"(","check_bucket_response":{"success":)" + success + "}}";
  };
  const auto verdicts = ReadResponseBody(
      R"({"buckets":[)" + bucket("2", "true") + "," + bucket("1", "false") + "]}", queries);
  ASSERT_TRUE(verdicts) << verdicts.error();
  EXPECT_FALSE(verdicts->at(0).success);
  EXPECT_TRUE(verdicts->at(1).success);
}

}  // namespace
}  // namespace provider::cts
