// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/text/canonical_text.h"

#include "provider/text/utf8.h"

namespace provider::text {

namespace {

bool IsPrintableAscii(char c) { return c > 0x20 && c < 0x7F; }

}  // namespace

MappedText Squeezed(const MappedText& text) {
  MappedText squeezed("");
  squeezed.Reserve(text.bytes.size());
  const std::string_view bytes = text.bytes;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto word = at;
    while (at < bytes.size() && IsPrintableAscii(bytes[at])) ++at;
    squeezed.Append(text, word, at);
    if (at == bytes.size()) break;
    const auto [value, length] = DecodeUtf8(bytes.substr(at));
    if (!IsSeparator(value)) {
      std::string character;
      AppendUtf8(character, value);
      squeezed.AppendFor(text, at, at + length, character);
    }
    at += length;
  }
  return squeezed;
}

CanonicalText::CanonicalText(std::string_view squeezed) : squeezed_size(squeezed.size()) {
  bytes.reserve(squeezed.size());
  at.reserve(squeezed.size());
  for (std::size_t i = 0; i < squeezed.size(); ++i) {
    const char c = squeezed[i];
    if (c == '+' || c == '-' || c == '\\') continue;
    bytes += c == '_' ? '/' : c;
    at.push_back(i);
  }
}

std::string Base64Inside(std::string_view secret, std::size_t offset) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto byte = [secret](std::size_t i) {
    return i < secret.size() ? static_cast<unsigned char>(secret[i]) : 0U;
  };
  std::string text;
  // If the secret starts in the middle of a group, its first bits share a character with the bytes
  // before it.
  for (std::size_t bit = 2 * (3 - offset) % 6; bit + 6 <= 8 * secret.size(); bit += 6) {
    const unsigned pair = byte(bit / 8) << 8U | byte(bit / 8 + 1);
    text += kAlphabet[pair >> (10 - bit % 8) & 63U];
  }
  return text;
}

}  // namespace provider::text
