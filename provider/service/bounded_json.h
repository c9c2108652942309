// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// JSON from a service, read within limits.
//
// A tree of 64 MB of "[],[],[]" takes gigabytes, and of two equal keys a parser keeps the last in
// silence: both are refused.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>
#include <tl/expected.hpp>

namespace provider::service {

struct JsonLimits {
  std::size_t depth = 32;
  std::size_t values = 2'000'000;
};

// The error is a phrase: "is not JSON", "nests deeper than 32 levels".
[[nodiscard]] tl::expected<nlohmann::json, std::string> ParseBoundedJson(
    std::string_view text, const JsonLimits& limits = {});

}  // namespace provider::service
