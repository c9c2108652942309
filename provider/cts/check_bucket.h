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
  std::optional<bool> encryption;  // is_support_trace_files_encryption; not sent when unset
  friend bool operator==(const BucketQuery&, const BucketQuery&) = default;
};

// check_bucket_response. Fields that are absent or cannot be read are nullopt; texts are cleaned.
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

// Whether a response could not tell two queries apart: it is matched by name, location and key, so
// queries that differ only in `encryption` must not share a call.
struct MatchAlike {
  [[nodiscard]] bool operator()(const BucketQuery& a, const BucketQuery& b) const {
    return a.name == b.name && a.location == b.location && a.kms_id == b.kms_id;
  }
};

// What a bucket's own response_code means for asking again.
[[nodiscard]] service::RetryCause CauseOf(const BucketVerdict& verdict);

// Error::operation of a call to checkbucket, as opposed to the look-ups before it.
inline constexpr const char* kCheckOperation = "checking the buckets";
// The same in the summaries of errors: "Bucket Check Refused".
inline constexpr const char* kCheckTitle = "Bucket Check";

struct CheckFailure : service::Failure {
  // One bucket may be to blame: a 400, or a response that is not understood, which may leave out
  // one bucket or its verdict.
  bool may_be_one_query = false;
};

// One attempt of one call in `region`, about queries of which no two are MatchAlike; a verdict for
// each, in order. The account is that of Session::ScopeFor.
[[nodiscard]] tl::expected<std::vector<BucketVerdict>, CheckFailure> SendCheck(
    session::Session& session, const std::string& region, std::span<const BucketQuery> queries,
    base::SteadyTime deadline, const service::CallContext& context);

}  // namespace provider::cts

// The same for queries that are MatchAlike.
template <>
struct std::hash<provider::cts::BucketQuery> {
  [[nodiscard]] std::size_t operator()(const provider::cts::BucketQuery& query) const noexcept;
};
