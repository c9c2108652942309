// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/text/stray_characters.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "provider/text/utf8.h"

namespace provider::text {
namespace {

constexpr std::size_t kMaxNames = 3;

bool IsControl(char32_t value) {
  return value < 0x20 || (value >= 0x7F && value < 0xA0) || value == 0x2028 || value == 0x2029;
}

// Unicode's White_Space, as in Go's unicode.IsSpace.
bool IsWhiteSpace(char32_t value) {
  return (value >= 0x09 && value <= 0x0D) || value == 0x20 || value == 0x85 || value == 0xA0 ||
         value == 0x1680 || (value >= 0x2000 && value <= 0x200A) || value == 0x2028 ||
         value == 0x2029 || value == 0x202F || value == 0x205F || value == 0x3000;
}

std::string NameOf(char32_t value) {
  switch (value) {
    case ' ':
      return "a space";
    case '\n':
      return "a line feed (\\n)";
    case '\r':
      return "a carriage return (\\r)";
    case '\t':
      return "a tab (\\t)";
    case '"':
      return "a quote (\")";
    case '\'':
      return "a quote (')";
    case 0xFEFF:
      return "a byte order mark (U+FEFF)";
    default:
      break;
  }
  const char* kind = IsControl(value)      ? "a control character"
                     : IsWhiteSpace(value) ? "a space"
                                           : "an invisible character";
  return fmt::format("{} (U+{:04X})", kind, static_cast<unsigned>(value));
}

// "a line feed (\n)"; several names are joined with "and".
std::string NamesOf(const std::vector<char32_t>& characters) {
  std::vector<std::string> names;
  for (const char32_t value : characters) {
    auto name = NameOf(value);
    if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
    if (names.size() == kMaxNames) break;
  }
  return fmt::format("{}", fmt::join(names, " and "));
}

// Sets `is_utf8` to false at a byte that belongs to no code point.
std::vector<char32_t> Decode(std::string_view text, bool& is_utf8) {
  std::vector<char32_t> decoded;
  while (!text.empty()) {
    const auto [value, length] = DecodeUtf8(text);
    if (value == kReplacementCharacter && length == 1) is_utf8 = false;
    decoded.push_back(value);
    text.remove_prefix(length);
  }
  return decoded;
}

}  // namespace

StrayCharacters FindStrayCharacters(std::string_view text) {
  StrayCharacters found;
  const auto characters = Decode(text, found.is_utf8);
  found.has_control = std::ranges::any_of(characters, IsControl);

  const auto visible = [](char32_t value) { return !IsBlank(value); };
  const auto begin = std::ranges::find_if(characters, visible);
  const auto end = std::find_if(characters.rbegin(), characters.rend(), visible).base();
  found.front = NamesOf({characters.begin(), begin});
  found.ends_are_white_space =
      std::all_of(characters.begin(), begin, IsWhiteSpace) &&
      std::all_of(begin == characters.end() ? begin : end, characters.end(), IsWhiteSpace);
  if (begin == characters.end()) return found;
  found.back = NamesOf({end, characters.end()});
  const char32_t first = *begin;
  if (end - begin > 1 && (first == '"' || first == '\'') && *(end - 1) == first) {
    found.quotes = NameOf(first);
  }
  std::vector<char32_t> inside;
  std::copy_if(begin, end, std::back_inserter(inside), IsControl);
  found.inside = NamesOf(inside);
  return found;
}

std::string FindWhiteSpace(std::string_view text) {
  while (!text.empty()) {
    const auto [value, length] = DecodeUtf8(text);
    if (IsWhiteSpace(value)) return NameOf(value);
    text.remove_prefix(length);
  }
  return {};
}

std::string StrayCharacters::Describe() const {
  std::vector<std::string> phrases;
  if (!front.empty()) phrases.push_back("begins with " + front);
  if (!back.empty()) phrases.push_back("ends with " + back);
  if (!quotes.empty()) phrases.push_back("begins and ends with " + quotes);
  if (!inside.empty()) phrases.push_back("has " + inside + " in the middle");
  if (!is_utf8) phrases.emplace_back("is not UTF-8 text");
  return fmt::format("{}", fmt::join(phrases, " and "));
}

}  // namespace provider::text
