// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/text/percent_encoding.h"

#include <gtest/gtest.h>

namespace provider::text {
namespace {

TEST(PercentEncoding, KeepsOnlyTheUnreserved) {
  EXPECT_EQ(PercentEncode("AZaz09-_.~"), "AZaz09-_.~");
  EXPECT_EQ(PercentEncode("a b/c?d&e=f+g*"), "a%20b%2Fc%3Fd%26e%3Df%2Bg%2A");
  EXPECT_EQ(PercentEncode("é"), "%C3%A9");
  EXPECT_EQ(PercentEncode(std::string_view("\0\xFF", 2)), "%00%FF");
}

TEST(PercentEncoding, DecodingLeavesMalformedEscapesAlone) {
  EXPECT_EQ(PercentDecode("a%2fb%2Fc"), "a/b/c");
  EXPECT_EQ(PercentDecode("%"), "%");
  EXPECT_EQ(PercentDecode("%4"), "%4");
  EXPECT_EQ(PercentDecode("%zz%-1%+1%0x%41"), "%zz%-1%+1%0xA");
  EXPECT_EQ(PercentDecode("1+1"), "1+1");
}

TEST(PercentEncoding, EveryByteSurvivesTheRoundTrip) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  EXPECT_EQ(PercentDecode(PercentEncode(all)), all);
}

}  // namespace
}  // namespace provider::text
