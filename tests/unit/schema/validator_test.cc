// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/schema/validator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace provider::schema {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Rule = Validator::Rule;

bool Accepts(const Validator& validator, std::string_view text) {
  return !FindViolation(validator, text).has_value();
}

TEST(Credential, RefusesCharactersInvalidInAHeader) {
  const Validator rule{.rule = Rule::kCredential};
  EXPECT_TRUE(Accepts(rule, "AKIA/+=~!"));
  for (const std::string_view text :
       {"key\n", "key\r\nX-Evil: 1", " key", "a b", "\tkey", "k\x7f", "cl\xc3\xa9"}) {
    EXPECT_FALSE(Accepts(rule, text)) << text;
  }
  EXPECT_FALSE(Accepts(rule, std::string_view("a\0b", 3)));
}

TEST(Credential, RefusesEnclosingQuotes) {
  const Validator rule{.rule = Rule::kCredential};
  EXPECT_FALSE(Accepts(rule, "\"key\""));
  EXPECT_FALSE(Accepts(rule, "'key'"));
  EXPECT_TRUE(Accepts(rule, "'key"));
  EXPECT_TRUE(Accepts(rule, "k\"e'y"));
}

TEST(Credential, ErrorDoesNotQuoteTheValue) {
  const auto violation = FindViolation({.rule = Rule::kCredential}, "hunter2\n");
  ASSERT_TRUE(violation);
  EXPECT_THAT(*violation, Not(HasSubstr("hunter2")));
}

TEST(Name, AllowsSpacesInsideOnly) {
  for (const auto kind : {Rule::kName, Rule::kPath}) {
    const Validator rule{.rule = kind};
    for (const std::string_view text : {"acme", "Acme Ltd", "Å/b", "it's"}) {
      EXPECT_TRUE(Accepts(rule, text)) << text;
    }
    for (const std::string_view text :
         {" Acme", "acme ", "acme\n", "acme\r", "a\nb", "a\x01z", "\"acme\"", "'acme'", "a\xff",
          "\xc2\xa0Z", "\xef\xbb\xbfZ"}) {
      EXPECT_FALSE(Accepts(rule, text)) << text;
    }
  }
}

TEST(PathOrPem, AllowsTrailingLineBreakInPemOnly) {
  const Validator rule{.rule = Rule::kPathOrPem};
  EXPECT_TRUE(Accepts(rule, "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"));
  EXPECT_TRUE(Accepts(rule, "/etc/ssl/my ca.pem"));
  EXPECT_FALSE(Accepts(rule, "/etc/ssl/ca.pem\n"));
}

TEST(Login, WarnsAboutOuterSpacesAndQuotes) {
  const Validator rule{.rule = Rule::kLogin};
  for (const std::string_view text : {" pass", "pass ", "\"pass\"", "'pass'"}) {
    EXPECT_TRUE(Accepts(rule, text)) << text;
    EXPECT_TRUE(FindSuspicion(rule, text)) << text;
  }
  for (const std::string_view text : {"pass\n", "pass\r", "pa\tss", "pass\x7f", "p\xff"}) {
    EXPECT_FALSE(Accepts(rule, text)) << text;
    EXPECT_FALSE(FindSuspicion(rule, text)) << text;
  }
  EXPECT_FALSE(FindSuspicion(rule, "correct horse"));
  EXPECT_FALSE(FindSuspicion({.rule = Rule::kName}, " pass")) << "that is an error";
}

TEST(Url, RefusesOnlyEnclosingQuotes) {
  const Validator rule{.rule = Rule::kUrl};
  for (const std::string_view text : {"https://a", " a ", "a\n", "ftp:/?"}) {
    EXPECT_TRUE(Accepts(rule, text)) << text;
  }
  EXPECT_FALSE(Accepts(rule, "\"https://a\""));
  EXPECT_FALSE(Accepts(rule, " 'https://a'\r"));
}

