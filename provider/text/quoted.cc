// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/text/quoted.h"

#include <fmt/format.h>

#include "provider/text/redaction.h"

namespace provider::text {
namespace {

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

std::string Quoted(std::string_view text, std::size_t max_length) {
  // One byte more than CleanForeignText looks at, so that it can tell that the text was longer.
  const auto beginning = text.substr(0, ForeignTextBytes(max_length) + 1);
  return fmt::format("\"{}\"", CleanForeignText(Escaped(beginning), max_length));
}

}  // namespace provider::text
