// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Go's duration syntax ("300ms", "1h30m", "-1.5h"), the form Terraform users write time-outs in.
//
// Source: documentation of Go's time.ParseDuration. Units: ns, us (µs, μs), ms, s, m, h.
// "0" needs no unit; every other number does.

#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace provider::base {

// Errors are a sentence without the input's owner, for example
// `"5 minutes" is not a duration: unknown unit " minutes". Write for example "30s", "5m" or
// "1h30m".` Values outside ±292 years (int64 nanoseconds) are an error.
[[nodiscard]] tl::expected<std::chrono::nanoseconds, std::string> ParseGoDuration(
    std::string_view text);

// The shortest form Go prints: "2m0s", "1.5s", "5ms", "0s".
[[nodiscard]] std::string FormatGoDuration(std::chrono::nanoseconds duration);

}  // namespace provider::base
