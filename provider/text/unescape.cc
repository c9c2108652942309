// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/text/unescape.h"

#include <array>
#include <cstdint>
#include <numeric>
#include <optional>
#include <utility>

#include "provider/text/ascii.h"
#include "provider/text/utf8.h"

namespace provider::text {
namespace {

struct Escape {
  std::string bytes;       // decoded
  std::size_t length = 0;  // of the escape
};

Escape Character(char32_t value, std::size_t length) {
  Escape escape{{}, length};
  AppendUtf8(escape.bytes, value);
  return escape;
}

// %2F: one byte, possibly part of a code point.
std::optional<Escape> Percent(std::string_view text) {
  if (text.size() < 3) return std::nullopt;
  const auto byte = ParseInteger<std::uint32_t>(text.substr(1, 2), 16);
  if (!byte) return std::nullopt;
  return Escape{std::string(1, static_cast<char>(*byte)), 3};
}

std::optional<std::uint32_t> Utf16Unit(std::string_view text) {
  if (text.size() < 6 || !text.starts_with("\\u")) return std::nullopt;
  return ParseInteger<std::uint32_t>(text.substr(2, 4), 16);
}

// A letter after a backslash, a code unit (u and four digits), or the two units of a surrogate
// pair.
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
  const auto value = is_hex ? ParseInteger<std::uint32_t>(name.substr(2), 16)
                            : ParseInteger<std::uint32_t>(name.substr(1), 10);
  if (!value) return std::nullopt;
  return Character(*value, semicolon + 1);
}

// A backslash before a line break decodes to nothing.
std::optional<Escape> EndOfLine(std::string_view text) {
  for (const std::string_view end : {"\\\n", "\\\r\n"}) {
    if (text.starts_with(end)) return Escape{{}, end.size()};
  }
  return std::nullopt;
}

std::optional<Escape> EscapeAt(std::string_view text, Escapes escapes) {
  if (escapes == Escapes::kLines) return EndOfLine(text);
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

// The characters that escapes begin with.
std::string_view Openers(Escapes escapes) {
  switch (escapes) {
    case Escapes::kPercent:
      return "%";
    case Escapes::kJson:
    case Escapes::kLines:
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

void MappedText::Reserve(std::size_t size) {
  bytes.reserve(size);
  begin.reserve(size);
  end.reserve(size);
}

void MappedText::Append(const MappedText& other, std::size_t from, std::size_t to) {
  const auto append = [from, to](auto& target, const auto& source) {
    target.insert(target.end(), source.begin() + static_cast<std::ptrdiff_t>(from),
                  source.begin() + static_cast<std::ptrdiff_t>(to));
  };
  append(bytes, other.bytes);
  append(begin, other.begin);
  append(end, other.end);
}

void MappedText::AppendFor(const MappedText& other, std::size_t from, std::size_t to,
                           std::string_view replacement) {
  bytes += replacement;
  begin.resize(bytes.size(), other.begin[from]);
  end.resize(bytes.size(), other.end[to - 1]);
}

std::optional<MappedText> Unescaped(const MappedText& text, Escapes escapes) {
  const auto openers = Openers(escapes);
  const std::string_view bytes = text.bytes;
  auto at = bytes.find_first_of(openers);
  if (at == std::string_view::npos) return std::nullopt;
  MappedText result("");
  result.Reserve(bytes.size());
  bool found = false;
  std::size_t copied = 0;  // bytes copied or decoded so far
  for (; at != std::string_view::npos; at = bytes.find_first_of(openers, at)) {
    const auto escape = EscapeAt(bytes.substr(at), escapes);
    if (!escape) {
      ++at;
      continue;
    }
    found = true;
    result.Append(text, copied, at);
    copied = at + escape->length;
    result.AppendFor(text, at, copied, escape->bytes);
    at = copied;
  }
  if (!found) return std::nullopt;
  result.Append(text, copied, bytes.size());
  return result;
}

}  // namespace provider::text
