// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/text/http.h"

#include <algorithm>

#include "provider/text/ascii.h"

namespace provider::text {
namespace {

bool IsUnreserved(char c) {
  return IsAlphanumeric(c) || c == '-' || c == '_' || c == '.' || c == '~';
}

}  // namespace

std::optional<std::chrono::sys_seconds> ParseHttpDate(std::string_view text) {
  constexpr std::string_view kShape = "aaa, 00 aaa 0000 00:00:00 GMT";
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  text = AsciiTrim(text);
  if (text.size() != kShape.size()) return std::nullopt;
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    if (kShape[i] != '0' && kShape[i] != 'a' && kShape[i] != text[i]) return std::nullopt;
  }
  const auto month = kMonths.find(text.substr(8, 3));
  const auto day = ParseInteger<unsigned>(text.substr(5, 2));
  const auto year = ParseInteger<unsigned>(text.substr(12, 4));
  const auto hour = ParseInteger<unsigned>(text.substr(17, 2));
  const auto minute = ParseInteger<unsigned>(text.substr(20, 2));
  const auto second = ParseInteger<unsigned>(text.substr(23, 2));
  if (month == std::string_view::npos || month % 3 != 0 || !day || !year || !hour || !minute ||
      !second || *hour > 23 || *minute > 59 || *second > 60) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(month / 3 + 1)),
                                         std::chrono::day(*day)};
  if (!date.ok()) return std::nullopt;
  // Seconds from the start: where `long` has 32 bits, minutes end in the year 6053.
  return std::chrono::sys_seconds(std::chrono::sys_days(date)) + std::chrono::hours(*hour) +
         std::chrono::minutes(*minute) + std::chrono::seconds(*second);
}

std::optional<std::chrono::milliseconds> ParseRetryAfter(
    std::string_view text, std::chrono::sys_time<std::chrono::milliseconds> now) {
  constexpr std::chrono::milliseconds kDay = std::chrono::hours(24);
  text = AsciiTrim(text);
  if (!text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos) {
    const auto seconds = ParseInteger<unsigned>(text);  // nullopt: more than 136 years
    return seconds ? std::min<std::chrono::milliseconds>(std::chrono::seconds(*seconds), kDay)
                   : kDay;
  }
  const auto date = ParseHttpDate(text);
  if (!date) return std::nullopt;
  return std::clamp<std::chrono::milliseconds>(*date - now, std::chrono::milliseconds(0), kDay);
}

std::string PercentEncode(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size());
  for (const char c : text) {
    if (IsUnreserved(c)) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += {'%', kDigits[byte >> 4U], kDigits[byte & 0xFU]};
  }
  return encoded;
}

std::string PercentDecode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = text[i] == '%' && i + 2 < text.size()
                          ? ParseInteger<unsigned char>(text.substr(i + 1, 2), 16)
                          : std::nullopt;
    decoded += byte ? static_cast<char>(*byte) : text[i];
    if (byte) i += 2;
  }
  return decoded;
}

}  // namespace provider::text
