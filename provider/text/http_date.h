// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Times in HTTP headers (RFC 9110, sections 5.6.7 and 10.2.3).

#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace provider::text {

// "Wed, 19 Jun 2024 08:00:00 GMT". The two forms that the RFC calls obsolete are not read.
[[nodiscard]] std::optional<std::chrono::sys_seconds> ParseHttpDate(std::string_view text);

// Retry-After: seconds, or a date (never less than zero from `now`). Capped at a day.
[[nodiscard]] std::optional<std::chrono::milliseconds> ParseRetryAfter(
    std::string_view text, std::chrono::sys_time<std::chrono::milliseconds> now);

}  // namespace provider::text
