// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/auth/agency.h"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "provider/base/redaction.h"
#include "provider/service/envelope.h"

namespace provider::auth {
namespace {

using nlohmann::json;
using service::Error;

http::Request PostJson(std::string url, const json& body, base::SteadyTime deadline) {
  http::Request request;
  request.method = "POST";
  request.url = std::move(url);
  request.headers = {{"Content-Type", "application/json"}};
  // Names may hold bytes that are no UTF-8: they are replaced, and the service refuses them.
  request.body = body.dump(-1, ' ', false, json::error_handler_t::replace);
  request.deadline = deadline;
  return request;
}

// The hints of the tables speak of checking buckets; those about keys hold here too.
std::string HintFor(const Error& error, const Agency& agency) {
  if (service::SameCode(error.code, "APIGW.0101") && !agency.domain_id.empty()) {
    return "This region may have no STS: with domain_name instead of domain_id in assume_role the "
           "agency is assumed at IAM.";
  }
  if (error.http_status != 400 && error.http_status != 403 && error.http_status != 404) {
    return error.hint;
  }
  return "Check assume_role: agency_name, and the account that is to lend the agency and must "
         "trust "
         "the caller's. The caller needs the right to assume it (Agent Operator, or "
         "sts:agencies:assume).";
}

tl::expected<TemporaryKey, Error> Assume(const service::Caller& caller,
                                         const http::Request& request, const Agency& agency,
                                         const char* endpoint_argument,
                                         service::Authorizer& authorizer, std::stop_token stop) {
  const std::string operation = AssumingOperation(agency);
  const auto response = caller.Call(request, operation, &authorizer, std::move(stop));
  if (response) {
    return ReadTemporaryKey({request.url, operation, fmt::format("Check {}.", endpoint_argument)},
                            *response);
  }
  Error error = response.error();
  if (error.operation == operation) error.hint = HintFor(error, agency);
  return tl::unexpected(std::move(error));
}

}  // namespace

std::string AssumingOperation(const Agency& agency) {
  return fmt::format(
      "assuming the agency \"{}\" of the account {}", base::CleanForeignText(agency.name, 64),
      base::CleanForeignText(agency.domain_id.empty() ? agency.domain_name : agency.domain_id, 64));
}

std::string AgencyUrn(const Agency& agency) {
  return fmt::format("iam::{}:agency:{}", agency.domain_id, agency.name);
}

tl::expected<TemporaryKey, Error> AssumeAtIam(const service::Caller& caller, const std::string& iam,
                                              const Agency& agency,
                                              const std::string& own_domain_id,
                                              service::Authorizer& authorizer,
                                              base::SteadyTime deadline, std::stop_token stop) {
  json role = {{"agency_name", agency.name}, {"domain_name", agency.domain_name}};
  if (agency.duration_seconds > 0) role["duration_seconds"] = agency.duration_seconds;
  const json body = {
      {"auth",
       {{"identity",
         {{"methods", json::array({"assume_role"})}, {"assume_role", std::move(role)}}}}}};
  auto request = PostJson(iam + "/v3.0/OS-CREDENTIAL/securitytokens", body, deadline);
  if (!own_domain_id.empty()) request.headers.emplace_back("X-Domain-Id", own_domain_id);
  return Assume(caller, request, agency, "auth_url or endpoints.iam", authorizer, std::move(stop));
}

tl::expected<TemporaryKey, Error> AssumeAtSts(const service::Caller& caller, const std::string& sts,
                                              const Agency& agency, service::Authorizer& authorizer,
                                              base::SteadyTime deadline, std::stop_token stop) {
  json body = {{"agency_urn", AgencyUrn(agency)}, {"agency_session_name", kSessionName}};
  if (agency.duration_seconds > 0) body["duration_seconds"] = agency.duration_seconds;
  const auto request = PostJson(sts + "/v5/agencies/assume", body, deadline);
  return Assume(caller, request, agency, "endpoints.sts", authorizer, std::move(stop));
}

}  // namespace provider::auth
