// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/batch/batch_log.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "provider/base/log.h"
#include "provider/text/go_duration.h"

namespace provider::batch {
namespace {

using base::LogLevel;
using base::Milliseconds;

template <typename Number>
std::string Text(Number number) {
  return fmt::format("{}", number);
}

}  // namespace

std::string ReadNumbers(const Call& call) {
  if (!base::LogEnabled(LogLevel::kDebug)) return {};
  std::vector<std::string_view> numbers;  // in the order of the parts
  for (const auto& part : call.parts) {
    if (numbers.empty() || numbers.back() != part.read->number) {
      numbers.emplace_back(part.read->number);
    }
  }
  return fmt::format("{}", fmt::join(numbers, ", "));
}

void LogCheckBegins(const Read& read) {
  if (!base::LogEnabled(LogLevel::kTrace)) return;
  base::Log(LogLevel::kTrace, "Checking buckets",
            {{"read", read.number},
             {"buckets", Text(read.queries.size())},
             {"first_bucket", read.queries.front().name}});
}

void LogCheckEnds(const Read& read, base::SteadyTime now) {
  if (!base::LogEnabled(LogLevel::kTrace)) return;
  base::Log(LogLevel::kTrace, "Checked buckets",
            {{"read", read.number},
             {"duration_ms", Milliseconds(now - read.arrival)},
             {"outcome", read.exception ? "an internal error"
                         : read.error   ? read.error->ToSummary(cts::kCheckTitle)
                                        : "a verdict on each bucket"}});
}

void LogWait(const std::vector<std::string_view>& reads, const Wait& wait, base::SteadyTime now) {
  if (!base::LogEnabled(LogLevel::kTrace)) return;
  const bool open_end = wait.until == base::SteadyTime::max();
  base::Log(LogLevel::kTrace, "Waiting before the next call",
            {{"read", fmt::format("{}", fmt::join(reads, ", "))},
             {"reason", std::string(NameOf(wait.reason))},
             {"at_most_ms", open_end ? std::string() : Milliseconds(wait.until - now)}});
}

void LogCall(const Call& call) {
  if (!base::LogEnabled(LogLevel::kTrace)) return;
  const auto longest = std::ranges::min_element(call.parts, {}, &Part::due);
  base::Log(LogLevel::kTrace, "Sending the buckets of these reads in one call",
            {{"buckets", Text(call.queries.size())},
             {"longest_wait_ms", Milliseconds(call.begun - longest->due)}});
}

void LogSplit(const Call& call, const cts::CheckFailure& failure, std::size_t groups) {
  if (!base::LogEnabled(LogLevel::kDebug)) return;
  base::Log(LogLevel::kDebug, "Splitting a call, since one bucket may have caused its failure",
            {{"read", ReadNumbers(call)},
             {"buckets", Text(call.queries.size())},
             {"calls", Text(groups)},
             {"http_status", Text(failure.error.http_status)},
             {"code", failure.error.code},
             {"request_id", failure.error.request_id}});
}

void LogThrottled(const Call& call, std::size_t max_parallel_calls) {
  if (!base::LogEnabled(LogLevel::kDebug)) return;
  base::Log(LogLevel::kDebug, "Sending fewer calls in parallel after HTTP status 429",
            {{"read", ReadNumbers(call)}, {"max_parallel_calls", Text(max_parallel_calls)}});
}

void LogRetriedBuckets(const Part& part, std::chrono::milliseconds wait) {
  if (!base::LogEnabled(LogLevel::kDebug)) return;
  const auto& verdict = part.read->verdicts[part.queries.front()];
  base::Log(LogLevel::kDebug, "Retrying buckets with a transient verdict",
            {{"read", part.read->number},
             {"buckets", Text(part.queries.size())},
             {"first_bucket", part.query(0).name},
             {"response_code", verdict ? Text(verdict->response_code.value_or(0)) : ""},
             {"code", verdict ? verdict->error_code.value_or("") : ""},
             {"attempt", Text(part.attempts)},
             {"wait", text::FormatGoDuration(wait)}});
}

}  // namespace provider::batch
