// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/text/ascii.h"

#include <absl/strings/ascii.h>
#include <absl/strings/escaping.h>
#include <absl/strings/match.h>
#include <absl/strings/str_split.h>
#include <absl/strings/string_view.h>

namespace provider::text {
namespace {

absl::string_view ToAbsl(std::string_view text) { return {text.data(), text.size()}; }
std::string_view FromAbsl(absl::string_view text) { return {text.data(), text.size()}; }

}  // namespace

std::string AsciiLower(std::string_view text) { return absl::AsciiStrToLower(ToAbsl(text)); }

std::string AsciiUpper(std::string_view text) { return absl::AsciiStrToUpper(ToAbsl(text)); }

bool EqualsIgnoringCase(std::string_view left, std::string_view right) {
  return absl::EqualsIgnoreCase(ToAbsl(left), ToAbsl(right));
}

std::string_view AsciiTrim(std::string_view text) {
  return FromAbsl(absl::StripAsciiWhitespace(ToAbsl(text)));
}

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (const absl::string_view part : absl::StrSplit(ToAbsl(text), separator)) {
    parts.push_back(FromAbsl(part));
  }
  return parts;
}

std::string Hex(std::span<const unsigned char> bytes) {
  return absl::BytesToHexString({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string Base64WithoutPadding(std::string_view bytes) {
  std::string encoded = absl::Base64Escape(ToAbsl(bytes));
  encoded.resize(encoded.find_last_not_of('=') + 1);
  return encoded;
}

}  // namespace provider::text
