// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cty/number.h"

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace provider::cty {
namespace {

std::string Normalised(std::string_view text) {
  const auto number = Number::FromDecimal(text);
  return number ? number->ToString() : "refused";
}

template <typename T>
bool HasForm(const Number& number) {
  return std::holds_alternative<T>(number.form());
}

TEST(Number, NormalisesDecimalText) {
  EXPECT_EQ(Normalised("0"), "0");
  EXPECT_EQ(Normalised("-0.000"), "0");
  EXPECT_EQ(Normalised("+007"), "7");
  EXPECT_EQ(Normalised("3.0"), "3");
  EXPECT_EQ(Normalised("0.10"), "0.1");
  EXPECT_EQ(Normalised("-12.340e1"), "-123.4");
  EXPECT_EQ(Normalised("123456e-3"), "123.456");
  EXPECT_EQ(Normalised("1E-3"), "0.001");
  EXPECT_EQ(Normalised("0.00012e+6"), "120");
  EXPECT_EQ(Normalised("1e30"), "1" + std::string(30, '0'));
  EXPECT_EQ(Normalised("0e5"), "0");
  EXPECT_EQ(Normalised("0e2000"), "0");
  // Found by fuzzing: Go's big.ParseFloat, which go-cty uses, needs digits on one side of the point
  // only.
  EXPECT_EQ(Normalised(".10"), "0.1");
  EXPECT_EQ(Normalised("-5."), "-5");
  EXPECT_EQ(Normalised("1.e3"), "1000");
  EXPECT_EQ(Normalised(".5e1"), "5");
}

TEST(Number, RefusesTextThatIsNotADecimal) {
  for (const std::string_view text :
       {"",     " 1",    "1 ",  "+",        "-",     "--1",   "+-1",   ".",
        ".e3",  "-.",    "1e",  "1e+",      "1e+-3", "1e--3", "1e3.0", "1e3x",
        "0x10", "1_000", "inf", "Infinity", "nan",   "1,5",   "1p3"}) {
    EXPECT_EQ(Normalised(text), "refused") << text;
  }
  EXPECT_EQ(Normalised(std::string_view("1\0", 2)), "refused");
}

// Otherwise ten bytes would allocate a gigabyte.
TEST(Number, RefusesNumbersTooLongInPlainForm) {
  EXPECT_EQ(Normalised("1e1023").size(), kMaxNumberText);
  EXPECT_EQ(Normalised("1e1024"), "refused");
  EXPECT_EQ(Normalised("-1e1022").size(), kMaxNumberText);
  EXPECT_EQ(Normalised("-1e1023"), "refused");
  EXPECT_EQ(Normalised("1e-1022").size(), kMaxNumberText);
  EXPECT_EQ(Normalised("1e-1023"), "refused");
  EXPECT_EQ(Normalised(std::string(600, '1') + "." + std::string(423, '1')).size(), kMaxNumberText);
  EXPECT_EQ(Normalised(std::string(600, '1') + "." + std::string(424, '1')), "refused");
  EXPECT_EQ(Normalised(std::string(1024, '1') + "e-1"), "refused");
  EXPECT_EQ(Normalised(std::string(1025, '1')), "refused");
  for (const std::string_view text :
       {"1e999999999", "1e-999999999", "1e2147483647", "1e-2147483648", "1e99999999999999999999"}) {
    EXPECT_EQ(Normalised(text), "refused") << text;
  }
}

TEST(Number, UsesTheNarrowestExactForm) {
  EXPECT_TRUE(HasForm<std::int64_t>(*Number::FromDecimal("-9223372036854775808")));
  EXPECT_TRUE(HasForm<std::uint64_t>(*Number::FromDecimal("9223372036854775808")));
  EXPECT_TRUE(HasForm<std::uint64_t>(*Number::FromDecimal("18446744073709551615")));
  EXPECT_TRUE(HasForm<std::string>(*Number::FromDecimal("18446744073709551616")));
  EXPECT_TRUE(HasForm<std::string>(*Number::FromDecimal("-9223372036854775809")));
  EXPECT_TRUE(HasForm<double>(*Number::FromDecimal("0.5")));
  EXPECT_TRUE(HasForm<double>(*Number::FromDecimal("-1234567.890625")));
  EXPECT_TRUE(HasForm<std::string>(*Number::FromDecimal("0.1")));
  EXPECT_TRUE(HasForm<std::string>(*Number::FromDecimal("0.15")));
  EXPECT_TRUE(HasForm<std::string>(*Number::FromDecimal("9007199254740993.5")));
  EXPECT_TRUE(HasForm<double>(*Number::FromDecimal(
      "0.1000000000000000055511151231257827021181583404541015625")));  // the nearest double to 0.1
}

TEST(Number, ComparesEqualAcrossForms) {
  const Number three(std::int64_t{3});
  EXPECT_EQ(Number(std::uint64_t{3}), three);
  EXPECT_EQ(Number(3.0), three);
  EXPECT_EQ(*Number::FromDecimal("0.3e1"), three);
  EXPECT_EQ(Number(-0.0), Number());
  EXPECT_EQ(Number(0.5), *Number::FromDecimal("5e-1"));
  EXPECT_NE(Number(0.1), *Number::FromDecimal("0.1"));
}

TEST(Number, ConvertsToInt64OnlyWhenExact) {
  EXPECT_EQ(Number::FromDecimal("3.0")->AsInt64(), 3);
  EXPECT_EQ(Number(-9223372036854775808.0).AsInt64(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(Number(9223372036854775808.0).AsInt64(), std::nullopt);
  EXPECT_EQ(Number(std::uint64_t{1} << 63).AsInt64(), std::nullopt);
  EXPECT_EQ(Number(2.5).AsInt64(), std::nullopt);
  EXPECT_EQ(Number(std::numeric_limits<double>::infinity()).AsInt64(), std::nullopt);
  EXPECT_EQ(Number::FromDecimal("1e30")->AsInt64(), std::nullopt);
}

TEST(Number, ConvertsToTheNearestDouble) {
  EXPECT_EQ(Number(std::int64_t{-3}).AsDouble(), -3.0);
  EXPECT_EQ(Number(std::numeric_limits<std::uint64_t>::max()).AsDouble(), 0x1p64);
  EXPECT_EQ(Number::FromDecimal("0.1")->AsDouble(), 0.1);
  EXPECT_EQ(Number::FromDecimal("1e30")->AsDouble(), 1e30);
  EXPECT_EQ(Number::FromDecimal("1e400")->AsDouble(), std::numeric_limits<double>::infinity());
  EXPECT_EQ(Number::FromDecimal("-1e400")->AsDouble(), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(Number::FromDecimal("1e-400")->AsDouble(), 0.0);
  EXPECT_TRUE(std::signbit(Number::FromDecimal("-1e-400")->AsDouble()));
}

TEST(Number, PrintsTheShortestText) {
  EXPECT_EQ(Number(0.1).ToString(), "0.1");
  EXPECT_EQ(Number(1e-7).ToString(), "0.0000001");
  EXPECT_EQ(Number(1e30).ToString(), "1" + std::string(30, '0'));
  EXPECT_EQ(Number(-1e19).ToString(), "-10000000000000000000");
  EXPECT_EQ(Number(std::numeric_limits<double>::max()).ToString().size(), 309U);
  EXPECT_EQ(Number(std::numeric_limits<double>::denorm_min()).ToString().size(), 326U);
  EXPECT_EQ(Number(std::numeric_limits<std::uint64_t>::max()).ToString(), "18446744073709551615");
  EXPECT_EQ(Number(std::numeric_limits<double>::infinity()).ToString(), "+Inf");
  EXPECT_EQ(Number(-std::numeric_limits<double>::infinity()).ToString(), "-Inf");
}

TEST(Number, ThrowsOnNan) {
  EXPECT_THROW(Number{std::numeric_limits<double>::quiet_NaN()}, std::invalid_argument);
  EXPECT_THROW(Number(-std::numeric_limits<double>::signaling_NaN()), std::invalid_argument);
}

}  // namespace
}  // namespace provider::cty
