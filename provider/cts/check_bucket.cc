// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cts/check_bucket.h"

#include <utility>

#include "provider/cts/check_hints.h"
#include "provider/cts/cts_call.h"
#include "provider/service/envelope.h"

namespace provider::cts {
namespace {

using service::Error;

constexpr std::size_t kMaxResponse = 32U << 20;  // ten thousand buckets take 5 MB

CheckFailure NotSent(Error error) {
  CheckFailure failure;
  failure.error = std::move(error);
  failure.sent = false;
  return failure;
}

}  // namespace

service::RetryCause CauseOf(const BucketVerdict& verdict) {
  if (verdict.success || !verdict.response_code) return service::RetryCause::kNone;
  return service::CauseOfStatus(*verdict.response_code);
}

tl::expected<std::vector<BucketVerdict>, CheckFailure> SendCheck(
    session::Session& session, const std::string& region, std::span<const BucketQuery> queries,
    base::SteadyTime deadline, const service::CallContext& context) {
  auto call = CtsCall::To(session, region, "/checkbucket", kCheckOperation, deadline, context.stop,
                          HintsForChecks);
  if (!call) return tl::unexpected(NotSent(std::move(call.error())));
  http::Request& request = call->request;
  request.method = "POST";
  request.headers.emplace_back("Content-Type", "application/json");
  request.body = WriteRequestBody(queries);
  request.max_response_bytes = kMaxResponse;
  auto response =
      session.caller().Attempt(request, kCheckOperation, &session.authorizer(), context);
  if (!response) {
    CheckFailure failure{std::move(response.error())};
    call->Explain(failure);
    // A proxy's page with status 400 is a kNetwork error and not about a bucket.
    const auto kind = failure.error.kind;
    failure.may_be_one_query =
        failure.sent && (kind == Error::Kind::kNotUnderstood ||
                         (kind == Error::Kind::kHttp && failure.error.http_status == 400));
    return tl::unexpected(std::move(failure));
  }
  auto verdicts = ReadResponseBody(response->body, queries);
  if (verdicts) return *std::move(verdicts);
  CheckFailure failure;
  failure.error = call->NotUnderstood(*response, std::move(verdicts.error()));
  // If the service reports an error with status 200, only these codes are about a bucket or key;
  // others are about the caller.
  failure.may_be_one_query = failure.error.kind == Error::Kind::kNotUnderstood ||
                             service::SameCode(failure.error.code.substr(0, 6), "CTS.02");
  return tl::unexpected(std::move(failure));
}

}  // namespace provider::cts

std::size_t std::hash<provider::cts::BucketQuery>::operator()(
    const provider::cts::BucketQuery& query) const noexcept {
  constexpr std::size_t kOdd = 0x9E3779B97F4A7C15;  // 2^64 / the golden ratio
  const std::hash<std::string> of;
  return (of(query.name) * kOdd + of(query.location)) * kOdd +
         (query.kms_id ? of(*query.kms_id) : 0);
}
