// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/service/json.h"

#include <ctime>
#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace provider::service {
namespace {

std::string Repeat(std::string_view text, std::size_t times) {
  std::string repeated;
  for (std::size_t i = 0; i < times; ++i) repeated += text;
  return repeated;
}

TEST(BoundedJson, ReadsOrdinaryJson) {
  const auto document = ParseBoundedJson(R"({"a":[1,"]}\"{[",null],"b":{"a":true}})");
  ASSERT_TRUE(document) << document.error();
  EXPECT_EQ(document->at("a").at(1), "]}\"{[");
  EXPECT_EQ(document->at("b").at("a"), true);
}

TEST(BoundedJson, RefusesInvalidJson) {
  for (const auto* text : {"{", "[1,]", "{\"a\":}", "nul", "\"\xFF\"", "1e999", "{} {}"}) {
    const auto document = ParseBoundedJson(text);
    ASSERT_FALSE(document) << text;
    EXPECT_EQ(document.error(), "is not JSON") << text;
  }
}

TEST(BoundedJson, ReportsEmptyText) {
  for (const auto* text : {"", " ", "\r\n"}) {
    EXPECT_EQ(ParseBoundedJson(text).error(), "is empty");
  }
}

// Found by fuzzing: the parser treats a NUL as the end.
TEST(BoundedJson, RefusesTextWithANulByte) {
  for (const auto text : {std::string_view("{}\0", 3), std::string_view("{}\0x", 4),
                          std::string_view("\0{}", 3), std::string_view("[\0]", 3)}) {
    const auto document = ParseBoundedJson(text);
    ASSERT_FALSE(document);
    EXPECT_EQ(document.error(), "is not JSON");
  }
}

TEST(BoundedJson, RepairsStringsOfResponsesOnly) {
  const std::string_view broken("{\"a\":\"x\xFF\0\n\",\"b\":\"\\ud800\"}", 25);
  EXPECT_FALSE(ParseBoundedJson(broken));
  const auto document = ParseBoundedJson(broken, kResponse);
  ASSERT_TRUE(document) << document.error();
  EXPECT_EQ(document->at("a"), "x\uFFFD  ");
  EXPECT_EQ(document->at("b"), "\uFFFD");
  EXPECT_FALSE(ParseBoundedJson(std::string_view("{}\0", 3), kResponse));
  EXPECT_FALSE(ParseBoundedJson("[\"\xFF\"", kResponse));
}

// Limits are checked before a repair, which costs more, and hold for its result too.
TEST(BoundedJson, RepairsWithinTheLimits) {
  EXPECT_FALSE(ParseBoundedJson("[\"" + Repeat("a\xFF", 14'000'000) + "\"]", kResponse));
  const JsonLimits few{.text = 5, .repair_texts = true};
  EXPECT_TRUE(ParseBoundedJson("[\"a\xFF\"]", few));
  EXPECT_FALSE(
      ParseBoundedJson("[\"a\xFF"
                       "a\xFF\"]",
                       few));
}

TEST(BoundedJson, RefusesMoreLevelsThanTheLimit) {
  EXPECT_TRUE(ParseBoundedJson(Repeat("[", 32) + Repeat("]", 32)));
  const auto deep = ParseBoundedJson(Repeat("[", 33) + Repeat("]", 33));
  ASSERT_FALSE(deep);
  EXPECT_EQ(deep.error(), "nests deeper than 32 levels");
  EXPECT_FALSE(ParseBoundedJson(Repeat("{\"a\":", 5'000'000)));
}

TEST(BoundedJson, RefusesMoreValuesThanTheLimit) {
  const JsonLimits limits{.depth = 4, .values = 5};
  EXPECT_TRUE(ParseBoundedJson("[1,2,3,4]", limits));
  const auto many = ParseBoundedJson("[1,2,3,4,5]", limits);
  ASSERT_FALSE(many);
  EXPECT_EQ(many.error(), "holds more than 5 values");
}

