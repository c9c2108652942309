// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The grammar of a region's ID, the same wherever one is written.

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

// What a message says that refuses one; it follows the name of what was set.
inline constexpr std::string_view kRegionRule =
    "must be the ID of a region, such as \"eu-west-0\": lowercase letters, digits and hyphens";

[[nodiscard]] constexpr bool IsRegionCharacter(char c) {
  return IsLower(c) || IsDigit(c) || c == '-';
}

// One label of a host name: the region becomes part of one, and a '/', '@' or '#' in it would send
// a signed request to another host; so would an uppercase letter choose another cloud.
[[nodiscard]] constexpr bool IsRegion(std::string_view text) {
  constexpr std::size_t kMaxLabelLength = 63;  // RFC 1035
  return !text.empty() && text.size() <= kMaxLabelLength && text.front() != '-' &&
         text.back() != '-' && std::ranges::all_of(text, IsRegionCharacter);
}

// The end of such a message, which names the first character that no region has:
// `: "O" is an uppercase letter`. Empty: each character may be in one.
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
