// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/service/json_repair.h"

#include <ctime>
#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace provider::service {
namespace {

// The text that stands in quotes after the repair, as the parser reads it.
std::string Read(const std::string& written) {
  const std::string json = R"({"a":")" + written + R"(","b":"after"})";
  const auto repaired = RepairJsonTexts(json);
  const auto document = nlohmann::json::parse(repaired.value_or(json), nullptr, false);
  if (!document.is_object()) return "not JSON";
  EXPECT_EQ(document.at("b"), "after") << written;
  return document.at("a").get<std::string>();
}

TEST(JsonRepair, LeavesWhatIsJsonAsItIs) {
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
      {"cut \xE6\xA1", "cut \uFFFD"},                      // UTF-8 cut short
      {"\xC0\x80\xED\xA0\x80\xF5\x80\x80\x80", "\uFFFD"},  // overlong, surrogate, too large
      {"\xFF\xFEx\xFF", "\uFFFDx\uFFFD"},
  };
  for (const auto& [written, read] : cases) EXPECT_EQ(Read(written), read) << written;
}

// The second byte of a character in GBK, Big5 or Shift-JIS may be a backslash.
TEST(JsonRepair, TakesABackslashForHalfOfACharacterWhereNothingElseFits) {
  EXPECT_EQ(Read("\xD5\x5C"), "\uFFFD");
  EXPECT_EQ(Read("x \xD5\x5C"), "x \uFFFD");
  EXPECT_EQ(Read("\xB1\xA3\xD5\x5C"), "\uFFFD");
  EXPECT_EQ(Read("\xD5\x5C\xB2\xBB \xD5\x5C"), "\uFFFD \uFFFD");
}

// Or a text that a service has escaped correctly could end its own string.
TEST(JsonRepair, TakesABackslashForABackslashWhereThatFits) {
  const std::string injected = "\xE9\\\",\\\"b\\\":\\\"injected";
  EXPECT_EQ(Read(injected), "\uFFFD\",\"b\":\"injected");
}

TEST(JsonRepair, ReplacesSurrogatesWithoutTheirOtherHalf) {
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

// With their backslash, or a secret that has one would not be recognised.
TEST(JsonRepair, TakesEscapesThatMeanNothingAsTheyAreWritten) {
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

TEST(JsonRepair, DoesNotMakeJsonOfWhatIsNone) {
  for (const auto* text : {"\xFF", "{\"a\":\xFF}", "[\"\xFF]", "[\"a\\", "[\"\xFF\\", "{\"\xFF\":}",
                           "[\"\n\"", "\"\xD5\\"}) {
    const auto repaired = RepairJsonTexts(text);
    EXPECT_FALSE(nlohmann::json::accept(repaired.value_or(text))) << text;
  }
}

TEST(JsonRepair, IsLinearAndBounded) {
  for (const auto* piece :
       {"\xFF", "a\xFF", "\\", "\\u", "\\ud83d", "\"", "\xD5\\", "\n", "[", "\\\""}) {
    std::string json = "[\"";
    while (json.size() < 4'000'000) json += piece;
    const auto began = std::clock();
    const auto repaired = RepairJsonTexts(json);
    EXPECT_LT(std::clock() - began, 20 * CLOCKS_PER_SEC) << piece;
    EXPECT_LE(repaired.value_or("").size(), 3 * json.size()) << piece;
  }
}

}  // namespace
}  // namespace provider::service
