// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/bucket_check/quoted.h"

#include <cstddef>

#include <fmt/format.h>

#include "provider/base/redaction.h"

namespace provider::bucket_check {
namespace {

constexpr std::size_t kMaxShown = 100;

// A byte that continues a UTF-8 sequence begun before it.
bool Continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '\n':
        escaped += "\\n";
        break;
      case '\r':
        escaped += "\\r";
        break;
      case '\t':
        escaped += "\\t";
        break;
      case '"':
        escaped += "\\\"";
        break;
      case '\\':
        escaped += "\\\\";
        break;
      default:
        if (const auto byte = static_cast<unsigned char>(c); byte < 0x20 || byte == 0x7F) {
          escaped += fmt::format("\\u{:04x}", byte);
        } else {
          escaped += c;
        }
    }
  }
  return escaped;
}

}  // namespace

std::string Quoted(std::string_view text) {
  std::size_t end = 0;
  std::size_t shown = 0;
  while (end < text.size() && shown < kMaxShown) {
    ++end;
    for (int more = 0; more < 3 && end < text.size() && Continues(text[end]); ++more) ++end;
    ++shown;
  }
  // Cleaned last: what is left of control characters and broken UTF-8 has no place in a message.
  return fmt::format("\"{}{}\"", base::CleanForeignText(Escaped(text.substr(0, end))),
                     end < text.size() ? "…" : "");
}

}  // namespace provider::bucket_check
