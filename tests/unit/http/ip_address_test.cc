// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/ip_address.h"

#include <gtest/gtest.h>

namespace provider::http {
namespace {

TEST(IpAddress, RefusesWhatAStringOfCWouldHide) {
  EXPECT_FALSE(IsIpAddress(std::string_view("127.0.0.1\0", 10)));
  EXPECT_FALSE(IsIpAddress(std::string_view("::1\0", 4)));
  EXPECT_FALSE(IsIpAddress(std::string(10'000, ':')));
}

TEST(IpAddress, FormatsAsTheCLibraryDoes) {
  for (const std::string text : {"0.0.0.0", "10.1.2.255", "::", "::1", "2001:db8::1:0:0:1",
                                 "::ffff:10.0.0.1", "1:2:3:4:5:6:7:8"}) {
    const auto ipv4 = ParseIpv4(text);
    EXPECT_EQ(ipv4 ? FormatIpAddress(*ipv4) : FormatIpAddress(*ParseIpv6(text)), text);
  }
  EXPECT_EQ(FormatIpAddress({}), "");
  EXPECT_EQ(FormatIpAddress(std::array<std::uint8_t, 5>{}), "");
}

TEST(IpAddress, RemovesTheMappingOfIpv4) {
  EXPECT_EQ(WithoutIpv4Mapping("::ffff:10.0.0.1"), "10.0.0.1");
  for (const auto* other : {"::ffff:1", "::1", "10.0.0.1", "2001:db8::ffff:10.0.0.1"}) {
    EXPECT_EQ(WithoutIpv4Mapping(other), other);
  }
}

}  // namespace
}  // namespace provider::http
