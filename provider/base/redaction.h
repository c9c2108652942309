// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Keeps secrets and control characters out of everything a person or a log can see.
//
// A gateway echoes the canonical request, with a signed security token in it, in its error message:
// whatever a service says passes through here before it is shown. Wrong to do: cut a text before
// it is stripped, because half a secret is not recognised.

#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace provider::base {

inline constexpr std::size_t kMaxForeignTextLength = 1000;  // Unicode code points

// The process's set of secret values. Thread safe. Values shorter than 4 bytes are not replaced:
// they would shred ordinary text.
class SecretRegistry {
 public:
  static SecretRegistry& Process();

  // Remembers a value; a second time is no change. Guards also its percent-encoded, JSON-escaped
  // and HTML-escaped forms, each of them up to twice.
  void Add(std::string_view secret);

  // `text` with every remembered value replaced by "(sensitive value)"; values that overlap in the
  // text are replaced together, so that no tail of one is left.
  [[nodiscard]] std::string Strip(std::string_view text) const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> secrets_;
};

// Text from outside made fit to show: secrets of SecretRegistry::Process() replaced, invalid UTF-8
// replaced by U+FFFD, control characters (also C1, bidi overrides, invisible tags) by spaces, runs
// of white space folded into one space, cut to `max_length` code points of which the last is "…".
[[nodiscard]] std::string CleanForeignText(std::string_view text,
                                           std::size_t max_length = kMaxForeignTextLength);

}  // namespace provider::base
