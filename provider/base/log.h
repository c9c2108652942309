// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Log lines in hclog's JSON form on stderr, the form both cores parse.
//
// Wrong to change: every value is a JSON string and @timestamp has exactly six fractional digits. A
// number at @level panics Terraform even with TF_LOG unset (go-plugin's parser asserts string).
// Levels: TF_LOG_PROVIDER_CTS, else TF_LOG_PROVIDER, else TF_LOG; unset means off. Secrets known to
// text::SecretRegistry::Process() are stripped from every line.

#pragma once

#include <chrono>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "provider/base/environment.h"

namespace provider::base {

enum class LogLevel { kTrace, kDebug, kInfo, kWarn, kError, kOff };

using LogField = std::pair<std::string_view, std::string>;

// "TRACE", "debug", "JSON" (means trace) …; an unknown word is trace, as in Terraform. Empty is
// off.
[[nodiscard]] LogLevel ParseLogLevel(std::string_view text);
[[nodiscard]] LogLevel LogLevelFrom(const Environment& environment);

// Set once in main, before threads exist. Lines go to `fd` by one write(2) each.
void ConfigureLog(LogLevel threshold, int fd = 2);
[[nodiscard]] bool LogEnabled(LogLevel level);

// Thread safe. `message` is constant text; what varies goes into fields. A field without a value is
// left out.
void Log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});

// Whole milliseconds, for a field whose name ends in _ms.
[[nodiscard]] std::string Milliseconds(std::chrono::nanoseconds duration);

// The line without its newline; for tests.
[[nodiscard]] std::string FormatLogLine(LogLevel level, std::string_view message,
                                        std::initializer_list<LogField> fields,
                                        std::string_view timestamp);

}  // namespace provider::base
