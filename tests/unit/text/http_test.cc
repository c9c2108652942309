// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/text/http.h"

#include <gtest/gtest.h>

namespace provider::text {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::sys_seconds kNow{1'718'784'000s};  // 2024-06-19 08:00:00

TEST(HttpDate, ParsesRfc9110Format) {
  EXPECT_EQ(ParseHttpDate("Wed, 19 Jun 2024 08:00:00 GMT"), kNow);
  EXPECT_EQ(ParseHttpDate(" Thu, 29 Feb 2024 23:59:60 GMT "),
            std::chrono::sys_days(2024y / 3 / 1));  // a leap second
}

TEST(HttpDate, RefusesOtherFormatsAndInvalidDates) {
  for (const auto* text :
       {"", "0", "Wed, 19 Jun 2024 08:00:00 UTC", "Wed, 30 Feb 2024 08:00:00 GMT",
        "Wed, 19 unJ 2024 08:00:00 GMT", "Wed, 19 Jun 2024 24:00:00 GMT",
        "Wed, 19 Jun 2024 08:-1:00 GMT", "Wed, +9 Jun 2024 08:00:00 GMT",
        "Wednesday, 19-Jun-24 08:00:00 GMT", "Wed Jun 19 08:00:00 2024"}) {
    EXPECT_EQ(ParseHttpDate(text), std::nullopt) << text;
  }
}

TEST(RetryAfter, ParsesSecondsAndDates) {
  EXPECT_EQ(ParseRetryAfter("120", kNow), 120s);
  EXPECT_EQ(ParseRetryAfter(" 0 ", kNow), 0s);
  EXPECT_EQ(ParseRetryAfter("Wed, 19 Jun 2024 08:00:30 GMT", kNow), 30s);
  EXPECT_EQ(ParseRetryAfter("Wed, 19 Jun 2024 07:00:00 GMT", kNow), 0s);
}

TEST(RetryAfter, CapsAtOneDayAndRefusesInvalidText) {
  EXPECT_EQ(ParseRetryAfter("86401", kNow), 24h);
  EXPECT_EQ(ParseRetryAfter("99999999999999999999", kNow), 24h);
  EXPECT_EQ(ParseRetryAfter("Wed, 19 Jun 9999 08:00:30 GMT", kNow), 24h);
  for (const auto* text : {"", "-1", "1.5", "soon", "1s"}) {
    EXPECT_EQ(ParseRetryAfter(text, kNow), std::nullopt) << text;
  }
}

TEST(PercentEncoding, EncodesAllButUnreservedCharacters) {
  EXPECT_EQ(PercentEncode("AZaz09-_.~"), "AZaz09-_.~");
  EXPECT_EQ(PercentEncode("a b/c?d&e=f+g*"), "a%20b%2Fc%3Fd%26e%3Df%2Bg%2A");
  EXPECT_EQ(PercentEncode("é"), "%C3%A9");
  EXPECT_EQ(PercentEncode(std::string_view("\0\xFF", 2)), "%00%FF");
}

TEST(PercentEncoding, DecodingKeepsMalformedEscapes) {
  EXPECT_EQ(PercentDecode("a%2fb%2Fc"), "a/b/c");
  EXPECT_EQ(PercentDecode("%"), "%");
  EXPECT_EQ(PercentDecode("%4"), "%4");
  EXPECT_EQ(PercentDecode("%zz%-1%+1%0x%41"), "%zz%-1%+1%0xA");
  EXPECT_EQ(PercentDecode("1+1"), "1+1");
}

TEST(PercentEncoding, EveryByteRoundTrips) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  EXPECT_EQ(PercentDecode(PercentEncode(all)), all);
}

}  // namespace
}  // namespace provider::text
