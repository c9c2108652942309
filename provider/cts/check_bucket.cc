// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cts/check_bucket.h"

#include <utility>

#include "provider/auth/settings.h"
#include "provider/cts/check_hints.h"
#include "provider/service/endpoint.h"
#include "provider/service/envelope.h"
#include "provider/service/hints.h"

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

// Details of the call that explain a failure.
struct CheckCall {
  std::string endpoint;
  std::string domain_id_source;  // where the account ID in the URL comes from; empty if it was
                                 // looked up
};

std::string SourceOfDomainId(const auth::Settings& settings, const std::string& domain_id) {
  const auto source = settings.sources.find("domain_id");
  const bool is_given = source != settings.sources.end() && settings.agencies.empty() &&
                        settings.domain_id && *settings.domain_id == domain_id;
  return is_given ? source->second : std::string();
}

void UseHintForCheck(const CheckCall& call, int http_status, Error& error) {
  auto hint = HintForCheck(error.code, http_status, call.domain_id_source);
  if (!hint.empty()) error.hint = std::move(hint);
}

// Some gateways and services report an error in a response with status 200.
void SayWhatTheServiceSays(const CheckCall& call, service::ErrorBody body, CheckFailure& failure) {
  Error& error = failure.error;
  error.kind = Error::Kind::kHttp;
  // These codes are about one bucket or key, as with status 400; others are about the caller.
  failure.may_be_one_query = service::SameCode(body.code.substr(0, 6), "CTS.02");
  error.hint = service::HintForCall(body.code, body.message, 400);
  error.code = std::move(body.code);
  error.message = std::move(body.message);
  error.request_id = std::move(body.request_id);
  UseHintForCheck(call, 400, error);
}

CheckFailure NotUnderstood(const CheckCall& call, const http::Response& response, std::string why) {
  CheckFailure failure;
  failure.may_be_one_query = true;
  Error& error = failure.error;
  error.kind = Error::Kind::kNotUnderstood;
  error.operation = kCheckOperation;
  error.endpoint = call.endpoint;
  error.http_status = response.status;
  error.message = std::move(why);
  // From the headers alone, because the body could not be read.
  error.request_id = service::ReadErrorBody({response.status, response.headers, {}}).request_id;
  error.attempts = 1;
  error.hint =
      "Check region, cloud and endpoints.cts. If they are right, report this as a "
      "defect of the provider";
  error.hint += error.request_id.empty() ? "." : ", with the request ID.";
  if (auto body = service::FindErrorBody(response)) {
    SayWhatTheServiceSays(call, *std::move(body), failure);
  }
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
  const auto address = session.settings().endpoints.InRegion(region).Cts();
  if (!address) return tl::unexpected(NotSent(address.error()));
  auto scope = session.ScopeFor(region, deadline, context.stop);
  if (!scope) return tl::unexpected(NotSent(std::move(scope.error())));

  http::Request request;
  request.method = "POST";
  request.url = *address + "/v3/" + scope->domain_id + "/checkbucket";
  request.headers = {{"Content-Type", "application/json"}};
  if (!scope->project_id.empty()) request.headers.emplace_back("X-Project-Id", scope->project_id);
  request.body = WriteRequestBody(queries);
  request.deadline = deadline;
  request.max_response_bytes = kMaxResponse;
  const CheckCall call{service::OriginOf(*address),
                       SourceOfDomainId(session.settings(), scope->domain_id)};
  auto response =
      session.caller().Attempt(request, kCheckOperation, &session.authorizer(), context);
  if (!response) {
    CheckFailure failure{std::move(response.error())};
    if (failure.from_service) UseHintForCheck(call, failure.error.http_status, failure.error);
    auth::AddOriginOfRefusedCredentials(session.settings(), failure);
    // A proxy's page with status 400 is a kNetwork error and not about a bucket.
    const auto kind = failure.error.kind;
    failure.may_be_one_query =
        failure.sent && (kind == Error::Kind::kNotUnderstood ||
                         (kind == Error::Kind::kHttp && failure.error.http_status == 400));
    return tl::unexpected(std::move(failure));
  }
  auto verdicts = ReadResponseBody(response->body, queries);
  if (verdicts) return *std::move(verdicts);
  return tl::unexpected(NotUnderstood(call, *response, std::move(verdicts.error())));
}

}  // namespace provider::cts

std::size_t std::hash<provider::cts::BucketQuery>::operator()(
    const provider::cts::BucketQuery& query) const noexcept {
  constexpr std::size_t kOdd = 0x9E3779B97F4A7C15;  // 2^64 / the golden ratio
  const std::hash<std::string> of;
  return (of(query.name) * kOdd + of(query.location)) * kOdd +
         (query.kms_id ? of(*query.kms_id) : 0);
}
