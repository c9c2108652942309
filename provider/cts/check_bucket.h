// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// POST /v3/{domain_id}/checkbucket: can trace files be transferred to these OBS buckets?
//
// Source: API page "Checking Whether Data Can Be Transferred to the Configured OBS Bucket" (Paris
// and Amsterdam). The page does not specify order, duplicates or limits, so the entries of a
// response are matched by identity.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "provider/base/clock.h"
#include "provider/service/caller.h"
#include "provider/service/error.h"
#include "provider/service/retry_policy.h"
#include "provider/session/session.h"

namespace provider::cts {

struct BucketQuery {
  std::string name;
  std::string location;
  std::optional<std::string> kms_id;
  std::optional<bool> encryption;  // is_support_trace_files_encryption; not sent if unset
  friend bool operator==(const BucketQuery&, const BucketQuery&) = default;
};

// check_bucket_response. Fields that are absent or cannot be read are nullopt. Texts are cleaned.
struct BucketVerdict {
  bool success = false;
  std::optional<std::int64_t> response_code;
  std::optional<std::string> error_code;
  std::optional<std::string> error_message;
  friend bool operator==(const BucketVerdict&, const BucketVerdict&) = default;
};

// Compact JSON with the fields in the order of the API page. Unset fields are left out. Defined in
// check_body.cc.
[[nodiscard]] std::string WriteRequestBody(std::span<const BucketQuery> queries);

// One verdict per query, in their order. Matched by (name, location, kms_id), else by (name,
// location), else by name if unambiguous, else by position if the counts are equal. Otherwise the
// error names the bucket. A bucket without check_bucket_response.success makes the response
// invalid. Defined in check_body.cc.
[[nodiscard]] tl::expected<std::vector<BucketVerdict>, std::string> ReadResponseBody(
    std::string_view body, std::span<const BucketQuery> queries);

// True if a response could not tell two queries apart. Entries are matched by name, location and
// key, so queries that differ only in `encryption` must not share a call.
struct MatchAlike {
  [[nodiscard]] bool operator()(const BucketQuery& a, const BucketQuery& b) const {
    return a.name == b.name && a.location == b.location && a.kms_id == b.kms_id;
  }
};

// What a bucket's own response_code means for retries.
[[nodiscard]] service::RetryCause CauseOf(const BucketVerdict& verdict);

// Error::operation of a call to checkbucket; the look-ups before it have others.
inline constexpr const char* kCheckOperation = "checking the buckets";
// The subject of error summaries: "Bucket Check Refused".
inline constexpr const char* kCheckTitle = "Bucket Check";

struct CheckFailure : service::Failure {
  // True if the cause may be one bucket: a 400, or a response that could not be read, for example
  // because one bucket or its verdict is missing.
  bool may_be_one_query = false;
};

// One attempt of one call in `region`. No two queries may be MatchAlike. Returns a verdict for
// each, in order. The account is that of Session::ScopeFor.
[[nodiscard]] tl::expected<std::vector<BucketVerdict>, CheckFailure> SendCheck(
    session::Session& session, const std::string& region, std::span<const BucketQuery> queries,
    base::SteadyTime deadline, const service::CallContext& context);

}  // namespace provider::cts

// Equal for queries that are MatchAlike.
template <>
struct std::hash<provider::cts::BucketQuery> {
  [[nodiscard]] std::size_t operator()(const provider::cts::BucketQuery& query) const noexcept;
};
