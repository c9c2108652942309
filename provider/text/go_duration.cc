// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/text/go_duration.h"

#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "provider/text/ascii.h"
#include "provider/text/quoted.h"
#include "provider/text/stray_characters.h"

namespace provider::text {
namespace {

using Error = tl::unexpected<std::string>;

constexpr std::uint64_t kLimit = std::uint64_t{1} << 63;  // the magnitude of int64's minimum
constexpr std::size_t kQuotedLength = 60;                 // input may be megabytes long

constexpr std::array<std::pair<std::string_view, std::uint64_t>, 8> kUnits{{
    {"ns", 1},
    {"us", 1'000},
    {"\u00b5s", 1'000},  // U+00B5, the micro sign
    {"\u03bcs", 1'000},  // U+03BC, the Greek letter
    {"ms", 1'000'000},
    {"s", 1'000'000'000},
    {"m", 60'000'000'000},
    {"h", 3'600'000'000'000},
}};

// Removes the digits at the beginning of `text` and returns their value; nullopt if it exceeds
// kLimit.
std::optional<std::uint64_t> TakeWhole(std::string_view& text) {
  std::uint64_t value = 0;
  while (!text.empty() && IsDigit(text.front())) {
    if (value > kLimit / 10) return std::nullopt;
    value = value * 10 + static_cast<std::uint64_t>(text.front() - '0');
    if (value > kLimit) return std::nullopt;
    text.remove_prefix(1);
  }
  return value;
}

struct Fraction {
  std::uint64_t digits = 0;
  double scale = 1;
};

// Removes the digits after the point and returns them. Like Go, drops digits beyond what int64
// holds.
Fraction TakeFraction(std::string_view& text) {
  Fraction fraction;
  bool full = false;
  for (; !text.empty() && IsDigit(text.front()); text.remove_prefix(1)) {
    if (full) continue;
    const auto digit = static_cast<std::uint64_t>(text.front() - '0');
    if (fraction.digits > (kLimit - 1) / 10 || fraction.digits * 10 + digit > kLimit) {
      full = true;
      continue;
    }
    fraction.digits = fraction.digits * 10 + digit;
    fraction.scale *= 10;
  }
  return fraction;
}

std::string_view TakeUnit(std::string_view& text) {
  const auto end = text.find_first_of(".0123456789");
  const auto unit = text.substr(0, end);
  text.remove_prefix(unit.size());
  return unit;
}

std::optional<std::uint64_t> NanosecondsIn(std::string_view unit) {
  for (const auto& [name, nanoseconds] : kUnits) {
    if (unit == name) return nanoseconds;
  }
  return std::nullopt;
}

// "1.5" for 15 and 10: `value` with `places` digits after the point, without trailing zeros.
std::string Decimal(std::uint64_t value, int places) {
  std::uint64_t divisor = 1;
  for (int i = 0; i < places; ++i) divisor *= 10;
  auto text = fmt::format("{}", value / divisor);
  if (value % divisor == 0) return text;
  text += fmt::format(".{:0{}}", value % divisor, places);
  text.erase(text.find_last_not_of('0') + 1);
  return text;
}

}  // namespace

tl::expected<std::chrono::nanoseconds, std::string> ParseGoDuration(std::string_view text) {
  constexpr const char* kTooLong = "it is beyond 292 years";
  if (const auto space = FindWhiteSpace(text); !space.empty()) {
    return Error("it must not contain " + space);
  }
  auto rest = text;
  const bool negative = rest.starts_with('-');
  if (negative || rest.starts_with('+')) rest.remove_prefix(1);
  if (rest == "0") return std::chrono::nanoseconds(0);
  if (rest.empty()) return Error("a number is missing");

  std::uint64_t total = 0;
  while (!rest.empty()) {
    const auto before = rest.size();
    const auto whole = TakeWhole(rest);
    if (!whole) return Error(kTooLong);
    bool has_digits = rest.size() != before;
    Fraction fraction;
    if (rest.starts_with('.')) {
      rest.remove_prefix(1);
      const auto at_point = rest.size();
      fraction = TakeFraction(rest);
      has_digits = has_digits || rest.size() != at_point;
    }
    if (!has_digits) return Error("a number is missing");

    const auto unit = TakeUnit(rest);
    if (unit.empty()) return Error("a unit is missing");
    const auto nanoseconds = NanosecondsIn(unit);
    if (!nanoseconds) {
      return Error(Quoted(unit, kQuotedLength) +
                   " is not a unit; units are h, m, s, ms, us and ns");
    }

    if (*whole > kLimit / *nanoseconds) return Error(kTooLong);
    auto part = *whole * *nanoseconds;
    // Computed in double and truncated, exactly as Go does, so that both read the same number.
    part += static_cast<std::uint64_t>(static_cast<double>(fraction.digits) *
                                       (static_cast<double>(*nanoseconds) / fraction.scale));
    if (part > kLimit - total) return Error(kTooLong);
    total += part;
  }
  if (negative) return std::chrono::nanoseconds(static_cast<std::int64_t>(0 - total));
  if (total == kLimit) return Error(kTooLong);
  return std::chrono::nanoseconds(static_cast<std::int64_t>(total));
}

std::string FormatGoDuration(std::chrono::nanoseconds duration) {
  const auto count = duration.count();
  if (count == 0) return "0s";
  const std::string_view sign = count < 0 ? "-" : "";
  const auto magnitude =
      count < 0 ? 0 - static_cast<std::uint64_t>(count) : static_cast<std::uint64_t>(count);
  if (magnitude < 1'000) return fmt::format("{}{}ns", sign, magnitude);
  if (magnitude < 1'000'000) return fmt::format("{}{}\u00b5s", sign, Decimal(magnitude, 3));
  if (magnitude < 1'000'000'000) return fmt::format("{}{}ms", sign, Decimal(magnitude, 6));

  constexpr std::uint64_t kMinute = 60'000'000'000;
  const auto minutes = magnitude / kMinute;
  const auto seconds = Decimal(magnitude % kMinute, 9);
  if (minutes == 0) return fmt::format("{}{}s", sign, seconds);
  if (minutes < 60) return fmt::format("{}{}m{}s", sign, minutes, seconds);
  return fmt::format("{}{}h{}m{}s", sign, minutes / 60, minutes % 60, seconds);
}

}  // namespace provider::text
