// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Log lines on stderr in hclog's JSON format, which both cores parse.
//
// Do not change: every value is a JSON string, and @timestamp has exactly six fractional digits. A
// number at @level panics Terraform even with TF_LOG unset (go-plugin's parser asserts string). The
// level comes from TF_LOG_PROVIDER_CTS, else TF_LOG_PROVIDER, else TF_LOG; unset means off. Secrets
// in text::SecretRegistry::Process() are removed from every line.

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

// Accepts "TRACE", "debug", "JSON" (means trace) and so on, in upper or lower case. As in
// Terraform, an unknown word means trace. Empty means off.
[[nodiscard]] LogLevel ParseLogLevel(std::string_view text);
[[nodiscard]] LogLevel LogLevelFrom(const Environment& environment);

// Call once in main, before threads exist. Each line is written to `fd`, a descriptor of the C
// library, with one write.
void ConfigureLog(LogLevel threshold, int fd = 2);
[[nodiscard]] bool LogEnabled(LogLevel level);

// Thread safe. `message` must be constant text; pass variable parts as fields. A field without a
// value is left out.
void Log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});

// Adds a field to each line that this thread logs while the object exists, like With of hclog. The
// innermost scope counts. A line that has a field of that name keeps its own.
class LogScope {
 public:
  LogScope(std::string_view name, std::string value);
  LogScope(const LogScope&) = delete;
  LogScope& operator=(const LogScope&) = delete;
  ~LogScope();

  // The value of this thread's scope. Empty if there is none.
  [[nodiscard]] static std::string Current();

 private:
  friend void Log(LogLevel, std::string_view, std::initializer_list<LogField>);

  const LogField field_;
  const LogScope* const outer_;
};

// Whole milliseconds, for a field with a name that ends in _ms.
[[nodiscard]] std::string Milliseconds(std::chrono::nanoseconds duration);

// The line without its newline; for tests.
[[nodiscard]] std::string FormatLogLine(LogLevel level, std::string_view message,
                                        std::initializer_list<LogField> fields,
                                        std::string_view timestamp, const LogField& scope = {});

}  // namespace provider::base
