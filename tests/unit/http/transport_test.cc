// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/transport.h"

#include <gtest/gtest.h>

namespace provider::http {
namespace {

TEST(Headers, FindIgnoresCase) {
  const Headers headers{{"Content-Type", "a"}, {"content-type", "b"}, {"X-Request-Id", "c"}};
  ASSERT_NE(FindHeader(headers, "CONTENT-TYPE"), nullptr);
  EXPECT_EQ(*FindHeader(headers, "CONTENT-TYPE"), "a");
  EXPECT_EQ(*FindHeader(headers, "x-request-id"), "c");
  EXPECT_EQ(FindHeader(headers, "X-Request"), nullptr);
  EXPECT_EQ(FindHeader({}, ""), nullptr);
}

TEST(Headers, SetReplacesIgnoringCase) {
  Headers headers{{"A", "1"}, {"b", "2"}, {"a", "3"}};
  SetHeader(headers, "A", "4");
  EXPECT_EQ(headers, (Headers{{"b", "2"}, {"A", "4"}}));
  SetHeader(headers, "C", "5");
  EXPECT_EQ(headers.size(), 3U);
}

TEST(Token, FollowsRfc9110) {
  EXPECT_TRUE(IsToken("X-Sdk-Date"));
  EXPECT_TRUE(IsToken("!#$%&'*+-.^_`|~09azAZ"));
  for (const std::string_view text : {"", "a b", "a:", "a\r\nb", "a\t", "\xc3\xa9", "(", "a/b"}) {
    EXPECT_FALSE(IsToken(text)) << text;
  }
  EXPECT_FALSE(IsToken(std::string_view("a\0", 2)));
}

}  // namespace
}  // namespace provider::http
