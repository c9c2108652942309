// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Messages for people: one for each bucket and a summary of all.
//
// The same input gives the same text: it does not depend on time, retries or the order of
// responses.

#pragma once

#include <span>
#include <string>

#include "provider/cts/check_bucket.h"

namespace provider::bucket_check {

// One paragraph, never empty. On success, it says that the bucket can receive traces. Otherwise it
// has the bucket, location, KMS key, code, HTTP status, the service's words in quotes, and a hint
// if there is one.
[[nodiscard]] std::string BucketMessage(const cts::BucketQuery& query,
                                        const cts::BucketVerdict& verdict);

// The first line of the summary: how many buckets can or cannot receive traces, and how many were
// checked with encryption, if any. It ends in a period.
[[nodiscard]] std::string CountLine(std::span<const cts::BucketQuery> queries,
                                    std::span<const cts::BucketVerdict> verdicts);

// For error_message; never empty. The count comes first, then the failures, grouped by code and
// hint: a line with code, status, words and hint, then a line for each bucket, indented by two
// spaces. Names at most 10 buckets, at least one of each group while there is room, and then says
// "and N more". The spans must have the same length.
[[nodiscard]] std::string Summary(std::span<const cts::BucketQuery> queries,
                                  std::span<const cts::BucketVerdict> verdicts);

}  // namespace provider::bucket_check
