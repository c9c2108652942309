// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/support/standin/iam.h"

#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "tests/support/standin/json_reading.h"

namespace standin {
namespace {

using nlohmann::json;

Answer Forbidden() {
  return IamError(403, "You are not authorized to perform the requested action.");
}

}  // namespace

Iam::Iam(Account account) : account_(std::move(account)), tenants_(account_.Tenants()) {}

Answer Iam::Projects(const Call& call, const Caller& caller) const {
  if (caller.powerless) return Forbidden();
  const std::string wanted = call.Parameter("name");
  json projects = json::array();
  for (const auto& [name, id] : FindTenant(tenants_, caller.domain_id)->projects) {
    if (!wanted.empty() && wanted != name) continue;
    projects.push_back({{"id", id},
                        {"name", name},
                        {"domain_id", caller.domain_id},
                        {"parent_id", caller.domain_id},
                        {"is_domain", false},
                        {"enabled", true},
                        {"description", ""}});
  }
  const json links = {{"next", nullptr}, {"previous", nullptr}};
  return {.body = json{{"projects", std::move(projects)}, {"links", links}}.dump()};
}

Answer Iam::Domains(const Caller& caller) const {
  if (caller.powerless) return Forbidden();
  const Tenant& tenant = *FindTenant(tenants_, caller.domain_id);
  const json domain = {{"id", tenant.domain_id}, {"name", tenant.domain_name}, {"enabled", true}};
  return {.body = json{{"domains", json::array({domain})}}.dump()};
}

Answer Iam::Tokens(const Call& call, Gate& gate, std::chrono::sys_seconds now,
                   std::chrono::seconds life) const {
  const json request = json::parse(call.body, nullptr, false);
  const json methods = request.is_object()
                           ? request.value(json::json_pointer("/auth/identity/methods"), json())
                           : json();
  if (methods != json::array({"password"})) {
    return IamError(400, "The request body is invalid: methods must be [\"password\"].");
  }
  const std::string user = "/auth/identity/password/user";
  const bool known = StringAt(request, user + "/name") == account_.user_name &&
                     StringAt(request, user + "/password") == account_.password &&
                     (StringAt(request, user + "/domain/name") == account_.domain_name ||
                      StringAt(request, user + "/domain/id") == account_.domain_id);
  if (!known) return IamError(401, "The username or password is wrong.");
  return Issue(request, "password", gate, now, life);
}

Answer Iam::TokensForIdToken(const Call& call, Gate& gate, std::chrono::sys_seconds now,
                             std::chrono::seconds life) const {
  const json request = json::parse(call.body, nullptr, false);
  const std::string id_token = StringAt(request, "/auth/id_token/id");
  if (id_token.empty()) return IamError(400, "The request body is invalid: id_token is missing.");
  const std::string idp = call.Header("X-Idp-Id");
  if (idp != account_.idp_id) {
    return IamError(404, "Could not find identity provider: " + idp + ".");
  }
  if (id_token != account_.id_token)
    return IamError(401, "The ID token is invalid or has expired.");
  return Issue(request, "mapped", gate, now, life);
}

Answer Iam::Issue(const json& request, const std::string& method, Gate& gate,
                  std::chrono::sys_seconds now, std::chrono::seconds life) const {
  const json domain = {{"id", account_.domain_id}, {"name", account_.domain_name}};
  const auto expires = now + life;
  json token = {
      {"methods", json::array({method})},
      {"issued_at", IsoTime(now)},
      {"expires_at", IsoTime(expires)},
      {"user", {{"id", account_.user_id}, {"name", account_.user_name}, {"domain", domain}}}};

  std::string project_id;
  if (request.contains(json::json_pointer("/auth/scope/project"))) {
    const std::string wanted_id = StringAt(request, "/auth/scope/project/id");
    const std::string wanted_name = StringAt(request, "/auth/scope/project/name");
    for (const auto& [name, id] : account_.projects) {
      if (id != wanted_id && name != wanted_name) continue;
      project_id = id;
      token["project"] = {{"id", id}, {"name", name}, {"domain", domain}};
    }
    if (project_id.empty()) return IamError(401, "The project of the scope does not exist.");
  } else {
    token["domain"] = domain;
  }
  Answer answer{.status = 201, .body = json{{"token", std::move(token)}}.dump()};
  const Caller holder{.domain_id = account_.domain_id,
                      .principal = "user:" + account_.user_name,
                      .project_id = project_id};
  answer.headers.emplace_back("X-Subject-Token", gate.IssueToken(holder, expires));
  return answer;
}

}  // namespace standin
