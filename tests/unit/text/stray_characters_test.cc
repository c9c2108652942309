// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/text/stray_characters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace provider::text {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(FindStrayCharacters, FindsNoneInOrdinaryText) {
  for (const std::string_view text :
       {"", "key", "a b", "it's", "say \"x\" now", "\"", "é", "日本"}) {
    const auto found = FindStrayCharacters(text);
    EXPECT_TRUE(found.empty()) << text << ": " << found.Describe();
    EXPECT_FALSE(found.has_control) << text;
  }
}

TEST(FindStrayCharacters, ReportsEachWithItsPosition) {
  const struct {
    std::string_view text;
    const char* phrase;
    bool has_control;
  } cases[] = {
      {" key", "begins with a space", false},
      {"key ", "ends with a space", false},
      {"  key  ", "begins with a space and ends with a space", false},
      {"key\n", "ends with a line feed (\\n)", true},
      {"key\r", "ends with a carriage return (\\r)", true},
      {"key\r\n", "ends with a carriage return (\\r) and a line feed (\\n)", true},
      {"key\n\n\n", "ends with a line feed (\\n)", true},
      {"\tkey", "begins with a tab (\\t)", true},
      {"\"key\"", "begins and ends with a quote (\")", false},
      {"'key'", "begins and ends with a quote (')", false},
      {"\"key\"\r", "ends with a carriage return (\\r) and begins and ends with a quote (\")",
       true},
      {"k\ney", "has a line feed (\\n) in the middle", true},
      {"k\x01y", "has a control character (U+0001) in the middle", true},
      {"k\xe2\x80\xa8y", "has a control character (U+2028) in the middle", true},
      {"\xc2\xa0key", "begins with a space (U+00A0)", false},
      {"\xef\xbb\xbfkey", "begins with a byte order mark (U+FEFF)", false},
      {"key\xe2\x80\x8b", "ends with an invisible character (U+200B)", false},
      {"k\xff", "is not UTF-8 text", false},
      {" ", "begins with a space", false},
  };
  for (const auto& row : cases) {
    const auto found = FindStrayCharacters(row.text);
    EXPECT_FALSE(found.empty()) << row.phrase;
    EXPECT_EQ(found.Describe(), row.phrase);
    EXPECT_EQ(found.has_control, row.has_control) << row.phrase;
  }
}

TEST(FindStrayCharacters, DistinguishesWhatTrimspaceRemoves) {
  for (const std::string_view text : {"key\r\n", " key", "\xc2\xa0key", "key\xe3\x80\x80"}) {
    EXPECT_TRUE(FindStrayCharacters(text).ends_are_white_space) << text;
  }
  for (const std::string_view text : {"\xef\xbb\xbfkey", "key\xe2\x80\x8b", "key\x01", "\x7f"}) {
    EXPECT_FALSE(FindStrayCharacters(text).ends_are_white_space) << text;
  }
}

TEST(FindStrayCharacters, DescriptionIsShortAndOmitsTheValue) {
  EXPECT_THAT(FindStrayCharacters(" hunter2\n").Describe(), Not(HasSubstr("hunter2")));
  std::string hostile = "x";
  for (char c = 1; c < 32; ++c) hostile += c;
  hostile += "x";
  EXPECT_LT(FindStrayCharacters(hostile).Describe().size(), 200U);
}

}  // namespace
}  // namespace provider::text
