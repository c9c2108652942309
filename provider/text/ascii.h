// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Letters, digits, spaces and numbers in protocol text: ASCII only, whatever the locale.
//
// Abseil does the work. Only this module calls it: in Debian's build, absl::string_view is a
// separate type that std::string_view does not convert to, and Abseil's character classes take
// unsigned char.

#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace provider::text {

[[nodiscard]] constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
[[nodiscard]] constexpr bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
[[nodiscard]] constexpr bool IsAlphanumeric(char c) {
  return IsDigit(c) || IsLower(c) || IsUpper(c);
}
// Neither a space nor a control character.
[[nodiscard]] constexpr bool IsGraphic(char c) { return c > 0x20 && c < 0x7F; }

[[nodiscard]] std::string AsciiLower(std::string_view text);
[[nodiscard]] std::string AsciiUpper(std::string_view text);
[[nodiscard]] bool EqualsIgnoringCase(std::string_view left, std::string_view right);

// Removes spaces, tabs, line breaks, vertical tabs and form feeds at both ends.
[[nodiscard]] std::string_view AsciiTrim(std::string_view text);

// The parts between separators, one more than there are separators. Parts may be empty.
[[nodiscard]] std::vector<std::string_view> Split(std::string_view text, char separator);

// Parses the whole text as a number. nullopt if there is a sign other than '-', a space, a prefix
// or an overflow.
template <std::integral T>
[[nodiscard]] std::optional<T> ParseInteger(std::string_view text, int base = 10) {
  T value{};
  const char* const end = text.data() + text.size();
  const auto [stop, status] = std::from_chars(text.data(), end, value, base);
  if (status != std::errc() || stop != end) return std::nullopt;
  return value;
}

// Two lowercase digits per byte.
[[nodiscard]] std::string Hex(std::span<const unsigned char> bytes);

// RFC 4648, section 4, without the padding.
[[nodiscard]] std::string Base64WithoutPadding(std::string_view bytes);

}  // namespace provider::text
