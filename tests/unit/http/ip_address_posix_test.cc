// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Compared with inet_pton of POSIX, which is the oracle. That of Windows accepts less.

#include <algorithm>
#include <string>

#include <arpa/inet.h>
#include <gtest/gtest.h>

#include "provider/http/ip_address.h"

namespace provider::http {
namespace {

TEST(IpAddress, ParsesAsTheCLibraryDoes) {
  for (const std::string text : {"0.0.0.0",
                                 "127.0.0.1",
                                 "255.255.255.255",
                                 "256.0.0.1",
                                 "1.2.3",
                                 "1.2.3.4.5",
                                 "1.2.3.",
                                 ".1.2.3",
                                 "01.2.3.4",
                                 "1.2.3.00",
                                 "1.2.3.-4",
                                 "1.2.3.+4",
                                 "0x7f.0.0.1",
                                 "1.2.3.4 ",
                                 " 1.2.3.4",
                                 "1.2.3.4/8",
                                 "10",
                                 "",
                                 "::",
                                 "::1",
                                 "fe80::1%eth0",
                                 "2001:db8::",
                                 "2001:DB8::1",
                                 "::ffff:1.2.3.4",
                                 "::1/128",
                                 "1::2::3",
                                 "1:2:3:4:5:6:7:8",
                                 "1:2:3:4:5:6:7",
                                 "1:2:3:4:5:6:7:8:9",
                                 "12345::",
                                 "::1.2.3.256",
                                 "::1.2.3",
                                 ":1",
                                 "1:",
                                 ":::",
                                 "localhost",
                                 "g::1",
                                 "::ffff:127.1",
                                 "00001::",
                                 "::1:2:3:4:5:6:7:8",
                                 "1:2:3:4:5:6:7::",
                                 "1:2:3:4:5:6:1.2.3.4",
                                 "1:2:3:4:5:6:7:1.2.3.4",
                                 "1.2.3.4::",
                                 "1:2.3.4.5:6::"}) {
    Ipv6Address bytes{};
    const bool is_ipv4 = ::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1;
    ASSERT_EQ(ParseIpv4(text).has_value(), is_ipv4) << text;
    if (is_ipv4) {
      EXPECT_TRUE(std::equal(bytes.begin(), bytes.begin() + 4, ParseIpv4(text)->begin()));
    }
    const bool is_ipv6 = ::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1;
    ASSERT_EQ(ParseIpv6(text).has_value(), is_ipv6) << text;
    if (is_ipv6) {
      EXPECT_EQ(*ParseIpv6(text), bytes) << text;
    }
    EXPECT_EQ(IsIpAddress(text), is_ipv4 || is_ipv6) << text;
  }
}

}  // namespace
}  // namespace provider::http
