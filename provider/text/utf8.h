// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// UTF-8, one code point at a time, and which code points are invisible or only a space.
//
// Note that decoding does not fail: a byte that belongs to no code point (overlong, surrogate, cut
// short, beyond U+10FFFF) reads as U+FFFD and is one byte long, as in Go.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace provider::text {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

struct CodePoint {
  char32_t value = kReplacementCharacter;
  std::size_t length = 1;  // bytes used
};

// Decodes the first code point of `text`, which must not be empty.
[[nodiscard]] CodePoint DecodeUtf8(std::string_view text);

void AppendUtf8(std::string& text, char32_t value);

// True if the bytes are well-formed as Unicode defines it (table 3-7): no overlong form, no
// surrogate, nothing above U+10FFFF.
[[nodiscard]] bool IsUtf8(std::string_view bytes);

// True for what is shown as one space: white space, control characters, and characters that control
// a terminal or reorder a line.
[[nodiscard]] bool IsBlank(char32_t value);

// True for a blank or an invisible character (soft hyphen, joiners, variation selectors): with one
// in the middle of a word, text looks the same.
[[nodiscard]] bool IsSeparator(char32_t value);

}  // namespace provider::text