TEST(FindViolation, LimitsTheLengthOfEveryTextButPem) {
  const std::string long_text(65'537, 'a');
  for (const auto kind : {Rule::kCredential, Rule::kIdentifier, Rule::kName, Rule::kLogin,
                          Rule::kPath, Rule::kUrl, Rule::kRegion, Rule::kHostName, Rule::kBool}) {
    EXPECT_EQ(FindViolation({.rule = kind}, long_text), "must be at most 64 KiB long");
  }
  const auto pem = "-----BEGIN CERTIFICATE-----\n" + long_text;
  EXPECT_TRUE(Accepts({.rule = Rule::kPathOrPem}, pem));
}

TEST(Bool, AcceptsTheSpellingsOfGo) {
  for (const std::string_view text : {"1", "t", "T", "true", "TRUE", "True"}) {
    EXPECT_EQ(ParseBool(text), true) << text;
  }
  for (const std::string_view text : {"0", "f", "F", "false", "FALSE", "False"}) {
    EXPECT_EQ(ParseBool(text), false) << text;
  }
  for (const std::string_view text : {"", "yes", "tRUE", "true ", "2"}) {
    EXPECT_FALSE(Accepts({.rule = Rule::kBool}, text)) << text;
  }
}

TEST(Identifier, AllowsOnlyUrlSafeCharacters) {
  const Validator rule{.rule = Rule::kIdentifier};
  EXPECT_TRUE(Accepts(rule, "0123456789abcdef0123456789abcdef"));
  EXPECT_TRUE(Accepts(rule, "A_b-9"));
  EXPECT_TRUE(Accepts(rule, std::string(64, 'a')));
  EXPECT_FALSE(Accepts(rule, std::string(65, 'a')));
  for (const std::string_view text : {"", "a/b", "..", "a?b", "a#b", "a%2fb", "a b", "a\n", "é"}) {
    EXPECT_FALSE(Accepts(rule, text)) << text;
  }
}

TEST(Region, MustBeOneHostNameLabel) {
  const Validator rule{.rule = Rule::kRegion};
  for (const std::string_view text :
       {"eu-west-0", "eu-west-101", "cn-north-1", "my-kualalumpur-1", "region01", "x"}) {
    EXPECT_TRUE(Accepts(rule, text)) << text;
  }
  EXPECT_TRUE(Accepts(rule, std::string(63, 'a')));
  EXPECT_FALSE(Accepts(rule, std::string(64, 'a')));
  for (const std::string_view text : {"", "EU-WEST-0", "eu.west", "evil.com/", "eu_west", "-a",
                                      "a-", "a b", "eu-west-0\n", "a@b", "a:1", "a#"}) {
    EXPECT_FALSE(Accepts(rule, text)) << text;
  }
}

TEST(HostName, MustBeADomainWithoutSchemeOrPort) {
  const Validator rule{.rule = Rule::kHostName};
  for (const std::string_view text :
       {"myhuaweicloud.com", "prod-cloud-ocb.orange-business.com", "localhost", "Example.COM"}) {
    EXPECT_TRUE(Accepts(rule, text)) << text;
  }
  for (const std::string_view text : {"", ".", "a..b", ".a", "a.", "https://a.com", "a.com/",
                                      "a:80", "a@b.com", "a.com\n", "a .com"}) {
    EXPECT_FALSE(Accepts(rule, text)) << text;
  }
  EXPECT_FALSE(Accepts(rule, std::string(63, 'a') + "." + std::string(63, 'b') + "." +
                                 std::string(63, 'c') + "." + std::string(63, 'd')));
}

TEST(Integer, MustBeWholeAndWithinBounds) {
  const Validator rule{.rule = Rule::kInteger, .min = 0, .max = 1000};
  for (const std::string_view text : {"0", "5", "1000"}) EXPECT_TRUE(Accepts(rule, text)) << text;
  for (const std::string_view text : {"", "-1", "1001", "0.5", "1e2", "five", "5 ", " 5", "+5",
                                      "0x5", "+Inf", "99999999999999999999999999"}) {
    EXPECT_FALSE(Accepts(rule, text)) << text;
  }
  EXPECT_EQ(FindViolation(rule, "-1"), "must be a whole number from 0 to 1000");
}

TEST(Duration, MustBeADurationWithinBounds) {
  const Validator rule{.rule = Rule::kDuration, .min = 0, .max = 60'000'000'000};
  for (const std::string_view text : {"0s", "0", "5ms", "1m", "60s"}) {
    EXPECT_TRUE(Accepts(rule, text)) << text;
  }
  for (const std::string_view text : {"", "5", "-1ms", "61s", "1h", "soon"}) {
    EXPECT_FALSE(Accepts(rule, text)) << text;
  }
  for (const std::string_view text : {"61s", "soon"}) {
    EXPECT_EQ(FindViolation(rule, text), "must be a duration from 0s to 1m0s such as \"50ms\"");
  }
  EXPECT_EQ(
      FindViolation({.rule = Rule::kDuration, .min = 1'000'000'000, .max = 2'000'000'000}, ""),
      "must be a duration from 1s to 2s such as \"1s\"");
}

}  // namespace
}  // namespace provider::schema
