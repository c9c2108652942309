// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The form of text in which secrets are searched for: without characters that a gateway, terminal
// or decoder adds, drops or writes in two ways. Secrets are converted to the same form.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "provider/text/unescape.h"

namespace provider::text {

// Removes separators (utf8.h), so that wrapped text is joined again. Bytes that are not UTF-8
// become U+FFFD. Every byte maps to its whole character in the original.
[[nodiscard]] MappedText Squeezed(const MappedText& text);

// A squeezed text without '+' (some form decoders turn it into a space), '-' (which base64url uses
// for '+') and backslashes (escapes, continued lines), and with '/' for '_' (also base64url).
struct CanonicalText {
  explicit CanonicalText(std::string_view squeezed);

  std::string bytes;
  std::vector<std::size_t> at;  // the position of each byte in the squeezed text
  std::size_t squeezed_size;
};

// The base64 of `secret` if it begins `offset` (0, 1, 2) bytes after a group of three. Has only the
// characters that do not depend on the bytes before and after it.
[[nodiscard]] std::string Base64Inside(std::string_view secret, std::size_t offset);

}  // namespace provider::text
