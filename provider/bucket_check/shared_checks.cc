// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/bucket_check/shared_checks.h"

#include <utility>
#include <vector>

#include "provider/auth/interrupted_wait.h"
#include "provider/service/endpoint.h"

namespace provider::bucket_check {
namespace {

using service::Error;

// Whether one bucket may be to blame for what concerns all of a call. An answer that is not
// understood counts: it may leave out one bucket, or its verdict.
bool MayBlameOneBucket(const Error& error) {
  return error.operation == cts::kCheckOperation &&
         (error.http_status == 400 || error.kind == Error::Kind::kNotUnderstood);
}

batch::Reply<cts::BucketVerdict, Error> ReplyOf(tl::expected<cts::CheckAnswer, Error> answer) {
  if (answer) return {.verdicts = std::move(answer->verdicts), .throttled = answer->throttled};
  const bool blames = MayBlameOneBucket(answer.error());
  const bool throttled = answer.error().http_status == 429;
  return {tl::unexpected(std::move(answer.error())), blames, throttled};
}

}  // namespace

SharedChecks::SharedChecks(std::shared_ptr<auth::Session> session, const batch::Options& options,
                           base::Clock& clock)
    : session_(std::move(session)), options_(options), clock_(clock) {}

void SharedChecks::Announce(const std::string& region) { BatcherFor(region).Announce(); }

tl::expected<cts::CheckAnswer, Error> SharedChecks::Check(const cts::CheckRequest& request,
                                                          const std::stop_token& stop) {
  auto verdicts = BatcherFor(request.region).Ask(request.queries, request.deadline, stop);
  if (!verdicts) {
    const auto endpoints = session_->settings().endpoints.InRegion(request.region);
    return tl::unexpected(
        auth::InterruptedWait(cts::kCheckOperation, service::OriginOf(endpoints.Cts()), stop));
  }
  if (!*verdicts) return tl::unexpected(std::move(verdicts->error()));
  // Known since the call was made; no look-up is left to do.
  auto scope = session_->ScopeFor(request.region, request.deadline, stop);
  if (!scope) return tl::unexpected(std::move(scope.error()));
  cts::CheckAnswer answer;
  answer.domain_id = std::move(scope->domain_id);
  answer.verdicts = **std::move(verdicts);
  return answer;
}

SharedChecks::Batcher& SharedChecks::BatcherFor(const std::string& region) {
  const std::lock_guard lock(mutex_);
  auto& batcher = batchers_[region];
  if (!batcher) {
    batcher = std::make_unique<Batcher>(
        options_, clock_,
        [this, region](const std::vector<cts::BucketQuery>& queries, base::SteadyTime deadline,
                       const std::stop_token& stop) {
          return ReplyOf(cts::CheckBuckets(*session_, {region, queries, deadline}, stop));
        });
  }
  return *batcher;
}

}  // namespace provider::bucket_check