TEST(BoundedJson, RefusesLongerStringsThanTheLimit) {
  const JsonLimits limits{.text = 5};
  EXPECT_TRUE(ParseBoundedJson(R"(["12345","12\"4",{"12345":1}])", limits));
  for (const auto* text : {R"(["123456"])", R"(["1234\""])", R"(["12345\\"])", R"({"123456":1})"}) {
    const auto document = ParseBoundedJson(text, limits);
    ASSERT_FALSE(document) << text;
    EXPECT_EQ(document.error(), "holds a text of more than 5 bytes") << text;
  }
  EXPECT_FALSE(ParseBoundedJson('"' + std::string(28'000'000, 'm') + '"'));
  EXPECT_TRUE(ParseBoundedJson('"' + std::string(4'000'000, 'm') + '"'));
}

TEST(BoundedJson, RefusesTheSameKeyTwiceInOneObject) {
  const auto repeated = ParseBoundedJson(R"({"buckets":[{"success":false,"success":true}]})");
  ASSERT_FALSE(repeated);
  EXPECT_EQ(repeated.error(), "has the same key twice in one object");
  EXPECT_FALSE(ParseBoundedJson(R"({"a":1,"b":{"a":1},"a":2})"));
  EXPECT_FALSE(ParseBoundedJson(R"({"a":1,"\u0061":2})"));
  EXPECT_TRUE(ParseBoundedJson(R"([{"a":1},{"a":1},{"b":{"a":1},"a":{"a":1}}])"));
}

// The quoted text after the repair, as the parser reads it.
std::string Read(const std::string& written) {
  const std::string json = R"({"a":")" + written + R"(","b":"after"})";
  const auto repaired = RepairJsonTexts(json);
  const auto document = nlohmann::json::parse(repaired.value_or(json), nullptr, false);
  if (!document.is_object()) return "not JSON";
  EXPECT_EQ(document.at("b"), "after") << written;
  return document.at("a").get<std::string>();
}

TEST(JsonRepair, LeavesValidJsonUnchanged) {
  for (const auto* json : {"", "{}", R"({"a":"x","b":[1,null]})", "{\n\t\"a\" : \"b\"\r\n}",
                           "not JSON at all", R"(["\"\\\/\b\f\n\r\t\u0000\u12aB\ud83d\ude00"])",
                           "[\"grüße 桶不存在 \U0001F600 \uFFFD\"]", "\xEF\xBB\xBF[\"BOM\"]"}) {
    EXPECT_EQ(RepairJsonTexts(json), std::nullopt) << json;
  }
}

TEST(JsonRepair, ReplacesBytesThatAreNotUtf8) {
  const std::pair<const char*, const char*> cases[] = {
      {"\xCD\xB0\xB2\xBB\xB4\xE6\xD4\xDA", "Ͱ\uFFFD"},     // GBK, by chance with a UTF-8 letter
      {"OBS \xB2\xBB\xB4\xE6 said", "OBS \uFFFD said"},    // GBK
      {"caf\xE9 ferm\xE9", "caf\uFFFD ferm\uFFFD"},        // Latin-1
      {"caf\xE9\\n\xE9\\\"", "caf\uFFFD\n\uFFFD\""},       // and escapes after it
      {"cut \xE6\xA1", "cut \uFFFD"},                      // truncated UTF-8
      {"\xC0\x80\xED\xA0\x80\xF5\x80\x80\x80", "\uFFFD"},  // overlong, surrogate, too large
      {"\xFF\xFEx\xFF", "\uFFFDx\uFFFD"},
  };
  for (const auto& [written, read] : cases) EXPECT_EQ(Read(written), read) << written;
}

// The second byte of a character in GBK, Big5 or Shift-JIS may be a backslash.
TEST(JsonRepair, ReadsBackslashAsSecondByteIfNothingElseFits) {
  EXPECT_EQ(Read("\xD5\x5C"), "\uFFFD");
  EXPECT_EQ(Read("x \xD5\x5C"), "x \uFFFD");
  EXPECT_EQ(Read("\xB1\xA3\xD5\x5C"), "\uFFFD");
  EXPECT_EQ(Read("\xD5\x5C\xB2\xBB \xD5\x5C"), "\uFFFD \uFFFD");
}

// Otherwise a correctly escaped text could end its own string.
TEST(JsonRepair, ReadsBackslashAsEscapeWherePossible) {
  const std::string injected = "\xE9\\\",\\\"b\\\":\\\"injected";
  EXPECT_EQ(Read(injected), "\uFFFD\",\"b\":\"injected");
}

