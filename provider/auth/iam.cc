// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/auth/iam.h"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "provider/service/json.h"
#include "provider/text/http.h"
#include "provider/text/redaction.h"

namespace provider::auth {
namespace {

using nlohmann::json;
using service::Error;
using service::Failure;
using service::MemberAt;
using service::StringAt;

constexpr const char* kNoIam = "Check auth_url or endpoints.iam: this does not look like IAM.";

// The array under `key` in the response to a GET.
tl::expected<json, Failure> GetList(const JsonClient& client, std::string url, const char* key) {
  const Target target{std::move(url), kLookUp, kNoIam};
  const auto response = client.Send(target);
  if (!response) return tl::unexpected(response.error());
  auto document = ParseResponse(target, *response);
  if (!document) return document;
  if (!MemberAt(*document, key).is_array()) {
    return tl::unexpected(
        NotUnderstood(target, *response, fmt::format("The response has no list \"{}\".", key)));
  }
  json list = std::move((*document)[key]);
  for (const auto& item : list) {
    for (const auto* id : {"id", "domain_id"}) {
      const auto text = StringAt(item, id);
      if (!text.empty() && !IsPlainId(text)) {
        return tl::unexpected(
            NotUnderstood(target, *response,
                          fmt::format("The response has an {} that is not an ID: \"{}\".", id,
                                      text::CleanForeignText(text))));
      }
    }
  }
  return list;
}

json TokenBody(const TokenRequest& request) {
  json domain = request.password.domain_name.empty() ? json{{"id", request.domain_id}}
                                                     : json{{"name", request.password.domain_name}};
  json project = request.project_id.empty() ? json{{"name", request.project_name}}
                                            : json{{"id", request.project_id}};
  json user = {{"name", request.password.user_name},
               {"password", request.password.password},
               {"domain", std::move(domain)}};
  return {{"auth",
           {{"identity",
             {{"methods", json::array({"password"})}, {"password", {{"user", std::move(user)}}}}},
            {"scope", {{"project", std::move(project)}}}}}};
}

}  // namespace

tl::expected<IamScope, Failure> FetchProject(const JsonClient& client, const std::string& iam,
                                             const std::string& project_name) {
  const auto projects =
      GetList(client, iam + "/v3/projects?name=" + text::PercentEncode(project_name), "projects");
  if (!projects) return tl::unexpected(projects.error());
  for (const auto& project : *projects) {
    // IAM filters by the full name. Compare it anyway: a service that ignores the filter must not
    // supply the ID of another project.
    if (StringAt(project, "name") != project_name) continue;
    return IamScope{StringAt(project, "domain_id"), StringAt(project, "id")};
  }
  return IamScope{};
}

tl::expected<std::string, Failure> FetchDomain(const JsonClient& client, const std::string& iam) {
  const auto domains = GetList(client, iam + "/v3/auth/domains", "domains");
  if (!domains) return tl::unexpected(domains.error());
  return domains->empty() ? std::string() : StringAt(domains->front(), "id");
}

tl::expected<std::string, Failure> FetchCallerAccount(const JsonClient& client,
                                                      const std::string& sts) {
  const Target target{sts + "/v5/caller-identity", kLookUp,
                      "Check endpoints.sts: this does not look like STS."};
  const auto response = client.Send(target);
  if (!response) return tl::unexpected(response.error());
  const auto document = ParseResponse(target, *response);
  if (!document) return tl::unexpected(document.error());
  auto account = StringAt(*document, "account_id");
  if (IsPlainId(account)) return account;
  return tl::unexpected(
      NotUnderstood(target, *response, "The response does not name the account of the keys."));
}

CredentialResult CreateToken(const JsonClient& client, const std::string& iam,
                             const TokenRequest& request) {
  const Target target{iam + "/v3/auth/tokens?nocatalog=true", kGetToken, kNoIam};
  auto response = client.Post(target, TokenBody(request));
  if (!response) {
    Error& error = response.error().error;
    SayWaitAlone(error);
    if (response.error().from_service && error.http_status == 401) {
      error.hint =
          "Check user_name, password and domain_name. A user whose login needs a second factor "
          "cannot be used here: create keys for it.";
    }
    return tl::unexpected(std::move(response.error()));
  }
  auto token = IssuedToken(target, *response);
  if (!token) return tl::unexpected(std::move(token.error()));
  const auto document = ParseResponse(target, *response);
  if (!document) return tl::unexpected(document.error());
  const json& body = MemberAt(*document, "token");
  const json& project = MemberAt(body, "project");
  Credential credential{.value = Token{*std::move(token)},
                        .expires_at = ParseIsoTime(StringAt(body, "expires_at")),
                        .domain_id = StringAt(MemberAt(project, "domain"), "id"),
                        .project_id = StringAt(project, "id")};
  if (credential.domain_id.empty()) {
    credential.domain_id = StringAt(MemberAt(MemberAt(body, "user"), "domain"), "id");
  }
  if (!IsPlainId(credential.domain_id) ||
      (!credential.project_id.empty() && !IsPlainId(credential.project_id))) {
    return tl::unexpected(
        NotUnderstood(target, *response, "The response does not name the account of the token."));
  }
  return credential;
}

}  // namespace provider::auth
