// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Finds the entry of a response that belongs to each query.
//
// A verdict assigned to the wrong bucket could report an unusable bucket as usable. So an ambiguous
// match falls through to the next rule, and an entry that names another bucket is never used.

#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "provider/cts/check_bucket.h"

namespace provider::cts {

// One item of the response's "buckets", with its own name for itself. The verdict's texts are not
// cleaned.
struct ResponseEntry {
  std::optional<std::string> name;
  std::optional<std::string> location;
  std::optional<std::string> kms_id;
  BucketVerdict verdict;
};

// Matches by (name, location, kms_id), else (name, location), else name; each only if one entry, or
// several with equal verdicts, remain for one query. Else by position if the counts are equal.
// Takes O(n log n) time. The verdicts' texts are not cleaned. The error names the bucket that has
// no entry.
[[nodiscard]] tl::expected<std::vector<BucketVerdict>, std::string> MatchResponse(
    std::span<const BucketQuery> queries, std::span<const ResponseEntry> entries);

}  // namespace provider::cts
