// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/service/bounded_json.h"

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

TEST(BoundedJson, RefusesWhatIsNoJson) {
  for (const auto* text : {"{", "[1,]", "{\"a\":}", "nul", "\"\xFF\"", "1e999", "{} {}"}) {
    const auto document = ParseBoundedJson(text);
    ASSERT_FALSE(document) << text;
    EXPECT_EQ(document.error(), "is not JSON") << text;
  }
}

TEST(BoundedJson, CallsEmptyWhatIsEmpty) {
  for (const auto* text : {"", " ", "\r\n"}) {
    EXPECT_EQ(ParseBoundedJson(text).error(), "is empty");
  }
}

// Found by fuzzing: the parser takes a NUL for the end.
TEST(BoundedJson, RefusesWhatFollowsANul) {
  for (const auto text : {std::string_view("{}\0", 3), std::string_view("{}\0x", 4),
                          std::string_view("\0{}", 3), std::string_view("[\0]", 3)}) {
    const auto document = ParseBoundedJson(text);
    ASSERT_FALSE(document);
    EXPECT_EQ(document.error(), "is not JSON");
  }
}

TEST(BoundedJson, RepairsTextsOfResponsesAlone) {
  const std::string_view broken("{\"a\":\"x\xFF\0\n\",\"b\":\"\\ud800\"}", 25);
  EXPECT_FALSE(ParseBoundedJson(broken));
  const auto document = ParseBoundedJson(broken, kResponse);
  ASSERT_TRUE(document) << document.error();
  EXPECT_EQ(document->at("a"), "x\uFFFD  ");
  EXPECT_EQ(document->at("b"), "\uFFFD");
  EXPECT_FALSE(ParseBoundedJson(std::string_view("{}\0", 3), kResponse));
  EXPECT_FALSE(ParseBoundedJson("[\"\xFF\"", kResponse));
}

// Limits come first, for a repair costs more than they do; and hold for what it made.
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

TEST(BoundedJson, RefusesALongerTextThanTheLimit) {
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

}  // namespace
}  // namespace provider::service
