// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What a person reads about buckets: a message for each and a summary of all.
//
// The same input gives the same text: nothing in it depends on time, on the order of responses or
// on retries.

#pragma once

#include <span>
#include <string>

#include "provider/cts/check_bucket.h"

namespace provider::bucket_check {

// One paragraph, never empty. On success that the bucket can receive traces; else bucket, location,
// KMS key, code, HTTP status, the service's words in quotes, and a hint where one is known.
[[nodiscard]] std::string BucketMessage(const cts::BucketQuery& query,
                                        const cts::BucketVerdict& verdict);

// The first line of the summary: how many buckets can or cannot receive traces, and how many were
// checked with encryption if any were. It ends in a period.
[[nodiscard]] std::string CountLine(std::span<const cts::BucketQuery> queries,
                                    std::span<const cts::BucketVerdict> verdicts);

// Fit for error_message, never empty: the count, then the failures. Those with the same code and
// hint stand together: a line with code, status, words and hint, then a line per bucket, indented
// by two spaces. At most 10 buckets are named, of each group at least one while there is room; then
// "and N more". The spans are of equal length.
[[nodiscard]] std::string Summary(std::span<const cts::BucketQuery> queries,
                                  std::span<const cts::BucketVerdict> verdicts);

}  // namespace provider::bucket_check
