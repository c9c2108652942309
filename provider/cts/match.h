// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Which entry of a response belongs to which bucket that was asked about.
//
// A verdict given to the wrong bucket is a false green: what is ambiguous goes on to the next rule,
// and an entry that names another bucket is never taken for this one.

#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "provider/cts/check_bucket.h"

namespace provider::cts {

// One item of the response's "buckets", as it names itself; the verdict's texts are not cleaned.
struct AnswerEntry {
  std::optional<std::string> name;
  std::optional<std::string> location;
  std::optional<std::string> kms_id;
  BucketVerdict verdict;
};

// By (name, location, kms_id); else (name, location); else name; each only where one entry, or
// several of equal verdict, is left for one query. Else by position when the counts are equal. In
// time n·log n. Texts of verdicts are as they came. The error names the bucket that has no entry.
[[nodiscard]] tl::expected<std::vector<BucketVerdict>, std::string> MatchAnswer(
    std::span<const BucketQuery> queries, std::span<const AnswerEntry> entries);

}  // namespace provider::cts
