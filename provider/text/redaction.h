// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Keeps secrets and control characters out of everything a person or a log can see.
//
// A gateway echoes the canonical request, with a signed security token in it, in its error message:
// whatever a service says passes through here before it is shown. Do not cut a text before it is
// stripped: fewer than 16 characters of a secret are not recognised.

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

// How much of a text CleanForeignText looks at: enough for code points of four bytes that are
// escaped, and for some blanks and secrets between them.
constexpr std::size_t ForeignTextBytes(std::size_t max_length) {
  constexpr std::size_t kLeast = 8U << 10;
  return std::max(kLeast, 16 * max_length);
}

// The process's set of secret values. Thread safe.
//
// A value is found whole, and so is every part of it of 16 bytes or more. It does not matter
// whether it is wrapped or has invisible characters in it, is percent-encoded, JSON-escaped or
// HTML-escaped (each of them up to twice), or is base64, alone or inside a larger base64 text. Not
// counted among the bytes are white space, invisible characters, '+', '-' and backslashes; a value
// of fewer than 4 bytes is not replaced, because it would shred ordinary text.
class SecretRegistry {
 public:
  static SecretRegistry& Process();

  // Remembers a value; a second time is no change. Only the first 64 KiB of it are known.
  void Add(std::string_view secret);

  // `text` with what is secret replaced by "(sensitive value)"; values that overlap in the text are
  // replaced together, so that no tail of one is left.
  [[nodiscard]] std::string Strip(std::string_view text) const;

  // The same for the first bytes of a longer text: without the end, where a secret may have been
  // cut in half.
  [[nodiscard]] std::string StripBeginning(std::string_view text) const;

 private:
  mutable std::mutex mutex_;
  SecretIndex index_;
};

// Text from outside made fit to show: secrets of SecretRegistry::Process() replaced, invalid UTF-8
// replaced by U+FFFD, control characters (also C1, bidi overrides, invisible tags) by spaces, runs
// of white space folded into one space, cut to `max_length` code points of which the last is "…".
//
// What it costs is bounded by `max_length`, whatever the text is: only its first
// ForeignTextBytes(max_length) bytes are looked at, and where there are more the last code point is
// "…".
[[nodiscard]] std::string CleanForeignText(std::string_view text,
                                           std::size_t max_length = kMaxForeignTextLength);

}  // namespace provider::text
