// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// GoogleTest's MatchesRegex knows no [...] and {...} on Windows.

#pragma once

#include <regex>
#include <string>

#include <gmock/gmock.h>

namespace provider::testing {

MATCHER_P(MatchesPattern, pattern, "matches " + std::string(pattern)) {
  return std::regex_match(std::string(arg), std::regex(pattern));
}

}  // namespace provider::testing
