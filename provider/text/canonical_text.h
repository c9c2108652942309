// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Text in the form in which secrets are searched for: without what a gateway, a terminal or a
// decoder adds, loses or writes in two ways. Secrets are brought into the same form.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "provider/text/unescape.h"

namespace provider::text {

// The text without separators (utf8.h), so that a text that was wrapped is whole again. Bytes
// that are not UTF-8 become U+FFFD, and every byte stands for its whole character in the original.
[[nodiscard]] MappedText Squeezed(const MappedText& text);

// A squeezed text without '+' (a careless form decoder makes a space of it), '-' (what base64url
// writes for '+') and backslashes (escapes, ends of lines that go on), and with '/' for '_'
// (base64url again).
struct CanonicalText {
  explicit CanonicalText(std::string_view squeezed);

  std::string bytes;
  std::vector<std::size_t> at;  // where each byte is in the squeezed text
  std::size_t squeezed_size;
};

// The base64 of `secret` where it begins `offset` (0, 1, 2) bytes after a group of three: those
// characters that hold bits of nothing else, whatever stands before and after it.
[[nodiscard]] std::string Base64Inside(std::string_view secret, std::size_t offset);

}  // namespace provider::text
