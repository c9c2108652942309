// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/text/unescape.h"

#include <gtest/gtest.h>

namespace provider::text {
namespace {

std::string UnescapedOf(std::string_view text) {
  const auto unescaped = Unescaped(MappedText(text), Escapes::kAll);
  return std::string(unescaped ? unescaped->bytes : text);
}

TEST(Unescape, DecodesEachFormat) {
  EXPECT_EQ(UnescapedOf("a%2Fb%2fc%3D"), "a/b/c=");
  EXPECT_EQ(UnescapedOf(R"(a\/b\"c\\d\ne)"), "a/b\"c\\d\ne");
  EXPECT_EQ(UnescapedOf(R"(\u003d\u00E9)"), "=\u00e9");
  EXPECT_EQ(UnescapedOf(R"(\ud83d\ude00)"), "\U0001F600");
  EXPECT_EQ(UnescapedOf("&amp;&lt;&gt;&quot;&apos;&#43;&#x2B;"), "&<>\"'++");
}

TEST(Unescape, JoinsContinuedLines) {
  const auto joined = Unescaped(MappedText("a\\\nb\\\r\nc\\n\\"), Escapes::kLines);
  ASSERT_TRUE(joined);
  EXPECT_EQ(joined->bytes, "abc\\n\\");
  EXPECT_FALSE(Unescaped(MappedText("a\\nb\n\\\r"), Escapes::kLines));
}

TEST(Unescape, DecodesOneLevelAtATime) {
  EXPECT_EQ(UnescapedOf("%252F"), "%2F");
  EXPECT_EQ(UnescapedOf("%2F"), "/");
}

TEST(Unescape, LeavesInvalidEscapes) {
  for (const std::string_view text :
       {"",         "plain",         "%",   "%2", "%zz", "%-1x", "100% sure", "\\",    "\\u",
        "\\u12",    "\\u+123",       "\\q", "&",  "&;",  "&#;",  "&#x;",      "&#-1;", "&nbsp;",
        "a & b; c", "&#99999999999;"}) {
    EXPECT_FALSE(Unescaped(MappedText(text), Escapes::kAll)) << text;
  }
}

TEST(Unescape, MapsEachByteToItsSource) {
  const auto once = Unescaped(MappedText(R"(a%252Fb\u00e9c)"), Escapes::kAll);
  ASSERT_TRUE(once);
  const auto text = Unescaped(*once, Escapes::kAll);
  ASSERT_TRUE(text);
  ASSERT_EQ(text->bytes, "a/b\u00e9c");
  const std::vector<std::size_t> begin{0, 1, 6, 7, 7, 13};
  const std::vector<std::size_t> end{1, 6, 7, 13, 13, 14};
  EXPECT_EQ(text->begin, begin);
  EXPECT_EQ(text->end, end);
}

TEST(Unescape, ReplacesLoneSurrogates) {
  EXPECT_EQ(UnescapedOf(R"(\ud83d)"), "\ufffd");
  EXPECT_EQ(UnescapedOf(R"(\ud83d\u0041)"), "\ufffdA");
}

}  // namespace
}  // namespace provider::text
