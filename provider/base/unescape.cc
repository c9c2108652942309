// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/base/unescape.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <numeric>
#include <optional>
#include <utility>

#include "provider/base/utf8.h"

namespace provider::base {
namespace {

struct Escape {
  std::string bytes;       // what it stands for
  std::size_t length = 0;  // of the escape itself
};

std::optional<std::uint32_t> Number(std::string_view digits, int base) {
  std::uint32_t value = 0;
  const auto* end = digits.data() + digits.size();
  const auto parsed = std::from_chars(digits.data(), end, value, base);
  if (digits.empty() || parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
  return value;
}

Escape Character(char32_t value, std::size_t length) {
  Escape escape{{}, length};
  AppendUtf8(escape.bytes, value);
  return escape;
}

// %2F: one byte, which may be a part of a code point.
std::optional<Escape> Percent(std::string_view text) {
  if (text.size() < 3) return std::nullopt;
  const auto byte = Number(text.substr(1, 2), 16);
  if (!byte) return std::nullopt;
  return Escape{std::string(1, static_cast<char>(*byte)), 3};
}

std::optional<std::uint32_t> Utf16Unit(std::string_view text) {
  if (text.size() < 6 || !text.starts_with("\\u")) return std::nullopt;
  return Number(text.substr(2, 4), 16);
}

// A letter after a backslash, a code unit (u and four digits), or the two of a surrogate pair.
std::optional<Escape> Json(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  constexpr std::string_view kNames = "\"\\/bfnrt";
  constexpr std::string_view kValues = "\"\\/\b\f\n\r\t";
  if (const auto at = kNames.find(text[1]); at != std::string_view::npos) {
    return Escape{std::string(1, kValues[at]), 2};
  }
  const auto unit = Utf16Unit(text);
  if (!unit) return std::nullopt;
  if (*unit >= 0xD800 && *unit < 0xDC00) {
    const auto low = Utf16Unit(text.substr(6));
    if (low && *low >= 0xDC00 && *low < 0xE000) {
      return Character(0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00), 12);
    }
  }
  return Character(*unit, 6);
}

// &amp; &#43; &#x2B;
std::optional<Escape> Html(std::string_view text) {
  constexpr std::size_t kLongest = 10;  // "&#1114111;"
  const auto semicolon = text.substr(0, kLongest).find(';');
  if (semicolon == std::string_view::npos) return std::nullopt;
  const auto name = text.substr(1, semicolon - 1);
  constexpr std::array<std::pair<std::string_view, char>, 5> kNamed{
      {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}}};
  for (const auto& [known, value] : kNamed) {
    if (name == known) return Escape{std::string(1, value), semicolon + 1};
  }
  if (!name.starts_with('#')) return std::nullopt;
  const bool is_hex = name.starts_with("#x") || name.starts_with("#X");
  const auto value = is_hex ? Number(name.substr(2), 16) : Number(name.substr(1), 10);
  if (!value) return std::nullopt;
  return Character(*value, semicolon + 1);
}

std::optional<Escape> EscapeAt(std::string_view text) {
  switch (text.front()) {
    case '%':
      return Percent(text);
    case '\\':
      return Json(text);
    case '&':
      return Html(text);
    default:
      return std::nullopt;
  }
}

// What the escapes begin with.
std::string_view Openers(Escapes escapes) {
  switch (escapes) {
    case Escapes::kPercent:
      return "%";
    case Escapes::kJson:
      return "\\";
    case Escapes::kHtml:
      return "&";
    case Escapes::kAll:
      break;
  }
  return "%\\&";
}

}  // namespace

MappedText::MappedText(std::string_view text) : bytes(text), begin(text.size()), end(text.size()) {
  std::iota(begin.begin(), begin.end(), std::size_t{0});
  std::iota(end.begin(), end.end(), std::size_t{1});
}

bool Unescape(MappedText& text, Escapes escapes) {
  const auto openers = Openers(escapes);
  if (text.bytes.find_first_of(openers) == std::string::npos) return false;
  MappedText result("");
  bool found = false;
  for (std::size_t at = 0; at < text.bytes.size();) {
    const bool opens = openers.find(text.bytes[at]) != std::string_view::npos;
    const auto escape = opens ? EscapeAt(std::string_view(text.bytes).substr(at)) : std::nullopt;
    const auto length = escape ? escape->length : 1;
    const auto bytes = escape ? escape->bytes : std::string(1, text.bytes[at]);
    result.bytes += bytes;
    result.begin.insert(result.begin.end(), bytes.size(), text.begin[at]);
    result.end.insert(result.end.end(), bytes.size(), text.end[at + length - 1]);
    found = found || escape.has_value();
    at += length;
  }
  text = std::move(result);
  return found;
}

}  // namespace provider::base
