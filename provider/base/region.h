// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The grammar of a region's ID, the same wherever one is written.

#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace provider::base {

// What a message says that refuses one; it follows the name of what was set.
inline constexpr std::string_view kRegionRule =
    "must be the ID of a region, such as \"eu-west-0\": lowercase letters, digits and hyphens";

// One label of a host name: the region becomes part of one, and a '/', '@' or '#' in it would send
// a signed request to another host; so would an uppercase letter choose another cloud.
[[nodiscard]] constexpr bool IsRegion(std::string_view text) {
  constexpr std::size_t kMaxLabelLength = 63;  // RFC 1035
  return !text.empty() && text.size() <= kMaxLabelLength && text.front() != '-' &&
         text.back() != '-' && std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

}  // namespace provider::base
