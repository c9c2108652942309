// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/base/unescape.h"

#include <gtest/gtest.h>

namespace provider::base {
namespace {

std::string Unescaped(std::string_view text) {
  MappedText mapped(text);
  Unescape(mapped);
  return mapped.bytes;
}

TEST(Unescape, UndoesEachFormat) {
  EXPECT_EQ(Unescaped("a%2Fb%2fc%3D"), "a/b/c=");
  EXPECT_EQ(Unescaped(R"(a\/b\"c\\d\ne)"), "a/b\"c\\d\ne");
  EXPECT_EQ(Unescaped(R"(\u003d\u00E9)"), "=\u00e9");
  EXPECT_EQ(Unescaped(R"(\ud83d\ude00)"), "\U0001F600");
  EXPECT_EQ(Unescaped("&amp;&lt;&gt;&quot;&apos;&#43;&#x2B;"), "&<>\"'++");
}

TEST(Unescape, UndoesOneLevelAtATime) {
  MappedText text("%252F");
  EXPECT_TRUE(Unescape(text));
  EXPECT_EQ(text.bytes, "%2F");
  EXPECT_TRUE(Unescape(text));
  EXPECT_EQ(text.bytes, "/");
  EXPECT_FALSE(Unescape(text));
}

TEST(Unescape, LeavesWhatIsNoEscape) {
  for (const std::string_view text :
       {"",         "plain",         "%",   "%2", "%zz", "%-1x", "100% sure", "\\",    "\\u",
        "\\u12",    "\\u+123",       "\\q", "&",  "&;",  "&#;",  "&#x;",      "&#-1;", "&nbsp;",
        "a & b; c", "&#99999999999;"}) {
    MappedText mapped(text);
    EXPECT_FALSE(Unescape(mapped)) << text;
    EXPECT_EQ(mapped.bytes, text);
  }
}

TEST(Unescape, RemembersWhereEachByteCameFrom) {
  MappedText text(R"(a%252Fb\u00e9c)");
  Unescape(text);
  Unescape(text);
  ASSERT_EQ(text.bytes, "a/b\u00e9c");
  const std::vector<std::size_t> begin{0, 1, 6, 7, 7, 13};
  const std::vector<std::size_t> end{1, 6, 7, 13, 13, 14};
  EXPECT_EQ(text.begin, begin);
  EXPECT_EQ(text.end, end);
}

TEST(Unescape, ReadsALoneSurrogateAsAReplacement) {
  EXPECT_EQ(Unescaped(R"(\ud83d)"), "\ufffd");
  EXPECT_EQ(Unescaped(R"(\ud83d\u0041)"), "\ufffdA");
}

}  // namespace
}  // namespace provider::base
