// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Undoes the escapes a service may have written a secret in, remembering where each byte came from.
//
// Wrong to expect: this is no parser of any one format. Percent-encoding, JSON escapes and HTML
// entities are undone wherever they stand: all of them side by side, because the text around a
// secret may be all of them at once, or those of one format, because what looks like an escape of
// another may be a part of the secret. What is no valid escape stays as it is.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace provider::text {

// Text, and for each of its bytes the span of the original text it stands for.
struct MappedText {
  explicit MappedText(std::string_view text);
  void Reserve(std::size_t size);
  // Appends bytes [from, to) of another text of the same original.
  void Append(const MappedText& other, std::size_t from, std::size_t to);
  // Appends what stands for bytes [from, to) of another text of the same original.
  void AppendFor(const MappedText& other, std::size_t from, std::size_t to,
                 std::string_view replacement);

  std::string bytes;
  std::vector<std::size_t> begin;
  std::vector<std::size_t> end;
};

enum class Escapes {
  kAll,  // those of the three formats, side by side
  kPercent,
  kJson,
  kHtml,
  kLines,  // backslashes before line breaks, by which a shell goes on with a line
};

// The text with one level of those escapes undone; nothing when there is none.
[[nodiscard]] std::optional<MappedText> Unescaped(const MappedText& text, Escapes escapes);

}  // namespace provider::text
