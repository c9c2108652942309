// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cty/utf8.h"

#include <gtest/gtest.h>

namespace provider::cty {
namespace {

TEST(Utf8, TakesWhatUnicodeDefines) {
  for (const std::string_view text :
       {std::string_view(""), std::string_view("a\0b", 3), std::string_view("é日😀"),
        std::string_view("\xc2\x80"), std::string_view("\xed\x9f\xbf\xee\x80\x80"),
        std::string_view("\xef\xbf\xbd"), std::string_view("\xf4\x8f\xbf\xbf")}) {
    EXPECT_TRUE(IsUtf8(text)) << text;
  }
}

TEST(Utf8, RefusesEverythingElse) {
  for (const std::string_view bytes :
       {"\x80", "a\xff", "\xc2", "\xc0\xaf", "\xc1\xbf", "\xe0\x9f\xbf", "\xe2\x82", "\xed\xa0\x80",
        "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf0\x9f\x98", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
        "\xc3("}) {
    EXPECT_FALSE(IsUtf8(bytes)) << bytes;
  }
}

}  // namespace
}  // namespace provider::cty
