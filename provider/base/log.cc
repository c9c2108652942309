// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/base/log.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <mutex>
#include <utility>

#include <fmt/format.h>

#include "provider/base/system.h"
#include "provider/text/ascii.h"
#include "provider/text/redaction.h"

namespace provider::base {
namespace {

// The host reads stderr through a buffer of 64 KiB and does not parse longer lines.
constexpr std::size_t kMaxLine = 60U << 10;
constexpr std::size_t kMaxMessage = 1'000;  // code points
constexpr std::size_t kMaxValue = 8'000;    // code points
constexpr std::string_view kCut = R"(,"truncated":"true")";

std::atomic<LogLevel> log_threshold{LogLevel::kOff};
std::atomic<int> log_fd{2};

thread_local const LogScope* current_scope = nullptr;

constexpr std::array<std::string_view, 6> kNames{"trace", "debug", "info", "warn", "error", "off"};

// text::CleanForeignText returns valid UTF-8 without control characters, so only two characters
// need escaping.
std::string JsonString(std::string_view text, std::size_t max_length) {
  std::string json = "\"";
  for (const char c : text::CleanForeignText(text, max_length)) {
    if (c == '"' || c == '\\') json += '\\';
    json += c;
  }
  json += '"';
  return json;
}

// Does not use strftime, which depends on the locale.
std::string Timestamp() {
  const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  const auto day = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(now - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count(),
                     time.subseconds().count());
}

}  // namespace

LogLevel ParseLogLevel(std::string_view text) {
  if (text.empty()) return LogLevel::kOff;
  const std::string lower = text::AsciiLower(text);
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (lower == kNames[i]) return static_cast<LogLevel>(i);
  }
  return LogLevel::kTrace;
}

LogLevel LogLevelFrom(const Environment& environment) {
  const auto found = environment.First({"TF_LOG_PROVIDER_CTS", "TF_LOG_PROVIDER", "TF_LOG"});
  return found ? ParseLogLevel(found->value) : LogLevel::kOff;
}

void ConfigureLog(LogLevel threshold, int fd) {
  log_threshold = threshold;
  log_fd = fd;
}

LogScope::LogScope(std::string_view name, std::string value)
    : field_(name, std::move(value)), outer_(std::exchange(current_scope, this)) {}

LogScope::~LogScope() { current_scope = outer_; }

std::string LogScope::Current() {
  return current_scope == nullptr ? std::string() : current_scope->field_.second;
}

bool LogEnabled(LogLevel level) { return level != LogLevel::kOff && level >= log_threshold; }

void Log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
  if (!LogEnabled(level)) return;
  const auto scope = current_scope == nullptr ? LogField() : current_scope->field_;
  const auto line = FormatLogLine(level, message, fields, Timestamp(), scope) + '\n';
  // Beyond PIPE_BUF a pipe may interleave two writers.
  static std::mutex& mutex = *new std::mutex;
  const std::lock_guard lock(mutex);
  WriteAll(log_fd, line);  // if it fails, no one is left to tell
}

std::string Milliseconds(std::chrono::nanoseconds duration) {
  return fmt::format("{}", std::chrono::duration_cast<std::chrono::milliseconds>(duration).count());
}

std::string FormatLogLine(LogLevel level, std::string_view message,
                          std::initializer_list<LogField> fields, std::string_view timestamp,
                          const LogField& scope) {
  auto line = fmt::format(R"({{"@level":"{}","@message":{},"@timestamp":"{}")",
                          kNames.at(static_cast<std::size_t>(level)),
                          JsonString(message, kMaxMessage), timestamp);
  // Returns false if the line is full.
  const auto add = [&line](const LogField& field) {
    const auto& [key, value] = field;
    if (value.empty()) return true;
    const auto text =
        fmt::format(",{}:{}", JsonString(key, kMaxMessage), JsonString(value, kMaxValue));
    const bool fits = line.size() + text.size() + kCut.size() + 1 <= kMaxLine;
    line += fits ? text : kCut;
    return fits;
  };
  const bool has_own = std::ranges::any_of(
      fields, [&scope](const LogField& field) { return field.first == scope.first; });
  if (!has_own) add(scope);
  for (const auto& field : fields) {
    if (!add(field)) break;
  }
  line += '}';
  return line;
}

}  // namespace provider::base
