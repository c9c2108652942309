// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What the project promises for texts, implemented independently of the code that the targets test.

#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "provider/auth/credentials.h"
#include "provider/text/canonical_text.h"
#include "provider/text/redaction.h"
#include "provider/text/utf8.h"
#include "tests/fuzz/fuzz.h"

namespace provider::fuzz {

inline bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const auto point = text::DecodeUtf8(text);
    if (point.value == text::kReplacementCharacter && point.length == 1) return false;
    text.remove_prefix(point.length);
  }
  return true;
}

// UTF-8 without control characters, of at most that many code points.
inline bool IsClean(std::string_view text, std::size_t most = text::kMaxForeignTextLength) {
  if (!IsUtf8(text)) return false;
  std::size_t count = 0;
  for (; !text.empty(); ++count) {
    const auto point = text::DecodeUtf8(text);
    const auto value = point.value;
    const bool control = value < 0x20 || (value >= 0x7F && value < 0xA0);
    const bool reorders =
        (value >= 0x202A && value <= 0x202E) || (value >= 0x2066 && value <= 0x2069);
    if (control || reorders) return false;
    text.remove_prefix(point.length);
  }
  return count <= most;
}

// Printable ASCII without spaces: fit for a header.
inline bool IsWord(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

// A header value that may be sent, without spaces at its ends.
inline bool IsHeaderValue(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < '\x7f'; });
}

// Fit to be a segment of a URL's path, or empty.
inline bool IsPlain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

// A key that can be sent, and whose secret parts are registered for redaction.
inline void RequireUsableKey(const auth::AccessKey& key) {
  Require(IsWord(key.access_key) && IsWord(key.secret_key), "a key fits a header", key.access_key);
  Require(key.security_token.empty() || IsWord(key.security_token), "so does its token");
  for (const auto* secret : {&key.secret_key, &key.security_token}) {
    if (text::CanonicalText(*secret).bytes.size() < 4) continue;  // too short to be searched for
    Require(text::SecretRegistry::Process().Strip(*secret).find("(sensitive value)") !=
                std::string::npos,
            "a secret is registered", *secret);
  }
}

}  // namespace provider::fuzz
