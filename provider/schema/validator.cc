// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/schema/validator.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <system_error>

#include <fmt/format.h>

#include "provider/text/ascii.h"
#include "provider/text/go_duration.h"
#include "provider/text/region.h"
#include "provider/text/stray_characters.h"

namespace provider::schema {
namespace {

constexpr std::size_t kMaxTextLength = 64U << 10;  // the longest secret that can be redacted
constexpr std::size_t kMaxLabelLength = 63;        // RFC 1035
constexpr std::size_t kMaxHostNameLength = 200;    // leaves room for "cts." and the region
constexpr std::size_t kMaxIdentifierLength = 64;   // the same as the services' limit

bool IsCredential(std::string_view text) {
  return std::ranges::all_of(text, text::IsGraphic) &&
         text::FindStrayCharacters(text).quotes.empty();
}

bool IsPem(std::string_view text) { return text.find("-----BEGIN") != std::string_view::npos; }

bool IsIdentifier(std::string_view text) {
  return !text.empty() && text.size() <= kMaxIdentifierLength &&
         std::ranges::all_of(
             text, [](char c) { return text::IsAlphanumeric(c) || c == '_' || c == '-'; });
}

bool IsLabel(std::string_view text) {
  return !text.empty() && text.size() <= kMaxLabelLength && text.front() != '-' &&
         text.back() != '-' &&
         std::ranges::all_of(text, [](char c) { return text::IsAlphanumeric(c) || c == '-'; });
}

bool IsHostName(std::string_view text) {
  return text.size() <= kMaxHostNameLength && std::ranges::all_of(text::Split(text, '.'), IsLabel);
}

bool IsIntegerWithin(std::string_view text, std::int64_t min, std::int64_t max) {
  const auto value = text::ParseInteger<std::int64_t>(text);
  return value && *value >= min && *value <= max;
}

std::optional<std::string> FindDurationViolation(std::string_view text, std::int64_t min,
                                                 std::int64_t max) {
  const auto duration = text::ParseGoDuration(text);
  if (duration && duration->count() >= min && duration->count() <= max) return std::nullopt;
  constexpr std::int64_t kExample = 50'000'000;
  const auto shown = [](std::int64_t nanoseconds) {
    return text::FormatGoDuration(std::chrono::nanoseconds(nanoseconds));
  };
  return fmt::format("must be a duration from {} to {} such as \"{}\"", shown(min), shown(max),
                     shown(std::clamp(kExample, min, max)));
}

std::optional<std::string> Unless(bool fine, std::string_view phrase) {
  return fine ? std::nullopt : std::optional<std::string>(phrase);
}

std::optional<std::string> FindStray(std::string_view text) {
  const auto stray = text::FindStrayCharacters(text);
  return stray.empty() ? std::nullopt : std::optional(stray.Describe());
}

// A login never contains line breaks or control characters on purpose.
bool IsLogin(const text::StrayCharacters& stray) { return stray.is_utf8 && !stray.has_control; }

}  // namespace

std::optional<std::string> FindViolation(const Validator& validator, std::string_view text) {
  if (text.size() > kMaxTextLength && validator.rule != Validator::Rule::kPathOrPem) {
    return fmt::format("must be at most {} KiB long", kMaxTextLength / 1024);
  }
  switch (validator.rule) {
    case Validator::Rule::kCredential:
      return Unless(IsCredential(text),
                    "must consist of ASCII letters, digits and signs, without spaces, line breaks "
                    "or quotes around it");
    case Validator::Rule::kIdentifier:
      return Unless(IsIdentifier(text),
                    "must consist of at most 64 letters, digits, hyphens and underscores");
    case Validator::Rule::kName:
    case Validator::Rule::kPath:
      return FindStray(text);
    case Validator::Rule::kPathOrPem:
      return IsPem(text) ? std::nullopt : FindStray(text);
    case Validator::Rule::kLogin: {
      const auto stray = text::FindStrayCharacters(text);
      return IsLogin(stray) ? std::nullopt : std::optional(stray.Describe());
    }
    case Validator::Rule::kUrl:
      return Unless(text::FindStrayCharacters(text).quotes.empty(), "must be a URL without quotes");
    case Validator::Rule::kRegion:
      return Unless(text::IsRegion(text), text::kRegionRule);
    case Validator::Rule::kHostName:
      return Unless(IsHostName(text),
                    "must be a domain without scheme, port or path, such as \"myhuaweicloud.com\"");
    case Validator::Rule::kBool:
      return Unless(ParseBool(text).has_value(), "must be true or false");
    case Validator::Rule::kInteger:
      return Unless(
          IsIntegerWithin(text, validator.min, validator.max),
          fmt::format("must be a whole number from {} to {}", validator.min, validator.max));
    case Validator::Rule::kDuration:
      return FindDurationViolation(text, validator.min, validator.max);
  }
  return std::nullopt;
}

std::optional<std::string> FindSuspicion(const Validator& validator, std::string_view text) {
  if (validator.rule != Validator::Rule::kLogin) return std::nullopt;
  const auto stray = text::FindStrayCharacters(text);
  return stray.empty() || !IsLogin(stray) ? std::nullopt : std::optional(stray.Describe());
}

std::optional<bool> ParseBool(std::string_view text) {
  static constexpr std::array<std::string_view, 6> kTrue = {"1", "t", "T", "true", "TRUE", "True"};
  static constexpr std::array<std::string_view, 6> kFalse = {"0",     "f",     "F",
                                                             "false", "FALSE", "False"};
  if (std::ranges::find(kTrue, text) != kTrue.end()) return true;
  if (std::ranges::find(kFalse, text) != kFalse.end()) return false;
  return std::nullopt;
}

}  // namespace provider::schema
