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

TEST(PrintableAscii, RefusesWhatWouldBreakAHeader) {
  const Validator rule{.rule = Rule::kPrintableAscii};
  EXPECT_TRUE(Accepts(rule, "AKIA/+=~!"));
  for (const std::string_view text :
       {"key\n", "key\r\nX-Evil: 1", " key", "a b", "\tkey", "k\x7f", "cl\xc3\xa9"}) {
    EXPECT_FALSE(Accepts(rule, text)) << text;
  }
  EXPECT_FALSE(Accepts(rule, std::string_view("a\0b", 3)));
}

TEST(PrintableAscii, NeverShowsTheValue) {
  const auto violation = FindViolation({.rule = Rule::kPrintableAscii}, "hunter2\n");
  ASSERT_TRUE(violation);
  EXPECT_THAT(*violation, Not(HasSubstr("hunter2")));
  EXPECT_THAT(*violation, HasSubstr("trimspace()"));
}

TEST(Identifier, RefusesWhatWouldLeaveItsPlaceInAUrl) {
  const Validator rule{.rule = Rule::kIdentifier};
  EXPECT_TRUE(Accepts(rule, "0123456789abcdef0123456789abcdef"));
  EXPECT_TRUE(Accepts(rule, "A_b-9"));
  EXPECT_TRUE(Accepts(rule, std::string(128, 'a')));
  EXPECT_FALSE(Accepts(rule, std::string(129, 'a')));
  for (const std::string_view text : {"", "a/b", "..", "a?b", "a#b", "a%2fb", "a b", "a\n", "é"}) {
    EXPECT_FALSE(Accepts(rule, text)) << text;
  }
}

TEST(Region, IsOneLabelOfAHostName) {
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

TEST(HostName, IsADomainAlone) {
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

TEST(Integer, HasBounds) {
  const Validator rule{.rule = Rule::kInteger, .min = 0, .max = 1000};
  for (const std::string_view text : {"0", "5", "1000"}) EXPECT_TRUE(Accepts(rule, text)) << text;
  for (const std::string_view text : {"", "-1", "1001", "0.5", "1e2", "five", "5 ", " 5", "+5",
                                      "0x5", "+Inf", "99999999999999999999999999"}) {
    EXPECT_FALSE(Accepts(rule, text)) << text;
  }
  EXPECT_EQ(FindViolation(rule, "-1"), "must be a whole number from 0 to 1000");
}

TEST(Duration, HasBounds) {
  const Validator rule{.rule = Rule::kDuration, .min = 0, .max = 60'000'000'000};
  for (const std::string_view text : {"0s", "0", "5ms", "1m", "60s"}) {
    EXPECT_TRUE(Accepts(rule, text)) << text;
  }
  for (const std::string_view text : {"", "5", "-1ms", "61s", "1h", "soon"}) {
    EXPECT_FALSE(Accepts(rule, text)) << text;
  }
  EXPECT_EQ(FindViolation(rule, "61s"), "must be a duration from 0s to 1m0s");
  EXPECT_THAT(*FindViolation(rule, "soon"), HasSubstr("such as \"30s\""));
}

}  // namespace
}  // namespace provider::schema
