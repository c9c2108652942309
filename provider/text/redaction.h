// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Keeps secrets and control characters out of everything that a person or a log can see.
//
// Some gateways echo the canonical request, with a signed security token in it, in their error
// message. So all text from a service must pass through here before it is shown. Do not cut a text
// before secrets are removed: fewer than 16 characters of a secret are not recognised.

#pragma once

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "provider/text/secret_index.h"

namespace provider::text {

inline constexpr std::size_t kMaxForeignTextLength = 1000;  // Unicode code points

// How many bytes of a text CleanForeignText looks at: enough for escaped code points of four bytes,
// with some blanks and secrets between them.
constexpr std::size_t ForeignTextBytes(std::size_t max_length) {
  constexpr std::size_t kLeast = 8U << 10;
  return std::max(kLeast, 16 * max_length);
}

// The process's set of secret values. Thread safe.
//
// Finds a value as a whole, and every part of it of 16 bytes or more. It may be wrapped or contain
// invisible characters, be percent-encoded, JSON-escaped or HTML-escaped (each up to twice), or be
// base64, alone or inside a larger base64 text. White space, invisible characters, '+', '-' and
// backslashes do not count as bytes. A value of fewer than 4 bytes is not replaced, because it
// occurs in ordinary text.
class SecretRegistry {
 public:
  static SecretRegistry& Process();

  // Adds a value; adding it again has no effect. Only its first 64 KiB are known.
  void Add(std::string_view secret);

  // Returns `text` with secrets replaced by "(sensitive value)". Values that overlap in the text
  // are replaced together, so that no part of one remains.
  [[nodiscard]] std::string Strip(std::string_view text) const;

  // The same for the beginning of a longer text. Drops the end, where a secret may have been cut in
  // half.
  [[nodiscard]] std::string StripBeginning(std::string_view text) const;

 private:
  mutable std::mutex mutex_;
  SecretIndex index_;
};

// Cleans text from outside before it is shown: replaces secrets of SecretRegistry::Process(),
// replaces invalid UTF-8 with U+FFFD and control characters (also C1, bidi overrides, invisible
// tags) with spaces, folds runs of white space into one space, and cuts to `max_length` code
// points, of which the last is then "…".
//
// The cost is limited by `max_length`, whatever the text: only its first
// ForeignTextBytes(max_length) bytes are looked at. If there are more, the last code point is "…".
[[nodiscard]] std::string CleanForeignText(std::string_view text,
                                           std::size_t max_length = kMaxForeignTextLength);

}  // namespace provider::text
