// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Text forms that HTTP uses: times in headers (RFC 9110, sections 5.6.7 and 10.2.3), and
// percent-encoding (RFC 3986) in the strict form that the signature needs.

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace provider::text {

// "Wed, 19 Jun 2024 08:00:00 GMT". The two forms that the RFC calls obsolete are not read.
[[nodiscard]] std::optional<std::chrono::sys_seconds> ParseHttpDate(std::string_view text);

// Retry-After: seconds, or a date (never less than zero from `now`). Capped at a day.
[[nodiscard]] std::optional<std::chrono::milliseconds> ParseRetryAfter(
    std::string_view text, std::chrono::sys_time<std::chrono::milliseconds> now);

// Every byte but A-Z a-z 0-9 - _ . ~ becomes %XX, in upper case.
[[nodiscard]] std::string PercentEncode(std::string_view text);

// An incomplete or malformed escape stays as it is, and so does '+': it is never a space.
[[nodiscard]] std::string PercentDecode(std::string_view text);

}  // namespace provider::text
