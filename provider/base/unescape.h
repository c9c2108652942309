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
#include <string>
#include <string_view>
#include <vector>

namespace provider::base {

// Text, and for each of its bytes the span of the original text it stands for.
struct MappedText {
  explicit MappedText(std::string_view text);

  std::string bytes;
  std::vector<std::size_t> begin;
  std::vector<std::size_t> end;
};

enum class Escapes { kAll, kPercent, kJson, kHtml };

// Undoes one level of those escapes in place. Returns false when there was none.
bool Unescape(MappedText& text, Escapes escapes = Escapes::kAll);

}  // namespace provider::base
