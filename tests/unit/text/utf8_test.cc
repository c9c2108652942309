// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/text/utf8.h"

#include <gtest/gtest.h>

namespace provider::text {
namespace {

TEST(Utf8, DecodesEachLength) {
  EXPECT_EQ(DecodeUtf8("A").value, U'A');
  EXPECT_EQ(DecodeUtf8("\u00e9").value, U'\u00e9');
  EXPECT_EQ(DecodeUtf8("\u20ac").length, 3U);
  EXPECT_EQ(DecodeUtf8("\U0001F600").value, U'\U0001F600');
  EXPECT_EQ(DecodeUtf8(std::string_view("\0", 1)).value, U'\0');
}

TEST(Utf8, DecodesInvalidBytesOneByOne) {
  for (const std::string_view text :
       {"\x80", "\xbf\xbf", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf",
        "\xf0\x80\x80\x80", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
        "\xff", "\xc3", "\xe2\x82", "\xf0\x9f\x98", "\xc3(", "\xe2(\xa1"}) {
    const auto point = DecodeUtf8(text);
    EXPECT_EQ(point.value, kReplacementCharacter);
    EXPECT_EQ(point.length, 1U);
  }
}

TEST(Utf8, RoundTripsEveryCodePoint) {
  for (char32_t value = 0; value <= 0x10FFFF; ++value) {
    std::string text;
    AppendUtf8(text, value);
    const auto point = DecodeUtf8(text);
    ASSERT_EQ(point.length, text.size());
    ASSERT_EQ(point.value, value >= 0xD800 && value <= 0xDFFF ? kReplacementCharacter : value);
  }
}

TEST(Utf8, WritesReplacementForInvalidCodePoint) {
  std::string text;
  AppendUtf8(text, 0x110000);
  EXPECT_EQ(text, "\ufffd");
}

TEST(Utf8, AcceptsValidUtf8) {
  for (const std::string_view text :
       {std::string_view(""), std::string_view("a\0b", 3), std::string_view("é日😀"),
        std::string_view("\xc2\x80"), std::string_view("\xed\x9f\xbf\xee\x80\x80"),
        std::string_view("\xef\xbf\xbd"), std::string_view("\xf4\x8f\xbf\xbf")}) {
    EXPECT_TRUE(IsUtf8(text)) << text;
  }
}

TEST(Utf8, RefusesInvalidUtf8) {
  for (const std::string_view bytes :
       {"\x80", "a\xff", "\xc2", "\xc0\xaf", "\xc1\xbf", "\xe0\x9f\xbf", "\xe2\x82", "\xed\xa0\x80",
        "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf0\x9f\x98", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
        "\xc3("}) {
    EXPECT_FALSE(IsUtf8(bytes)) << bytes;
  }
}

}  // namespace
}  // namespace provider::text
