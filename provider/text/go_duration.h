// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Go's duration syntax ("300ms", "1h30m", "-1.5h"), in which Terraform users write time-outs.
//
// Source: documentation of Go's time.ParseDuration. Units: ns, us (µs, μs), ms, s, m, h. "0" needs
// no unit; every other number does.

#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace provider::text {

// The rule as a message states it: "must be a duration such as …".
inline constexpr std::string_view kDurationRule =
    "must be a duration such as \"30s\", \"5m\" or \"1h30m\"";

// The error is a phrase: `a unit is missing`. Values outside ±292 years (int64 nanoseconds) are an
// error.
[[nodiscard]] tl::expected<std::chrono::nanoseconds, std::string> ParseGoDuration(
    std::string_view text);

// The shortest form, as Go prints it: "2m0s", "1.5s", "5ms", "0s".
[[nodiscard]] std::string FormatGoDuration(std::chrono::nanoseconds duration);

}  // namespace provider::text
