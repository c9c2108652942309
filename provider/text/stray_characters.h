// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Characters that get into a value by accident: the line end of the file it was read from, quotes
// that an env-file keeps, spaces from a paste.

#pragma once

#include <string>
#include <string_view>

namespace provider::text {

struct StrayCharacters {
  // The names of the characters, without repetition: "a space", "a line feed (\n)". Empty if there
  // are none.
  std::string front;   // white space and control characters at the beginning
  std::string back;    // the same at the end
  std::string quotes;  // the text between front and back starts and ends with this quote
  std::string inside;  // line breaks and control characters in the middle

  bool has_control = false;  // one of them is a line break or another control character
  bool is_utf8 = true;
  // True if front and back are only white space, which Terraform's trimspace() removes. It does not
  // remove other invisible characters.
  bool ends_are_white_space = true;

  [[nodiscard]] bool empty() const {
    return front.empty() && back.empty() && quotes.empty() && inside.empty() && is_utf8;
  }
  // A phrase that follows the name of what was set: `begins with a space and ends with a line feed
  // (\n)`. Shows nothing else of the text, which may be a secret.
  [[nodiscard]] std::string Describe() const;
};

// White space is that of Unicode, plus invisible characters (utf8.h).
[[nodiscard]] StrayCharacters FindStrayCharacters(std::string_view text);

// The name of the first white space in the text: "a line feed (\n)". Empty if there is none.
[[nodiscard]] std::string FindWhiteSpace(std::string_view text);

}  // namespace provider::text
