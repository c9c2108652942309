// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/text/quoted.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace provider::text {
namespace {

TEST(Quoted, KeepsPlainText) { EXPECT_EQ(Quoted("audit-traces.1"), "\"audit-traces.1\""); }

TEST(Quoted, QuotesEmptyText) { EXPECT_EQ(Quoted(""), "\"\""); }

TEST(Quoted, EscapesControlCharactersAsInHcl) {
  EXPECT_EQ(Quoted("a\nb\tc\rd"), R"("a\nb\tc\rd")");
  EXPECT_EQ(Quoted(std::string("x\0y\x1b\x7f", 5)), R"("x\u0000y\u001b\u007f")");
}

TEST(Quoted, EscapesQuotesAndBackslashes) { EXPECT_EQ(Quoted(R"(a"b\c)"), R"("a\"b\\c")"); }

TEST(Quoted, CutsLongTextBetweenCharacters) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "é";
  const std::string quoted = Quoted(text);
  EXPECT_LE(quoted.size(), 2 + 2 * 100 + 3U);
  EXPECT_THAT(quoted, ::testing::EndsWith("é…\""));
}

TEST(Quoted, RemovesInvalidUtf8AndBidiOverrides) {
  const std::string quoted = Quoted(
      "a\xff\xe2\x80\xae"
      "b\xc2\x85");
  EXPECT_EQ(quoted.find('\xff'), std::string::npos);
  EXPECT_EQ(quoted.find("\xe2\x80\xae"), std::string::npos);
  EXPECT_EQ(quoted.find("\xc2\x85"), std::string::npos);
}

TEST(Quoted, CutsLongTextBeforeEscaping) {
  EXPECT_EQ(Quoted(std::string(50'000'000, '\n')).substr(0, 6), R"("\n\n\)");
  EXPECT_THAT(Quoted(std::string(50'000'000, 'x')), ::testing::EndsWith("x\u2026\""));
}

}  // namespace
}  // namespace provider::text
