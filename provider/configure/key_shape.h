// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What keys look like, to recognise the two halves of a pair that stand in each other's place.
//
// The clouds issue access keys of 20 uppercase letters and digits, and secret keys of 40 letters
// and digits. Nothing promises that, so that the shapes here are wider, and a pair is refused only
// when both halves have the other's shape.

#pragma once

#include <algorithm>
#include <string_view>

#include "provider/text/ascii.h"

namespace provider::configure {

[[nodiscard]] inline bool LooksLikeAccessKey(std::string_view text) {
  return text.size() >= 16 && text.size() <= 32 &&
         std::ranges::all_of(text, [](char c) { return text::IsUpper(c) || text::IsDigit(c); });
}

// Also of what must not be shown because it may be one.
[[nodiscard]] inline bool LooksLikeSecretKey(std::string_view text) {
  return text.size() >= 30 && std::ranges::any_of(text, text::IsLower);
}

}  // namespace provider::configure
