// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/text/blanks.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace provider::text {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

template <std::size_t N>
bool In(const std::array<Range, N>& ranges, char32_t value) {
  return std::any_of(ranges.begin(), ranges.end(), [value](const Range& range) {
    return value >= range.first && value <= range.last;
  });
}

}  // namespace

bool IsBlank(char32_t value) {
  if (value < 0x7F) return value <= 0x20;  // C0, space
  static constexpr std::array<Range, 13> kBlank{{
      {0x007F, 0x00A0},    // DEL, C1, no-break space
      {0x061C, 0x061C},    // Arabic letter mark (bidi)
      {0x180E, 0x180E},    // Mongolian vowel separator
      {0x1680, 0x1680},    // Ogham space
      {0x2000, 0x200B},    // spaces of any width, zero included
      {0x200E, 0x200F},    // left-to-right and right-to-left marks
      {0x2028, 0x202F},    // line and paragraph separators, bidi embeddings and overrides
      {0x205F, 0x2064},    // mathematical space, invisible operators
      {0x2066, 0x206F},    // bidi isolates, deprecated format characters
      {0x3000, 0x3000},    // ideographic space
      {0xFEFF, 0xFEFF},    // byte order mark
      {0xFFF9, 0xFFFB},    // interlinear annotation
      {0xE0000, 0xE007F},  // tags: text no one sees
  }};
  return In(kBlank, value);
}

bool IsSeparator(char32_t value) {
  if (value < 0x7F) return value <= 0x20;
  // Source: DerivedCoreProperties.txt of Unicode 15, Default_Ignorable_Code_Point.
  static constexpr std::array<Range, 17> kIgnorable{{
      {0x00AD, 0x00AD},
      {0x034F, 0x034F},
      {0x061C, 0x061C},
      {0x115F, 0x1160},
      {0x17B4, 0x17B5},
      {0x180B, 0x180F},
      {0x200B, 0x200F},
      {0x202A, 0x202E},
      {0x2060, 0x206F},
      {0x3164, 0x3164},
      {0xFE00, 0xFE0F},
      {0xFEFF, 0xFEFF},
      {0xFFA0, 0xFFA0},
      {0xFFF0, 0xFFF8},
      {0x1BCA0, 0x1BCA3},
      {0x1D173, 0x1D17A},
      {0xE0000, 0xE0FFF},
  }};
  return IsBlank(value) || In(kIgnorable, value);
}

}  // namespace provider::text
