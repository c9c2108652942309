// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cts/cts_call.h"

#include <utility>

#include <fmt/format.h>

#include "provider/auth/settings.h"
#include "provider/service/endpoint.h"
#include "provider/service/envelope.h"

namespace provider::cts {
namespace {

using service::Error;
using service::FindHint;

std::string SourceOfDomainId(const auth::Settings& settings, const std::string& domain_id) {
  const auto source = settings.sources.find("domain_id");
  const bool is_given = source != settings.sources.end() && settings.agencies.empty() &&
                        settings.domain_id.value_or("") == domain_id;
  return is_given ? source->second : std::string();
}

}  // namespace

CallHints::CallHints(const char* section)
    : codes_(service::ReadHintTable(section, "codes")),
      statuses_(service::ReadHintTable(section, "statuses")) {
  codes_.merge(service::ReadHintTable("cts", "codes"));
}

std::string CallHints::For(std::string_view code, int http_status,
                           std::string_view domain_id_source) const {
  constexpr std::string_view kPlaceholder = "{domain_id}";
  std::string hint = FindHint(codes_, code);
  if (hint.empty() && !service::HasHintForCode(code)) {
    hint = FindHint(statuses_, fmt::format("{}", http_status));
  }
  if (const auto at = hint.find(kPlaceholder); at != std::string::npos) {
    hint.replace(
        at, kPlaceholder.size(),
        domain_id_source.empty()
            ? ""
            : fmt::format(" Also check the account ID, which comes from {}: it must be that "
                          "of the caller's own account.",
                          domain_id_source));
  }
  return hint;
}

tl::expected<CtsCall, Error> CtsCall::To(session::Session& session, const std::string& region,
                                         std::string_view path, std::string operation,
                                         base::SteadyTime deadline, const std::stop_token& stop,
                                         CallHints::Get hints) {
  const auto address = session.settings().endpoints.InRegion(region).Cts();
  if (!address) return tl::unexpected(address.error());
  auto scope = session.ScopeFor(region, deadline, stop);
  if (!scope) return tl::unexpected(std::move(scope.error()));

  CtsCall call(session, hints);
  call.operation_ = std::move(operation);
  call.endpoint_ = service::OriginOf(*address);
  call.domain_id_source_ = SourceOfDomainId(session.settings(), scope->domain_id);
  call.request.url = fmt::format("{}/v3/{}{}", *address, scope->domain_id, path);
  call.request.deadline = deadline;
  if (!scope->project_id.empty()) {
    call.request.headers = {{"X-Project-Id", std::move(scope->project_id)}};
  }
  return call;
}

void CtsCall::Explain(service::Failure& failure) const {
  if (failure.from_service) UseHint(failure.error.http_status, failure.error);
  auth::AddOriginOfRefusedCredentials(session_->settings(), failure);
}

Error CtsCall::NotUnderstood(const http::Response& response, std::string why) const {
  Error error = service::UnusableResponse(
      response, operation_, endpoint_, std::move(why),
      "Check region, cloud and endpoints.cts. If they are right, report this as a defect of the "
      "provider");
  if (error.kind == Error::Kind::kNotUnderstood) {
    error.hint += error.request_id.empty() ? "." : ", with the request ID.";
  } else {
    UseHint(400, error);  // an error of the service that comes with status 200
  }
  return error;
}

void CtsCall::UseHint(int http_status, Error& error) const {
  auto hint = hints_().For(error.code, http_status, domain_id_source_);
  if (!hint.empty()) error.hint = std::move(hint);
}

}  // namespace provider::cts
