// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/auth/iam.h"

#include <charconv>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "provider/base/redaction.h"
#include "provider/service/percent_encoding.h"

namespace provider::auth {
namespace {

using nlohmann::json;
using service::Error;

constexpr std::size_t kMaxAnswer = 8U << 20;  // an account may have thousands of projects
constexpr const char* kLookUp = "looking up the account and the project";
constexpr const char* kGetToken = "getting a token for user_name";

Asked AskedOf(const http::Request& request, const char* operation) {
  return {request.url, operation, "Check auth_url or endpoints.iam: this does not look like IAM."};
}

// The array under `key` in the answer to a GET.
tl::expected<json, Error> GetList(const service::Caller& caller, http::Request request,
                                  const char* key, service::Authorizer& authorizer,
                                  std::stop_token stop) {
  request.max_answer_bytes = kMaxAnswer;
  auto response = caller.Call(request, kLookUp, &authorizer, std::move(stop));
  if (!response) return tl::unexpected(std::move(response.error()));
  const Asked asked = AskedOf(request, kLookUp);
  auto document = ParseAnswer(asked, *response);
  if (!document) return tl::unexpected(std::move(document.error()));
  if (!MemberAt(*document, key).is_array()) {
    return tl::unexpected(
        NotUnderstood(asked, *response, fmt::format("The answer has no list \"{}\".", key)));
  }
  json list = std::move((*document)[key]);
  for (const auto& item : list) {
    for (const auto* id : {"id", "domain_id"}) {
      const auto text = StringAt(item, id);
      if (!text.empty() && !IsPlainId(text)) {
        return tl::unexpected(
            NotUnderstood(asked, *response,
                          fmt::format("The answer has an {} that is not an ID: \"{}\".", id,
                                      base::CleanForeignText(text))));
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

tl::expected<IamScope, Error> FindProject(const service::Caller& caller, const std::string& iam,
                                          const std::string& project_name,
                                          service::Authorizer& authorizer,
                                          base::SteadyTime deadline, std::stop_token stop) {
  http::Request request;
  request.url = iam + "/v3/projects?name=" + service::PercentEncode(project_name);
  request.deadline = deadline;
  const auto projects =
      GetList(caller, std::move(request), "projects", authorizer, std::move(stop));
  if (!projects) return tl::unexpected(projects.error());
  for (const auto& project : *projects) {
    // IAM filters by the whole name; one that ignores the filter must not give a stranger's ID.
    if (StringAt(project, "name") != project_name) continue;
    return IamScope{StringAt(project, "domain_id"), StringAt(project, "id")};
  }
  return IamScope{};
}

tl::expected<std::string, Error> FindDomain(const service::Caller& caller, const std::string& iam,
                                            service::Authorizer& authorizer,
                                            base::SteadyTime deadline, std::stop_token stop) {
  http::Request request;
  request.url = iam + "/v3/auth/domains";
  request.deadline = deadline;
  const auto domains = GetList(caller, std::move(request), "domains", authorizer, std::move(stop));
  if (!domains) return tl::unexpected(domains.error());
  return domains->empty() ? std::string() : StringAt(domains->front(), "id");
}

tl::expected<std::string, Error> FindCallerAccount(const service::Caller& caller,
                                                   const std::string& sts,
                                                   service::Authorizer& authorizer,
                                                   base::SteadyTime deadline,
                                                   std::stop_token stop) {
  http::Request request;
  request.url = sts + "/v5/caller-identity";
  request.deadline = deadline;
  request.max_answer_bytes = kMaxAnswer;
  const auto response = caller.Call(request, kLookUp, &authorizer, std::move(stop));
  if (!response) return tl::unexpected(response.error());
  const Asked asked{request.url, kLookUp, "Check endpoints.sts: this does not look like STS."};
  const auto document = ParseAnswer(asked, *response);
  if (!document) return tl::unexpected(document.error());
  auto account = StringAt(*document, "account_id");
  if (IsPlainId(account)) return account;
  return tl::unexpected(
      NotUnderstood(asked, *response, "The answer does not name the account of the keys."));
}

tl::expected<ProjectToken, Error> CreateToken(const service::Caller& caller, const std::string& iam,
                                              const TokenRequest& wanted, base::SteadyTime deadline,
                                              std::stop_token stop) {
  http::Request request;
  request.method = "POST";
  request.url = iam + "/v3/auth/tokens?nocatalog=true";
  request.headers = {{"Content-Type", "application/json"}};
  // Names may hold bytes that are no UTF-8: they are replaced, and IAM refuses them.
  request.body = TokenBody(wanted).dump(-1, ' ', false, json::error_handler_t::replace);
  request.deadline = deadline;
  request.max_answer_bytes = kMaxAnswer;
  const auto response = caller.Call(request, kGetToken, nullptr, std::move(stop));
  if (!response) return tl::unexpected(response.error());

  const Asked asked = AskedOf(request, kGetToken);
  const std::string* header = http::FindHeader(response->headers, "X-Subject-Token");
  if (header == nullptr || !IsSecretText(*header)) {
    return tl::unexpected(
        NotUnderstood(asked, *response, "The answer has no header X-Subject-Token."));
  }
  base::SecretRegistry::Process().Add(*header);
  const auto document = ParseAnswer(asked, *response);
  if (!document) return tl::unexpected(document.error());
  const json& body = MemberAt(*document, "token");
  const json& project = MemberAt(body, "project");
  ProjectToken token{.value = *header,
                     .expires_at = ParseIsoTime(StringAt(body, "expires_at")),
                     .domain_id = StringAt(MemberAt(project, "domain"), "id"),
                     .project_id = StringAt(project, "id")};
  if (token.domain_id.empty()) {
    token.domain_id = StringAt(MemberAt(MemberAt(body, "user"), "domain"), "id");
  }
  if (!IsPlainId(token.domain_id) || (!token.project_id.empty() && !IsPlainId(token.project_id))) {
    return tl::unexpected(
        NotUnderstood(asked, *response, "The answer does not name the account of the token."));
  }
  return token;
}

std::optional<base::SystemTime> ParseIsoTime(std::string_view text) {
  constexpr std::string_view kShape = "0000-00-00T00:00:00";
  if (text.size() <= kShape.size() || !text.ends_with('Z')) return std::nullopt;
  const auto fraction = text.substr(kShape.size(), text.size() - kShape.size() - 1);
  if (!fraction.empty() &&
      (fraction.front() != '.' ||
       fraction.find_first_not_of("0123456789", 1) != std::string_view::npos)) {
    return std::nullopt;
  }
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (kShape[i] == '0' ? !digit : text[i] != kShape[i]) return std::nullopt;
  }
  const auto number = [text](std::size_t at, std::size_t length) {
    int value = 0;
    std::from_chars(text.data() + at, text.data() + at + length, value);
    return value;
  };
  const std::chrono::year_month_day date{std::chrono::year(number(0, 4)),
                                         std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                         std::chrono::day(static_cast<unsigned>(number(8, 2)))};
  if (!date.ok()) return std::nullopt;
  return base::SystemTime(std::chrono::sys_days(date) + std::chrono::hours(number(11, 2)) +
                          std::chrono::minutes(number(14, 2)) +
                          std::chrono::seconds(number(17, 2)));
}

}  // namespace provider::auth
