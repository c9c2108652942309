// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What a person reads about buckets: one message per failure and one summary.
//
// The same input gives the same text: nothing of it depends on time, order of answers or retries.

#pragma once

#include <span>
#include <string>

#include "provider/cts/check_bucket.h"

namespace provider::bucket_check {

// One line: bucket, location, KMS key, code, HTTP status, the service's words, and what to do where
// that is known. Ends in a period. For a verdict without success.
[[nodiscard]] std::string FailureMessage(const cts::BucketQuery& query,
                                         const cts::BucketVerdict& verdict);

// Fit for error_message, never empty. The first line counts; then one line per failure, indented by
// two spaces, at most 10 of them, then "and N more". The spans are of equal length.
[[nodiscard]] std::string Summary(std::span<const cts::BucketQuery> queries,
                                  std::span<const cts::BucketVerdict> verdicts);

}  // namespace provider::bucket_check
