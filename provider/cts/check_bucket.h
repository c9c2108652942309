// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// POST /v3/{domain_id}/checkbucket: can trace files be transferred to these OBS buckets?
//
// Source: API page "Checking Whether Data Can Be Transferred to the Configured OBS Bucket" (Paris
// and Amsterdam). The page says nothing of order, duplicates or limits, so answers are matched by
// identity.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "provider/auth/session.h"
#include "provider/base/clock.h"
#include "provider/service/error.h"

namespace provider::cts {

struct BucketQuery {
  std::string name;
  std::string location;
  std::optional<std::string> kms_id;
  std::optional<bool> encryption;  // is_support_trace_files_encryption; not sent when unset
  friend bool operator==(const BucketQuery&, const BucketQuery&) = default;
};

// check_bucket_response. Absent fields are nullopt; texts are cleaned.
struct BucketVerdict {
  bool success = false;
  std::optional<std::int64_t> response_code;
  std::optional<std::string> error_code;
  std::optional<std::string> error_message;
  friend bool operator==(const BucketVerdict&, const BucketVerdict&) = default;
};

// Compact; fields in the order of the API page; unset ones left out.
[[nodiscard]] std::string WriteRequestBody(std::span<const BucketQuery> queries);

// One verdict per query, in their order. Matched by (name, location, kms_id); else (name,
// location); else name where unambiguous; else position when the counts are equal; else an error
// that names the bucket. A bucket without check_bucket_response.success is an answer that is not
// understood.
[[nodiscard]] tl::expected<std::vector<BucketVerdict>, std::string> ReadAnswer(
    std::string_view body, std::span<const BucketQuery> queries);

struct CheckRequest {
  std::string region;
  std::vector<BucketQuery> queries;  // identical ones are sent once, each gets its verdict
  base::SteadyTime deadline;
};

// Error::operation of a call to checkbucket, as opposed to the look-ups before it.
inline constexpr const char* kCheckOperation = "checking the buckets";

struct CheckAnswer {
  std::string domain_id;
  std::vector<BucketVerdict> verdicts;  // in the order of the queries
  bool throttled = false;               // the service answered 429 on the way
};

// Stateless over its session. A bucket whose own response_code is transient is asked again, under
// the session's retry policy, before it becomes data. Queries that differ only in `encryption` go
// in different calls. No queries: no call, no error, empty domain_id.
[[nodiscard]] tl::expected<CheckAnswer, service::Error> CheckBuckets(auth::Session& session,
                                                                     const CheckRequest& request,
                                                                     std::stop_token stop);

}  // namespace provider::cts

// Equal for queries that differ only in `encryption`, too.
template <>
struct std::hash<provider::cts::BucketQuery> {
  [[nodiscard]] std::size_t operator()(const provider::cts::BucketQuery& query) const noexcept;
};
