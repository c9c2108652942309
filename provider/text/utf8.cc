// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/text/utf8.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace provider::text {
namespace {

constexpr CodePoint kInvalid;

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

CodePoint DecodeUtf8(std::string_view text) {
  const auto byte = [text](std::size_t i) {
    return static_cast<char32_t>(static_cast<unsigned char>(text[i]));
  };
  const char32_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};

  std::size_t length = 0;
  char32_t value = 0;
  char32_t least = 0;  // a smaller value has a shorter form
  if ((lead & 0xE0) == 0xC0) {
    length = 2, value = lead & 0x1F, least = 0x80;
  } else if ((lead & 0xF0) == 0xE0) {
    length = 3, value = lead & 0x0F, least = 0x800;
  } else if ((lead & 0xF8) == 0xF0) {
    length = 4, value = lead & 0x07, least = 0x10000;
  } else {
    return kInvalid;
  }
  if (text.size() < length) return kInvalid;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return kInvalid;
    value = value << 6 | (byte(i) & 0x3F);
  }
  const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < least || value > 0x10FFFF || is_surrogate) return kInvalid;
  return {value, length};
}

void AppendUtf8(std::string& text, char32_t value) {
  const auto append = [&text](char32_t byte) { text += static_cast<char>(byte); };
  if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) value = kReplacementCharacter;
  if (value < 0x80) {
    append(value);
    return;
  }
  if (value < 0x800) {
    append(0xC0 | value >> 6);
  } else {
    if (value < 0x10000) {
      append(0xE0 | value >> 12);
    } else {
      append(0xF0 | value >> 18);
      append(0x80 | (value >> 12 & 0x3F));
    }
    append(0x80 | (value >> 6 & 0x3F));
  }
  append(0x80 | (value & 0x3F));
}

bool IsUtf8(std::string_view bytes) {
  while (!bytes.empty()) {
    if (static_cast<unsigned char>(bytes.front()) < 0x80) {  // fast path: most text is ASCII
      bytes.remove_prefix(1);
      continue;
    }
    const auto point = DecodeUtf8(bytes);
    // U+FFFD itself has three bytes; with one byte it stands for invalid UTF-8.
    if (point.value == kReplacementCharacter && point.length == 1) return false;
    bytes.remove_prefix(point.length);
  }
  return true;
}

bool IsBlank(char32_t value) {
  if (value < 0x7F) return value <= 0x20;  // C0, space
  static constexpr std::array<Range, 13> kBlank{{
      {0x007F, 0x00A0},    // DEL, C1, no-break space
      {0x061C, 0x061C},    // Arabic letter mark (bidi)
      {0x180E, 0x180E},    // Mongolian vowel separator
      {0x1680, 0x1680},    // Ogham space
      {0x2000, 0x200B},    // spaces of any width, including zero
      {0x200E, 0x200F},    // left-to-right and right-to-left marks
      {0x2028, 0x202F},    // line and paragraph separators, bidi embeddings and overrides
      {0x205F, 0x2064},    // mathematical space, invisible operators
      {0x2066, 0x206F},    // bidi isolates, deprecated format characters
      {0x3000, 0x3000},    // ideographic space
      {0xFEFF, 0xFEFF},    // byte order mark
      {0xFFF9, 0xFFFB},    // interlinear annotation
      {0xE0000, 0xE007F},  // tags: invisible text
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
