// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Rules for the value of an attribute, set in a schema file under x_cts.validators.
//
// They apply to text, because the same rule holds for a value from an environment variable or a
// file, which has no other type. Core does not know them.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace provider::schema {

struct Validator {
  enum class Rule {
    kCredential,  // goes into a header: ASCII without spaces, not in quotes
    kIdentifier,  // goes into a URL or a header: A-Z a-z 0-9 _ -
    kName,        // of an account, agency, project or profile: no stray characters
    kLogin,       // of a user, or a password: spaces at the ends and quotes may be meant
    kPath,        // of a file; a leading "~/" is expanded
    kPathOrPem,   // a path as above, or PEM text
    kUrl,         // not in quotes; the code that uses it checks the rest
    kRegion,      // becomes one label of a host name
    kHostName,    // becomes the end of a host name
    kBool,        // as accepted by ParseBool
    kInteger,     // between min and max
    kDuration,    // Go syntax, between min and max in nanoseconds
  };
  Rule rule = Rule::kCredential;
  std::int64_t min = 0;
  std::int64_t max = 0;
};

// What is wrong with `text`, or nullopt. A phrase that follows the name of what was set: `must be a
// whole number from 0 to 1000`. It never quotes the text, which may be a secret. Text may have at
// most 64 KiB, unless it is PEM text.
[[nodiscard]] std::optional<std::string> FindViolation(const Validator& validator,
                                                       std::string_view text);

// What is unusual about `text`, which must satisfy the rule: a phrase, or nullopt.
[[nodiscard]] std::optional<std::string> FindSuspicion(const Validator& validator,
                                                       std::string_view text);

// Accepts the spellings of Go's strconv.ParseBool, as related providers do for their variables.
[[nodiscard]] std::optional<bool> ParseBool(std::string_view text);

}  // namespace provider::schema
