// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Undoes the escapes in which a service may have written a secret, and keeps track of where each
// byte came from.
//
// Note that this is not a parser of any one format. It undoes percent-encoding, JSON escapes and
// HTML entities wherever they occur. It can undo all of them together, because the text around a
// secret may mix formats, or only those of one format, because what looks like an escape of another
// may be part of the secret. Invalid escapes stay unchanged.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace provider::text {

// A text, and for each of its bytes the span of the original text that it came from.
struct MappedText {
  explicit MappedText(std::string_view text);
  void Reserve(std::size_t size);
  // Appends bytes [from, to) of another text of the same original.
  void Append(const MappedText& other, std::size_t from, std::size_t to);
  // Appends the replacement for bytes [from, to) of another text of the same original.
  void AppendFor(const MappedText& other, std::size_t from, std::size_t to,
                 std::string_view replacement);

  std::string bytes;
  std::vector<std::size_t> begin;
  std::vector<std::size_t> end;
};

enum class Escapes {
  kAll,  // those of the three formats together
  kPercent,
  kJson,
  kHtml,
  kLines,  // backslashes before line breaks (shell continuation lines)
};

// The text with one level of those escapes undone; nullopt if it has none.
[[nodiscard]] std::optional<MappedText> Unescaped(const MappedText& text, Escapes escapes);

}  // namespace provider::text
