// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/bucket_check/shared_checks.h"

#include <utility>

namespace provider::bucket_check {

void SharedChecks::Announce(const std::string& region) { BatcherFor(region).Announce(); }

tl::expected<CheckOutcome, service::Error> SharedChecks::Check(const CheckInput& request,
                                                               const std::stop_token& stop) {
  if (request.queries.empty()) return CheckOutcome{};
  auto& batcher = BatcherFor(request.region);
  // The read waits for the look-up itself, so that a time-out's error names what it waited for.
  auto expected = batcher.Expect();
  auto scope = session_.ScopeFor(request.region, request.deadline, stop);
  if (!scope) return tl::unexpected(std::move(scope.error()));
  auto verdicts = batcher.Check(request.queries, request.deadline, stop, std::move(expected));
  if (!verdicts) return tl::unexpected(std::move(verdicts.error()));
  return CheckOutcome{std::move(scope->domain_id), *std::move(verdicts)};
}

batch::RequestBatcher& SharedChecks::BatcherFor(const std::string& region) {
  const std::lock_guard lock(mutex_);
  auto& batcher = batchers_[region];
  if (!batcher) {
    const auto& caller = session_.caller();
    const auto& batching = session_.batching();
    batcher = std::make_unique<batch::RequestBatcher>(
        batch::Options{.enabled = batching.enabled,
                       .send_after = batching.send_after,
                       .max_queries = static_cast<std::size_t>(batching.max_buckets)},
        caller.policy(), session_.clock(), caller.dependencies().random,
        [this, region](const std::vector<cts::BucketQuery>& queries, base::SteadyTime deadline,
                       const service::CallContext& context) {
          return cts::SendCheck(session_, region, queries, deadline, context);
        });
  }
  return *batcher;
}

}  // namespace provider::bucket_check
