// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/auth/id_token.h"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "provider/auth/agency.h"
#include "provider/auth/answer.h"
#include "provider/base/redaction.h"
#include "provider/service/ascii.h"

namespace provider::auth {
namespace {

using nlohmann::json;
using service::Error;

constexpr std::size_t kMaxFile = 64U << 10;

Error Unusable(std::string message) {
  Error error;
  error.kind = Error::Kind::kCredentials;
  error.message = std::move(message);
  error.hint = "Check id_token_file of assume_role_with_oidc (HW_ASSUME_ROLE_ID_TOKEN_FILE).";
  return error;
}

tl::expected<std::string, Error> ReadIdToken(const IdToken& source, const base::FileReader& files) {
  if (!source.value.empty()) return source.value;
  const std::string shown = base::CleanForeignText(source.file);
  const auto content = files.Read(source.file, kMaxFile);
  if (!content) {
    return tl::unexpected(
        Unusable(fmt::format("The file with the ID token, {}, {}.", shown, content.error())));
  }
  std::string token(service::AsciiTrim(*content));
  base::SecretRegistry::Process().Add(token);
  if (IsSecretText(token)) return token;
  return tl::unexpected(
      Unusable(fmt::format("The file {} holds no ID token: it must be one word of ASCII.", shown)));
}

// One of the calls, none of which is signed.
tl::expected<http::Response, Error> Post(const service::Caller& caller, const std::string& url,
                                         http::Headers headers, const json& body,
                                         base::SteadyTime deadline, std::stop_token stop) {
  http::Request request;
  request.method = "POST";
  request.url = url;
  request.headers = std::move(headers);
  request.headers.emplace_back("Content-Type", "application/json");
  request.body = body.dump(-1, ' ', false, json::error_handler_t::replace);
  request.deadline = deadline;
  auto response = caller.Call(std::move(request), kExchangeIdToken, nullptr, std::move(stop));
  if (!response && response.error().http_status >= 400 && response.error().http_status < 429) {
    response.error().hint =
        "Check idp_id, agency_name and domain_id, and that the ID token has not run out: it must "
        "be issued for this identity provider, whose rules must admit its subject and audience.";
  }
  return response;
}

tl::expected<TemporaryKey, Error> ExchangeAtSts(const service::Caller& caller,
                                                const std::string& sts, const IdToken& source,
                                                const std::string& token, base::SteadyTime deadline,
                                                std::stop_token stop) {
  const std::string provider =
      fmt::format("iam::{}:oidcProvider:{}", source.agency.domain_id, source.idp_id);
  json body = {{"provider_urn", provider},
               {"agency_urn", AgencyUrn(source.agency)},
               {"agency_session_name", kSessionName},
               {"id_token", token}};
  if (source.agency.duration_seconds > 0) body["duration_seconds"] = source.agency.duration_seconds;
  const std::string url = sts + "/v5/agencies/assume-with-oidc";
  const auto response = Post(caller, url, {}, body, deadline, std::move(stop));
  if (!response) return tl::unexpected(response.error());
  return ReadTemporaryKey({url, kExchangeIdToken, "Check endpoints.sts."}, *response);
}

tl::expected<TemporaryKey, Error> ExchangeAtIam(const service::Caller& caller,
                                                const std::string& iam, const IdToken& source,
                                                const std::string& token, base::SteadyTime deadline,
                                                std::stop_token stop) {
  constexpr const char* kHint = "Check auth_url or endpoints.iam: this does not look like IAM.";
  const std::string token_url = iam + "/v3.0/OS-AUTH/id-token/tokens";
  const auto unscoped = Post(caller, token_url, {{"X-Idp-Id", source.idp_id}},
                             {{"auth", {{"id_token", {{"id", token}}}}}}, deadline, stop);
  if (!unscoped) return tl::unexpected(unscoped.error());
  const std::string* issued = http::FindHeader(unscoped->headers, "X-Subject-Token");
  if (issued == nullptr || !IsSecretText(*issued)) {
    return tl::unexpected(NotUnderstood({token_url, kExchangeIdToken, kHint}, *unscoped,
                                        "The answer has no header X-Subject-Token."));
  }
  base::SecretRegistry::Process().Add(*issued);

  json by_token = {{"id", *issued}};
  if (source.agency.duration_seconds > 0) {
    by_token["duration_seconds"] = source.agency.duration_seconds;
  }
  const json body = {
      {"auth",
       {{"identity", {{"methods", json::array({"token"})}, {"token", std::move(by_token)}}}}}};
  const std::string key_url = iam + "/v3.0/OS-CREDENTIAL/securitytokens";
  const auto response = Post(caller, key_url, {}, body, deadline, std::move(stop));
  if (!response) return tl::unexpected(response.error());
  return ReadTemporaryKey({key_url, kExchangeIdToken, kHint}, *response);
}

}  // namespace

tl::expected<TemporaryKey, Error> ExchangeIdToken(const service::Caller& caller,
                                                  const service::Endpoints& endpoints,
                                                  const base::FileReader& files,
                                                  const IdToken& id_token,
                                                  base::SteadyTime deadline, std::stop_token stop) {
  const auto token = ReadIdToken(id_token, files);
  if (!token) return tl::unexpected(token.error());
  return id_token.agency.domain_id.empty()
             ? ExchangeAtIam(caller, endpoints.Iam(), id_token, *token, deadline, std::move(stop))
             : ExchangeAtSts(caller, endpoints.Sts(), id_token, *token, deadline, std::move(stop));
}

}  // namespace provider::auth
