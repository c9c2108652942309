// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The cases are those of time_test.go in Go's own library.

#include "provider/text/go_duration.h"

#include <cstdint>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace provider::text {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::int64_t kMicrosecond = 1'000;
constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

struct Case {
  std::string_view text;
  std::int64_t nanoseconds;
};

TEST(GoDuration, ParsesWhatGoParses) {
  for (const auto& [text, nanoseconds] : std::vector<Case>{
           {"0", 0},
           {"+0", 0},
           {"-0", 0},
           {"5s", 5 * kSecond},
           {"30s", 30 * kSecond},
           {"1478s", 1478 * kSecond},
           {"-5s", -5 * kSecond},
           {"+5s", 5 * kSecond},
           {"5.0s", 5 * kSecond},
           {"5.6s", 5 * kSecond + 600 * kMillisecond},
           {"5.s", 5 * kSecond},
           {".5s", 500 * kMillisecond},
           {"1.0s", kSecond},
           {"1.00s", kSecond},
           {"1.004s", kSecond + 4 * kMillisecond},
           {"1.0040s", kSecond + 4 * kMillisecond},
           {"100.00100s", 100 * kSecond + kMillisecond},
           {"10ns", 10},
           {"11us", 11 * kMicrosecond},
           {"12µs", 12 * kMicrosecond},  // U+00B5
           {"12μs", 12 * kMicrosecond},  // U+03BC
           {"13ms", 13 * kMillisecond},
           {"14s", 14 * kSecond},
           {"15m", 15 * kMinute},
           {"16h", 16 * kHour},
           {"3h30m", 3 * kHour + 30 * kMinute},
           {"10.5s4m", 4 * kMinute + 10 * kSecond + 500 * kMillisecond},
           {"-2m3.4s", -(2 * kMinute + 3 * kSecond + 400 * kMillisecond)},
           {"1h2m3s4ms5us6ns",
            kHour + 2 * kMinute + 3 * kSecond + 4 * kMillisecond + 5 * kMicrosecond + 6},
           {"39h9m14.425s", 39 * kHour + 9 * kMinute + 14 * kSecond + 425 * kMillisecond},
           {"52763797000ns", 52763797000},
           {"0.3333333333333333333h", 20 * kMinute},
           {"9007199254740993ns", 9007199254740993},  // 2^53 + 1: not representable as a double
           {"9223372036854775807ns", kMost},
           {"9223372036854775.807us", kMost},
           {"9223372036s854ms775us807ns", kMost},
           {"-9223372036854775808ns", kLeast},
           {"-9223372036854775.808us", kLeast},
           {"-9223372036s854ms775us808ns", kLeast},
           {"-2562047h47m16.854775808s", kLeast},
           {"0.100000000000000000000h", 6 * kMinute},
           {"0.830103483285477580700h", 49 * kMinute + 48 * kSecond + 372539827},
       }) {
    const auto parsed = ParseGoDuration(text);
    ASSERT_TRUE(parsed.has_value()) << text << ": " << parsed.error();
    EXPECT_EQ(parsed->count(), nanoseconds) << text;
  }
}

TEST(GoDuration, RefusesWhatGoRefuses) {
  for (const std::string_view text : {"",
                                      "3",
                                      "-",
                                      "s",
                                      ".",
                                      "-.",
                                      ".s",
                                      "+.s",
                                      "1d",
                                      "\x85\x85",
                                      "\xff\xff",
                                      "hello \xff world",
                                      "\xef\xbf\xbd",
                                      "1e3s",
                                      "1 s",
                                      " 1s",
                                      "1s ",
                                      "1,5s",
                                      "--1s",
                                      "1.2.3s",
                                      "0x1s",
                                      "1S",
                                      "5 minutes",
                                      "infinity",
                                      "nan",
                                      "1h-5m"}) {
    const auto parsed = ParseGoDuration(text);
    ASSERT_FALSE(parsed.has_value()) << text;
    EXPECT_THAT(parsed.error(), AllOf(Not(IsEmpty()), Not(EndsWith(".")))) << text;
  }
}

