// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/text/ascii.h"

#include <cstdint>

#include <gmock/gmock.h>

namespace provider::text {
namespace {

using ::testing::ElementsAre;

TEST(Ascii, ChangesTheCaseOfAsciiLettersOnly) {
  EXPECT_EQ(AsciiLower("Region-\u00c9\xff[Z"), "region-\u00c9\xff[z");
  EXPECT_EQ(AsciiUpper("eu-west-0 \u00e9"), "EU-WEST-0 \u00e9");
}

TEST(Ascii, ComparesIgnoringCase) {
  EXPECT_TRUE(EqualsIgnoringCase("Content-Type", "content-TYPE"));
  EXPECT_FALSE(EqualsIgnoringCase("Content-Type", "Content-Typ"));
  EXPECT_FALSE(EqualsIgnoringCase("@", "`"));  // they differ by the bit that distinguishes cases
}

TEST(Ascii, TrimsSpacesAtBothEnds) {
  EXPECT_EQ(AsciiTrim(" \t\r\n\v\fa b\n"), "a b");
  EXPECT_EQ(AsciiTrim(" \n "), "");
  EXPECT_EQ(AsciiTrim("\u00a0a"), "\u00a0a");
}

TEST(Ascii, SplitKeepsEmptyParts) {
  EXPECT_THAT(Split("a,,b,", ','), ElementsAre("a", "", "b", ""));
  EXPECT_THAT(Split("", ','), ElementsAre(""));
}

TEST(Ascii, ParsesWholeIntegersOnly) {
  EXPECT_EQ(ParseInteger<int>("-12"), -12);
  EXPECT_EQ(ParseInteger<unsigned>("fF", 16), 255U);
  EXPECT_EQ(ParseInteger<std::int64_t>("9223372036854775807"), INT64_MAX);
  for (const std::string_view text : {"", "+1", " 1", "1 ", "1.0", "0x1", "1e3", "2147483648"}) {
    EXPECT_EQ(ParseInteger<int>(text), std::nullopt) << text;
  }
  EXPECT_EQ(ParseInteger<unsigned>("-1"), std::nullopt);
}

TEST(Ascii, ClassifiesEveryByte) {
  std::string digits;
  std::string letters;
  std::size_t graphic = 0;
  for (int i = 0; i < 256; ++i) {
    const char c = static_cast<char>(i);
    if (IsDigit(c)) digits += c;
    if (IsLower(c) || IsUpper(c)) letters += c;
    if (IsGraphic(c)) ++graphic;
    EXPECT_EQ(IsAlphanumeric(c), IsDigit(c) || IsLower(c) || IsUpper(c));
  }
  EXPECT_EQ(digits, "0123456789");
  EXPECT_EQ(letters, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
  EXPECT_EQ(graphic, 94U);
}

TEST(Hex, WritesTwoLowercaseDigitsPerByte) {
  const unsigned char bytes[] = {0x00, 0x0f, 0xa0, 0xff};
  EXPECT_EQ(Hex(bytes), "000fa0ff");
  EXPECT_EQ(Hex({}), "");
}

// Vectors of RFC 4648 section 10, without their padding.
TEST(Base64, MatchesRfc4648) {
  EXPECT_EQ(Base64WithoutPadding(""), "");
  EXPECT_EQ(Base64WithoutPadding("f"), "Zg");
  EXPECT_EQ(Base64WithoutPadding("fo"), "Zm8");
  EXPECT_EQ(Base64WithoutPadding("foo"), "Zm9v");
  EXPECT_EQ(Base64WithoutPadding("foob"), "Zm9vYg");
  EXPECT_EQ(Base64WithoutPadding("fooba"), "Zm9vYmE");
  EXPECT_EQ(Base64WithoutPadding("foobar"), "Zm9vYmFy");
  EXPECT_EQ(Base64WithoutPadding("\xfb\xff\xfe"), "+//+");
}

}  // namespace
}  // namespace provider::text
