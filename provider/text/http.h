// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Text formats of HTTP: times in headers (RFC 9110, sections 5.6.7 and 10.2.3), and
// percent-encoding (RFC 3986) in the strict form that the signature needs.

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace provider::text {

// "Wed, 19 Jun 2024 08:00:00 GMT". Does not accept the two forms that the RFC calls obsolete.
[[nodiscard]] std::optional<std::chrono::sys_seconds> ParseHttpDate(std::string_view text);

// Retry-After: seconds, or a date, which is converted to the time from `now` (not less than zero).
// At most a day.
[[nodiscard]] std::optional<std::chrono::milliseconds> ParseRetryAfter(
    std::string_view text, std::chrono::sys_time<std::chrono::milliseconds> now);

// Encodes every byte except A-Z a-z 0-9 - _ . ~ as %XX, in upper case.
[[nodiscard]] std::string PercentEncode(std::string_view text);

// Leaves an incomplete or malformed escape unchanged. Does not decode '+' as a space.
[[nodiscard]] std::string PercentDecode(std::string_view text);

}  // namespace provider::text