TEST(JsonRepair, ReplacesUnpairedSurrogates) {
  const std::pair<const char*, const char*> cases[] = {
      {R"(\ud83d)", "\uFFFD"},
      {R"(\ude00x)", "\uFFFDx"},
      {R"(\ud83d\ud83d\ude00)", "\uFFFD\U0001F600"},
      {R"(\uD83Dx\uDE00)", "\uFFFDx\uFFFD"},
      {R"(\ud83d\n)", "\uFFFD\n"},
      {R"(\ud83d\u0041)", "\uFFFDA"},
  };
  for (const auto& [written, read] : cases) EXPECT_EQ(Read(written), read) << written;
}

// They keep their backslash; otherwise a secret that contains one would not be recognised.
TEST(JsonRepair, KeepsInvalidEscapesAsWritten) {
  for (const auto* text : {R"(it\'s \x41)", R"(\u12)", R"(\u12g4)", R"(s3cret\Value)"}) {
    EXPECT_EQ(Read(text), text);
  }
}

TEST(JsonRepair, ReplacesControlCharacters) {
  EXPECT_EQ(Read(std::string("a\nb\tc\r\nd\0e\x1F", 11)), "a b c  d e ");
}

TEST(JsonRepair, RepairsKeysToo) {
  const auto repaired = RepairJsonTexts("{\"\xB2\xBB\":1,\"b\":\"\xFF\"}");
  ASSERT_TRUE(repaired.has_value());
  EXPECT_EQ(*repaired, "{\"\uFFFD\":1,\"b\":\"\uFFFD\"}");
}

TEST(JsonRepair, DoesNotMakeInvalidJsonValid) {
  for (const auto* text : {"\xFF", "{\"a\":\xFF}", "[\"\xFF]", "[\"a\\", "[\"\xFF\\", "{\"\xFF\":}",
                           "[\"\n\"", "\"\xD5\\"}) {
    const auto repaired = RepairJsonTexts(text);
    EXPECT_FALSE(nlohmann::json::accept(repaired.value_or(text))) << text;
  }
}

TEST(JsonRepair, RunsInLinearTimeAndSpace) {
  for (const auto* piece :
       {"\xFF", "a\xFF", "\\", "\\u", "\\ud83d", "\"", "\xD5\\", "\n", "[", "\\\""}) {
    std::string json = "[\"";
    while (json.size() < 1'000'000) json += piece;
    const auto began = std::clock();
    const auto repaired = RepairJsonTexts(json);
    EXPECT_LT(std::clock() - began, 5 * CLOCKS_PER_SEC) << piece;
    EXPECT_LE(repaired.value_or("").size(), 3 * json.size()) << piece;
  }
}

const auto kDocument = nlohmann::json::parse(
    R"({"text":"a","empty":"","null":null,"number":1,"object":{"text":"b"}})");

TEST(JsonMember, ReadsMembers) {
  EXPECT_EQ(StringAt(kDocument, "text"), "a");
  EXPECT_EQ(StringAt(kDocument, "empty"), "");
  EXPECT_EQ(MemberAt(kDocument, "number"), 1);
  EXPECT_EQ(StringAt(MemberAt(kDocument, "object"), "text"), "b");
  EXPECT_EQ(&MemberAt(kDocument, "object"), &kDocument.at("object"));
}

TEST(JsonMember, IsEmptyIfAbsentNullOrOfAnotherType) {
  for (const auto* key : {"absent", "null", "number", "object", ""}) {
    EXPECT_EQ(StringAt(kDocument, key), "") << key;
  }
  EXPECT_TRUE(MemberAt(kDocument, "absent").is_null());
  EXPECT_TRUE(MemberAt(kDocument, "null").is_null());
  EXPECT_TRUE(MemberAt(MemberAt(kDocument, "absent"), "text").is_null());
}

TEST(JsonMember, IsEmptyIfValueIsNotAnObject) {
  for (const auto* text : {"null", "true", "1", "1.5", R"("text")", R"(["text"])", "[]", "{}"}) {
    const auto value = nlohmann::json::parse(text);
    EXPECT_TRUE(MemberAt(value, "text").is_null()) << text;
    EXPECT_EQ(StringAt(value, "text"), "") << text;
  }
}

}  // namespace
}  // namespace provider::service
