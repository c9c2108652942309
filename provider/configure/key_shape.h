// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What keys look like, to recognize an access key and a secret key that were swapped.
//
// The clouds issue access keys of 20 uppercase letters and digits, and secret keys of 40 letters
// and digits. This is not guaranteed, so the shapes here are wider, and a pair is refused only if
// each half has the shape of the other.

#pragma once

#include <algorithm>
#include <string_view>

#include "provider/text/ascii.h"

namespace provider::configure {

[[nodiscard]] inline bool LooksLikeAccessKey(std::string_view text) {
  return text.size() >= 16 && text.size() <= 32 &&
         std::ranges::all_of(text, [](char c) { return text::IsUpper(c) || text::IsDigit(c); });
}

// Also used for texts that must not be shown because they may be secret keys.
[[nodiscard]] inline bool LooksLikeSecretKey(std::string_view text) {
  return text.size() >= 30 && std::ranges::any_of(text, text::IsLower);
}

}  // namespace provider::configure
