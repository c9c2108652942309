// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/support/standin/iam.h"

#include <optional>
#include <utility>

#include <fmt/chrono.h>
#include <nlohmann/json.hpp>

namespace standin {
namespace {

using nlohmann::json;

// A string somewhere inside; anything else on the way is empty.
std::string StringAt(const json& document, const char* pointer) {
  const json::json_pointer at(pointer);
  if (!document.contains(at) || !document[at].is_string()) return "";
  return document[at];
}

Answer Forbidden() {
  return IamError(403, "You are not authorized to perform the requested action.");
}

}  // namespace

Iam::Iam(Account account, std::chrono::seconds token_life)
    : account_(std::move(account)), token_life_(token_life) {}

Answer Iam::Projects(const Call& call, const Caller& caller) const {
  if (caller.powerless) return Forbidden();
  const std::string wanted = call.Parameter("name");
  json projects = json::array();
  for (const auto& [name, id] : account_.projects) {
    if (!wanted.empty() && wanted != name) continue;
    projects.push_back({{"id", id},
                        {"name", name},
                        {"domain_id", account_.domain_id},
                        {"parent_id", account_.domain_id},
                        {"is_domain", false},
                        {"enabled", true},
                        {"description", ""}});
  }
  const json links = {{"next", nullptr}, {"previous", nullptr}};
  return {.body = json{{"projects", std::move(projects)}, {"links", links}}.dump()};
}

Answer Iam::Domains(const Caller& caller) const {
  if (caller.powerless) return Forbidden();
  const json domain = {
      {"id", account_.domain_id}, {"name", account_.domain_name}, {"enabled", true}};
  return {.body = json{{"domains", json::array({domain})}}.dump()};
}

Answer Iam::Tokens(const Call& call, Gate& gate, std::chrono::sys_seconds now) const {
  const json request = json::parse(call.body, nullptr, false);
  const json methods = request.is_object()
                           ? request.value(json::json_pointer("/auth/identity/methods"), json())
                           : json();
  if (methods != json::array({"password"})) {
    return IamError(400, "The request body is invalid: methods must be [\"password\"].");
  }
  const std::string user = "/auth/identity/password/user";
  const bool known = StringAt(request, (user + "/name").c_str()) == account_.user_name &&
                     StringAt(request, (user + "/password").c_str()) == account_.password &&
                     (StringAt(request, (user + "/domain/name").c_str()) == account_.domain_name ||
                      StringAt(request, (user + "/domain/id").c_str()) == account_.domain_id);
  if (!known) return IamError(401, "The username or password is wrong.");

  const json domain = {{"id", account_.domain_id}, {"name", account_.domain_name}};
  const auto expires = now + token_life_;
  json token = {
      {"methods", methods},
      {"issued_at", fmt::format("{:%FT%T}.000000Z", fmt::gmtime(now))},
      {"expires_at", fmt::format("{:%FT%T}.000000Z", fmt::gmtime(expires))},
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
  answer.headers.emplace_back("X-Subject-Token", gate.IssueToken(project_id, expires));
  return answer;
}

}  // namespace standin