TEST(GoDuration, RefusesDurationsBeyondInt64) {
  for (const std::string_view text :
       {"9223372036854775810ns", "9223372036854775808ns", "-9223372036854775809ns",
        "9223372036854776us", "3000000h", "9223372036854ms775us808ns",
        "-9223372036854775808ns9223372036854775808ns", "9223372036854775808ns9223372036854775808ns",
        "-2562047h47m16.854775809s", "99999999999999999999999999999999999999s"}) {
    const auto parsed = ParseGoDuration(text);
    ASSERT_FALSE(parsed.has_value()) << text << " read as " << parsed->count();
    EXPECT_THAT(parsed.error(), HasSubstr("beyond 292 years"));
  }
}

TEST(GoDuration, ReportsWhatIsWrong) {
  EXPECT_EQ(ParseGoDuration("2min").error(),
            R"("min" is not a unit; units are h, m, s, ms, us and ns)");
  EXPECT_THAT(ParseGoDuration("1d").error(), HasSubstr(R"("d" is not a unit; units are h, m)"));
  EXPECT_THAT(ParseGoDuration("30").error(), HasSubstr("a unit is missing"));
  EXPECT_THAT(ParseGoDuration("s").error(), HasSubstr("a number is missing"));
}

TEST(GoDuration, ReportsWhiteSpaceFirst) {
  EXPECT_EQ(ParseGoDuration("1m 30s").error(), "it must not contain a space");
  EXPECT_EQ(ParseGoDuration(" 30s").error(), "it must not contain a space");
  EXPECT_EQ(ParseGoDuration("\n5s").error(), "it must not contain a line feed (\\n)");
  EXPECT_EQ(ParseGoDuration("5s\r").error(), "it must not contain a carriage return (\\r)");
  EXPECT_EQ(ParseGoDuration("5\u00a0s").error(), "it must not contain a space (U+00A0)");
}

TEST(GoDuration, ErrorShortensAndEscapesInput) {
  const auto error = ParseGoDuration("1" + std::string(1 << 20, 'x') + "\x1b[2J").error();
  EXPECT_LT(error.size(), 300U);
  EXPECT_THAT(ParseGoDuration("1\x1b\x01y").error(), HasSubstr(R"("\u001b\u0001y" is not a unit)"));
}

TEST(GoDuration, PrintsAsGoDoes) {
  const std::vector<std::pair<std::int64_t, std::string>> cases{
      {0, "0s"},
      {1, "1ns"},
      {-1, "-1ns"},
      {1100, "1.1µs"},
      {2'200'000, "2.2ms"},
      {5 * kMillisecond, "5ms"},
      {kSecond, "1s"},
      {1'500 * kMillisecond, "1.5s"},
      {3'300 * kMillisecond, "3.3s"},
      {2 * kMinute, "2m0s"},
      {4 * kMinute + 5 * kSecond, "4m5s"},
      {4 * kMinute + 5'001 * kMillisecond, "4m5.001s"},
      {5 * kHour + 6 * kMinute + 7'001 * kMillisecond, "5h6m7.001s"},
      {8 * kMinute + 1, "8m0.000000001s"},
      {kHour, "1h0m0s"},
      {kMost, "2562047h47m16.854775807s"},
      {kLeast, "-2562047h47m16.854775808s"},
  };
  for (const auto& [nanoseconds, text] : cases) {
    EXPECT_EQ(FormatGoDuration(std::chrono::nanoseconds(nanoseconds)), text);
  }
}

TEST(GoDuration, ParsesWhatItPrints) {
  std::uint64_t state = 42;
  for (int i = 0; i < 2000; ++i) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    const auto value = static_cast<std::int64_t>(state) >> (i % 63);
    const auto text = FormatGoDuration(std::chrono::nanoseconds(value));
    const auto parsed = ParseGoDuration(text);
    ASSERT_TRUE(parsed.has_value()) << text;
    // Go computes the fraction as a double, and so may lose the last nanosecond.
    EXPECT_NEAR(static_cast<double>(parsed->count() - value), 0, 1) << text;
  }
}

}  // namespace
}  // namespace provider::text
