// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/bucket_check/messages.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "provider/bucket_check/quoted.h"
#include "provider/service/hints.h"

namespace provider::bucket_check {
namespace {

constexpr std::size_t kMaxLines = 10;

bool EndsSentence(std::string_view text) {
  return text.ends_with('.') || text.ends_with('!') || text.ends_with('?') || text.ends_with("…");
}

// "OBS.NoSuchBucket, HTTP 404: the service's words", of what is there.
std::string Reason(const cts::BucketVerdict& verdict) {
  std::vector<std::string> facts;
  if (verdict.error_code && !verdict.error_code->empty()) facts.push_back(*verdict.error_code);
  if (verdict.response_code) facts.push_back(fmt::format("HTTP {}", *verdict.response_code));
  std::string reason = fmt::format("{}", fmt::join(facts, ", "));
  if (verdict.error_message && !verdict.error_message->empty()) {
    if (!reason.empty()) reason += ": ";
    reason += *verdict.error_message;
  }
  if (reason.empty()) reason = "the service gave no reason";
  if (!EndsSentence(reason)) reason += '.';
  return reason;
}

}  // namespace

std::string FailureMessage(const cts::BucketQuery& query, const cts::BucketVerdict& verdict) {
  std::string message =
      fmt::format("The bucket {} in {}", Quoted(query.name), Quoted(query.location));
  if (query.kms_id) message += fmt::format(" with the KMS key {}", Quoted(*query.kms_id));
  message += fmt::format(" cannot receive traces: {}", Reason(verdict));
  if (verdict.error_code) {
    if (const std::string hint = service::HintForBucket(*verdict.error_code); !hint.empty()) {
      message += ' ';
      message += hint;
    }
  }
  return message;
}

std::string Summary(std::span<const cts::BucketQuery> queries,
                    std::span<const cts::BucketVerdict> verdicts) {
  if (queries.empty()) return "No buckets were checked.";
  const auto with_key =
      std::count_if(queries.begin(), queries.end(),
                    [](const cts::BucketQuery& q) { return q.kms_id.has_value(); });
  const auto failures = static_cast<std::size_t>(std::count_if(
      verdicts.begin(), verdicts.end(), [](const cts::BucketVerdict& v) { return !v.success; }));
  const std::string_view noun = queries.size() == 1 ? "bucket" : "buckets";
  if (failures == 0) {
    return fmt::format("{0} of {0} {1} can receive traces (checked with a KMS key: {2}).",
                       queries.size(), noun, with_key);
  }
  std::string summary =
      fmt::format("{} of {} {} cannot receive traces (checked with a KMS key: {}):", failures,
                  queries.size(), noun, with_key);
  std::size_t lines = 0;
  for (std::size_t i = 0; i < queries.size() && lines < kMaxLines; ++i) {
    if (verdicts[i].success) continue;
    summary += "\n  " + FailureMessage(queries[i], verdicts[i]);
    ++lines;
  }
  if (failures > lines) summary += fmt::format("\nand {} more", failures - lines);
  return summary;
}

}  // namespace provider::bucket_check
