// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The syntax of a region ID, which is the same wherever one is written.

#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "provider/text/ascii.h"
#include "provider/text/quoted.h"
#include "provider/text/stray_characters.h"
#include "provider/text/utf8.h"

namespace provider::text {

// The rule as a message states it; follows the name of what was set.
inline constexpr std::string_view kRegionRule =
    "must be the ID of a region, such as \"eu-west-0\": lowercase letters, digits and hyphens";

[[nodiscard]] constexpr bool IsRegionCharacter(char c) {
  return IsLower(c) || IsDigit(c) || c == '-';
}

// One label of a host name. The region becomes part of a host name, so a '/', '@' or '#' in it
// would send a signed request to another host, and an uppercase letter would choose another cloud.
[[nodiscard]] constexpr bool IsRegion(std::string_view text) {
  constexpr std::size_t kMaxLabelLength = 63;  // RFC 1035
  return !text.empty() && text.size() <= kMaxLabelLength && text.front() != '-' &&
         text.back() != '-' && std::ranges::all_of(text, IsRegionCharacter);
}

// The end of such a message. Names the first invalid character: `: "O" is an uppercase letter`.
// Empty if every character is valid.
[[nodiscard]] inline std::string WhyNoRegion(std::string_view text) {
  if (const auto space = FindWhiteSpace(text); !space.empty()) {
    return ": it must not contain " + space;
  }
  const auto found = std::ranges::find_if_not(text, IsRegionCharacter);
  if (found == text.end()) return {};
  if (IsUpper(*found)) {
    return ": " + Quoted(std::string_view(&*found, 1)) + " is an uppercase letter";
  }
  const auto rest = text.substr(static_cast<std::size_t>(found - text.begin()));
  return ": " + Quoted(rest.substr(0, DecodeUtf8(rest).length)) + " is not allowed";
}

}  // namespace provider::text
