// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/schema/validator.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <system_error>

#include <fmt/format.h>

#include "provider/base/go_duration.h"

namespace provider::schema {
namespace {

constexpr std::size_t kMaxLabelLength = 63;      // RFC 1035
constexpr std::size_t kMaxHostNameLength = 200;  // leaves room for "cts." and the region
constexpr std::size_t kMaxIdentifierLength = 128;

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsPrintableAscii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

bool IsIdentifier(std::string_view text) {
  return !text.empty() && text.size() <= kMaxIdentifierLength &&
         std::ranges::all_of(text, [](char c) {
           return IsLower(c) || IsUpper(c) || IsDigit(c) || c == '_' || c == '-';
         });
}

bool IsLabel(std::string_view text, bool upper_allowed) {
  return !text.empty() && text.size() <= kMaxLabelLength && text.front() != '-' &&
         text.back() != '-' && std::ranges::all_of(text, [upper_allowed](char c) {
           return IsLower(c) || IsDigit(c) || c == '-' || (upper_allowed && IsUpper(c));
         });
}

bool IsHostName(std::string_view text) {
  if (text.size() > kMaxHostNameLength) return false;
  while (true) {
    const auto dot = text.find('.');
    if (!IsLabel(text.substr(0, dot), /*upper_allowed=*/true)) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool IsIntegerWithin(std::string_view text, std::int64_t min, std::int64_t max) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value >= min && value <= max;
}

std::optional<std::string> FindDurationViolation(std::string_view text, std::int64_t min,
                                                 std::int64_t max) {
  const auto duration = base::ParseGoDuration(text);
  if (!duration) return "must be a duration such as \"30s\", \"5m\" or \"1h30m\"";
  if (duration->count() >= min && duration->count() <= max) return std::nullopt;
  return fmt::format("must be a duration from {} to {}",
                     base::FormatGoDuration(std::chrono::nanoseconds(min)),
                     base::FormatGoDuration(std::chrono::nanoseconds(max)));
}

std::optional<std::string> Unless(bool fine, std::string_view phrase) {
  return fine ? std::nullopt : std::optional<std::string>(phrase);
}

}  // namespace

std::optional<std::string> FindViolation(const Validator& validator, std::string_view text) {
  switch (validator.rule) {
    case Validator::Rule::kPrintableAscii:
      return Unless(IsPrintableAscii(text),
                    "must not hold blanks, line breaks or characters outside ASCII. A value read "
                    "from a file often ends in a line break, which trimspace() removes");
    case Validator::Rule::kIdentifier:
      return Unless(IsIdentifier(text),
                    "must consist of at most 128 letters, digits, hyphens and underscores");
    case Validator::Rule::kRegion:
      return Unless(IsLabel(text, /*upper_allowed=*/false),
                    "must be the ID of a region, such as \"eu-west-0\": lowercase letters, digits "
                    "and hyphens");
    case Validator::Rule::kHostName:
      return Unless(IsHostName(text),
                    "must be a domain without scheme, port or path, such as \"myhuaweicloud.com\"");
    case Validator::Rule::kInteger:
      return Unless(
          IsIntegerWithin(text, validator.min, validator.max),
          fmt::format("must be a whole number from {} to {}", validator.min, validator.max));
    case Validator::Rule::kDuration:
      return FindDurationViolation(text, validator.min, validator.max);
  }
  return std::nullopt;
}

}  // namespace provider::schema
