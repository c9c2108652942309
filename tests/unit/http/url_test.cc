// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/url.h"

#include <gtest/gtest.h>

namespace provider::http {
namespace {

TEST(Url, ParsesEveryPart) {
  const auto url = ParseUrl("HTTPS://us%40er:p:w@CTS.eu-west-0.example:8443/v3/x?y=@z:1#f");
  ASSERT_TRUE(url.has_value());
  EXPECT_EQ(url->scheme, "https");
  EXPECT_EQ(url->user_info, "us%40er:p:w");
  EXPECT_EQ(url->host, "CTS.eu-west-0.example");
  EXPECT_EQ(url->port, 8443);
  EXPECT_EQ(url->shown, "CTS.eu-west-0.example:8443");
}

TEST(Url, UsesDefaultPortOfScheme) {
  EXPECT_EQ(ParseUrl("http://x")->port, 80);
  EXPECT_EQ(ParseUrl("https://x?q")->port, 443);
  EXPECT_EQ(ParseUrl("socks5://x")->port, 1080);
  EXPECT_EQ(ParseUrl("socks5h://x/")->port, 1080);
  EXPECT_EQ(ParseUrl("https://x")->shown, "x");
}

TEST(Url, ReadsIpv6) {
  const auto url = ParseUrl("http://[2001:db8::1]:81/");
  ASSERT_TRUE(url.has_value());
  EXPECT_EQ(url->host, "2001:db8::1");
  EXPECT_EQ(url->port, 81);
  EXPECT_EQ(url->shown, "[2001:db8::1]:81");
}

TEST(Url, ShownHostOmitsCredentials) {
  const auto url = ParseUrl("http://user:p@ss@host/");
  ASSERT_TRUE(url.has_value());
  EXPECT_EQ(url->shown, "host");
  EXPECT_EQ(url->user_info, "user:p@ss");
}

TEST(Url, RefusesAmbiguousOrInvalidUrls) {
  for (const std::string_view text : {"",
                                      "x",
                                      "//x",
                                      "http:/x",
                                      "http:x",
                                      "ftp://x",
                                      "file:///etc/passwd",
                                      "http://",
                                      "http:///x",
                                      "http://a b/",
                                      "http://a\\@b/",
                                      "http://a\r\nHost: b/",
                                      "http://\u00e9/",
                                      "http://x/\u00e9",
                                      "http://x/a b",
                                      "http://x:/",
                                      "http://x:0",
                                      "http://x:65536",
                                      "http://x:8a",
                                      "http://x:-1",
                                      "http://x:80:80",
                                      "http://[::1",
                                      "http://[::1]x",
                                      "http://[fe80::1%25eth0]/",
                                      "http://[]",
                                      "http://[v1.x]",
                                      "http://a%2eb/",
                                      "http://a,b/",
                                      "http://@",
                                      "http://u@",
                                      "http://{x}/",
                                      "http://u:%w@x/",  // found by fuzzing: Go refuses it
                                      "http://u%2@x/",
                                      " http://x",
                                      "http://x\t"}) {
    EXPECT_FALSE(ParseUrl(text).has_value()) << text;
  }
  EXPECT_FALSE(ParseUrl(std::string_view("http://x\0.y/", 12)).has_value());
}

}  // namespace
}  // namespace provider::http
