// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/bucket_check/messages.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "provider/cts/check_hints.h"
#include "provider/text/ascii.h"
#include "provider/text/quoted.h"
#include "provider/text/redaction.h"

namespace provider::bucket_check {
namespace {

using cts::BucketQuery;
using cts::BucketVerdict;

constexpr std::string_view kNoReason = "no reason given.";
constexpr std::size_t kMaxLines = 10;
// How many characters of the service's text a message quotes. In a summary, the named buckets share
// them, so that a summary of 12 missing buckets stays short.
constexpr std::size_t kMaxWords = text::kMaxForeignTextLength;

// True if the text needs no escaping or cutting. This holds for nearly every name, and quoting it
// is then fifty times as fast.
bool IsPlain(std::string_view text) {
  return text.size() <= 63 && std::ranges::all_of(text, [](char c) {
           return text::IsLower(c) || text::IsDigit(c) || c == '-' || c == '.';
         });
}

std::string BucketAndLocation(const BucketQuery& query) {
  return fmt::format("{} in {}", text::Quoted(query.name), text::Quoted(query.location));
}

// With encryption off, CTS does not check the key.
bool ChecksKey(const BucketQuery& query) {
  return query.kms_id.has_value() && query.encryption.value_or(false);
}

std::string WithKey(const BucketQuery& query) {
  return ChecksKey(query) ? fmt::format(" with the KMS key {}", text::Quoted(*query.kms_id)) : "";
}

std::string HintFor(const BucketQuery& query, const BucketVerdict& verdict) {
  if (!verdict.error_code) return {};
  return cts::HintForBucket(*verdict.error_code, ChecksKey(query));
}

// Formats the fields that are present: `OBS.NoSuchBucket, HTTP 404: "The specified bucket does not
// exist."`. With an `introduction`, the quoted words stand for several buckets.
std::string Reason(const BucketVerdict& verdict, std::size_t max_words,
                   std::string_view introduction = ": ") {
  std::string reason = verdict.error_code.value_or("");
  if (verdict.response_code) {
    reason += fmt::format("{}HTTP {}", reason.empty() ? "" : ", ", *verdict.response_code);
  }
  const std::string words = verdict.error_message.value_or("");
  if (words.empty()) return reason.empty() ? std::string(kNoReason) : reason + '.';
  if (!reason.empty()) reason += introduction;
  reason += text::Quoted(words, max_words);
  const bool ends_sentence = words.ends_with('.') || words.ends_with('!') || words.ends_with('?');
  return ends_sentence ? reason : reason + '.';
}

// Failures with the same code and hint.
struct Group {
  std::string hint;
  std::vector<std::size_t> failures;
};

std::vector<Group> GroupFailures(std::span<const BucketQuery> queries,
                                 std::span<const BucketVerdict> verdicts) {
  std::vector<Group> groups;
  std::map<std::pair<std::string, std::string>, std::size_t> places;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    if (verdicts[i].success) continue;
    std::string hint = HintFor(queries[i], verdicts[i]);
    const auto [place, is_new] =
        places.try_emplace({verdicts[i].error_code.value_or(""), hint}, groups.size());
    if (is_new) groups.push_back({.hint = std::move(hint), .failures = {}});
    groups[place->second].failures.push_back(i);
  }
  return groups;
}

// Keeps the fields that are the same for all failures; the words are those of the first if they
// differ.
std::string GroupReason(const Group& group, std::span<const BucketVerdict> verdicts,
                        std::size_t max_words) {
  BucketVerdict common = verdicts[group.failures.front()];
  const auto all_have = [&](auto BucketVerdict::* field) {
    return std::ranges::all_of(group.failures,
                               [&](std::size_t i) { return verdicts[i].*field == common.*field; });
  };
  const bool same_words = all_have(&BucketVerdict::error_message);
  if (!all_have(&BucketVerdict::response_code)) common.response_code.reset();
  std::string reason = Reason(common, max_words, same_words ? ": " : ", for example: ");
  if (reason == kNoReason) reason = "No reason given.";
  return group.hint.empty() ? reason : reason + ' ' + group.hint;
}

// How many buckets of each group the summary names.
std::vector<std::size_t> ShareLines(const std::vector<Group>& groups) {
  std::vector<std::size_t> lines(std::min(groups.size(), kMaxLines), 1);
  std::size_t left = kMaxLines - lines.size();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::size_t more = std::min(left, groups[i].failures.size() - 1);
    lines[i] += more;
    left -= more;
  }
  return lines;
}

}  // namespace

std::string BucketMessage(const BucketQuery& query, const BucketVerdict& verdict) {
  if (verdict.success && IsPlain(query.name) && IsPlain(query.location)) {
    // Not redacted, because the same name and location are in the result next to the message.
    return fmt::format(R"(The bucket "{}" in "{}" can receive traces.)", query.name,
                       query.location);
  }
  const std::string bucket = "The bucket " + BucketAndLocation(query);
  if (verdict.success) return bucket + " can receive traces.";
  const std::string hint = HintFor(query, verdict);
  return fmt::format("{}{} cannot receive traces: {}{}{}", bucket, WithKey(query),
                     Reason(verdict, kMaxWords), hint.empty() ? "" : " ", hint);
}

std::string CountLine(std::span<const BucketQuery> queries,
                      std::span<const BucketVerdict> verdicts) {
  if (queries.empty()) return "No buckets were checked.";
  const auto failures = std::ranges::count(verdicts, false, &BucketVerdict::success);
  const auto encrypted = std::ranges::count_if(queries, ChecksKey);
  return fmt::format("{} of {} {} {} receive traces{}.",
                     failures == 0 ? std::ssize(queries) : failures, queries.size(),
                     queries.size() == 1 ? "bucket" : "buckets", failures == 0 ? "can" : "cannot",
                     encrypted == 0 ? "" : fmt::format(" ({} checked with encryption)", encrypted));
}

std::string Summary(std::span<const BucketQuery> queries, std::span<const BucketVerdict> verdicts) {
  std::string summary = CountLine(queries, verdicts);
  const std::vector<Group> groups = GroupFailures(queries, verdicts);
  if (groups.empty()) return summary;
  summary.back() = ':';
  const std::vector<std::size_t> lines = ShareLines(groups);
  std::size_t unnamed = 0;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const Group& group = groups[g];
    const std::size_t named = g < lines.size() ? lines[g] : 0;
    unnamed += group.failures.size() - named;
    if (named == 0) continue;
    summary += '\n' + GroupReason(group, verdicts, kMaxWords / named);
    for (const std::size_t i : std::span(group.failures).first(named)) {
      summary += "\n  " + BucketAndLocation(queries[i]) + WithKey(queries[i]);
    }
  }
  if (unnamed > 0) summary += fmt::format("\nand {} more", unnamed);
  return summary;
}

}  // namespace provider::bucket_check
