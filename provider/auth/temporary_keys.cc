// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/auth/temporary_keys.h"

#include <array>
#include <chrono>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "provider/service/envelope.h"
#include "provider/service/json.h"
#include "provider/text/ascii.h"
#include "provider/text/redaction.h"

namespace provider::auth {
namespace {

using nlohmann::json;
using service::Error;
using service::Failure;
using service::MemberAt;
using service::StringAt;

struct Form {
  const char* object;
  const char* access_key;
  const char* secret_key;
  const char* security_token;
  const char* expires_at;
};

constexpr std::array<Form, 2> kForms = {
    Form{"credential", "access", "secret", "securitytoken", "expires_at"},
    Form{"credentials", "access_key_id", "secret_access_key", "security_token", "expiration"}};

// Names the session in the agency account's traces, which shows who acts there.
constexpr const char* kSessionName = "terraform-provider-cts";
constexpr const char* kKeysPath = "/v3.0/OS-CREDENTIAL/securitytokens";

std::string AgencyUrn(const Agency& agency) {
  return fmt::format("iam::{}:agency:{}", agency.domain_id, agency.name);
}

void AddDuration(const Agency& agency, json& body) {
  if (agency.duration_seconds > 0) body["duration_seconds"] = agency.duration_seconds;
}

// The general hints are about checking buckets. Only those about keys apply here too.
std::string HintFor(const Error& error, const Agency& agency) {
  if (service::SameCode(error.code, "APIGW.0101") && !agency.domain_id.empty()) {
    return "This region may have no STS: with domain_name instead of domain_id in assume_role the "
           "agency is assumed at IAM.";
  }
  if (error.http_status != 400 && error.http_status != 403 && error.http_status != 404) {
    return error.hint;
  }
  return "Check assume_role: agency_name, and the account of the agency, which must trust the "
         "caller's. The caller needs the right to assume it (Agent Operator, or "
         "sts:agencies:assume).";
}

CredentialResult Assume(const JsonClient& client, std::string url, const json& body,
                        const Agency& agency, const char* endpoint_argument,
                        http::Headers headers) {
  const Target target{std::move(url), AssumingOperation(agency),
                      fmt::format("Check {}.", endpoint_argument)};
  auto response = client.Post(target, body, std::move(headers));
  if (response) return ReadTemporaryKey(target, *response);
  auto& failure = response.error();
  if (failure.from_service) failure.error.hint = HintFor(failure.error, agency);
  return tl::unexpected(std::move(failure));
}

constexpr std::size_t kMaxIdTokenFile = 64U << 10;

tl::unexpected<Failure> Unusable(std::string message) {
  Error error;
  error.kind = Error::Kind::kCredentials;
  error.message = std::move(message);
  error.hint = "Check id_token_file of assume_role_with_oidc (HW_ASSUME_ROLE_ID_TOKEN_FILE).";
  return tl::unexpected(AsFailure(std::move(error)));
}

tl::expected<std::string, Failure> ReadIdToken(const IdToken& source,
                                               const base::FileReader& files) {
  if (!source.value.empty()) return source.value;
  const std::string shown = text::CleanForeignText(source.file);
  const auto content = files.Read(source.file, kMaxIdTokenFile);
  if (!content) {
    return Unusable(
        fmt::format("The file with the ID token, {}, {}.", shown, content.error().phrase));
  }
  std::string token(text::AsciiTrim(*content));
  text::SecretRegistry::Process().Add(token);
  if (IsSecretText(token)) return token;
  return Unusable(
      fmt::format("The file {} holds no ID token: it must be one word of ASCII.", shown));
}

JsonClient::Result PostIdToken(const JsonClient& client, const Target& target, const json& body,
                               http::Headers headers = {}) {
  auto response = client.Post(target, body, std::move(headers));
  const int status = response ? 0 : response.error().error.http_status;
  if (status >= 400 && status < 429 && response.error().from_service) {
    response.error().error.hint =
        "Check idp_id, agency_name and domain_id, and that the ID token has not expired: it must "
        "be issued for this identity provider, whose rules must admit its subject and audience.";
  }
  return response;
}

CredentialResult ExchangeAtSts(const JsonClient& client, const std::string& sts,
                               const IdToken& source, const std::string& token) {
  const std::string provider =
      fmt::format("iam::{}:oidcProvider:{}", source.agency.domain_id, source.idp_id);
  json body = {{"provider_urn", provider},
               {"agency_urn", AgencyUrn(source.agency)},
               {"agency_session_name", kSessionName},
               {"id_token", token}};
  AddDuration(source.agency, body);
  const Target target{sts + "/v5/agencies/assume-with-oidc", kExchangeIdToken,
                      "Check endpoints.sts."};
  const auto response = PostIdToken(client, target, body);
  if (!response) return tl::unexpected(response.error());
  return ReadTemporaryKey(target, *response);
}

CredentialResult ExchangeAtIam(const JsonClient& client, const std::string& iam,
                               const IdToken& source, const std::string& token) {
  Target target{iam + "/v3.0/OS-AUTH/id-token/tokens", kExchangeIdToken,
                "Check auth_url or endpoints.iam: this does not look like IAM."};
  const auto unscoped = PostIdToken(client, target, {{"auth", {{"id_token", {{"id", token}}}}}},
                                    {{"X-Idp-Id", source.idp_id}});
  if (!unscoped) return tl::unexpected(unscoped.error());
  const auto issued = IssuedToken(target, *unscoped);
  if (!issued) return tl::unexpected(issued.error());

  json by_token = {{"id", *issued}};
  AddDuration(source.agency, by_token);
  target.url = iam + kKeysPath;
  const auto response = PostIdToken(
      client, target,
      {{"auth",
        {{"identity", {{"methods", json::array({"token"})}, {"token", std::move(by_token)}}}}}});
  if (!response) return tl::unexpected(response.error());
  return ReadTemporaryKey(target, *response);
}

constexpr std::chrono::milliseconds kMetadataConnectLimit{1000};
constexpr std::chrono::seconds kMetadataTimeLimit{5};
constexpr std::size_t kMaxMetadata = 256U << 10;
// The service's message, with status 401 (vendor's SDK for Python, auth/internal.py).
constexpr std::string_view kNoAgency = "Please configure Cloud Service Agency first";
constexpr const char* kNoMetadata =
    "Check endpoints.metadata: this does not look like ECS metadata.";

http::Request MetadataRequest(const char* method, http::Headers headers) {
  http::Request request;
  request.method = method;
  request.headers = std::move(headers);
  request.connect_timeout = kMetadataConnectLimit;
  request.max_response_bytes = kMaxMetadata;
  request.use_proxy = false;
  return request;
}

// Returns the session token; empty if the service has none.
tl::expected<std::string, Failure> BeginSession(const JsonClient& client, const Target& target) {
  // Lives for one call only: the next keys are requested hours later.
  const auto response =
      client.Send(target, MetadataRequest("PUT", {{"X-Metadata-Token-Ttl-Seconds", "60"}}));
  if (!response) {
    const int status = response.error().error.http_status;
    if (status == 404 || status == 405 || status == 503) return std::string();
    return tl::unexpected(response.error());
  }
  std::string token(text::AsciiTrim(response->body));
  text::SecretRegistry::Process().Add(token);
  if (IsSecretText(token)) return token;
  return tl::unexpected(
      NotUnderstood(target, *response, "The response is not a token of the metadata service."));
}

}  // namespace

CredentialResult ReadTemporaryKey(const Target& target, const http::Response& response) {
  const auto document = ParseResponse(target, response);
  if (!document) return tl::unexpected(document.error());
  for (const auto& form : kForms) {
    const auto& object = MemberAt(*document, form.object);
    if (!object.is_object()) continue;
    AccessKey key{StringAt(object, form.access_key), StringAt(object, form.secret_key),
                  StringAt(object, form.security_token)};
    text::SecretRegistry::Process().Add(key.secret_key);
    text::SecretRegistry::Process().Add(key.security_token);
    if (IsSecretText(key.access_key) && IsSecretText(key.secret_key) &&
        IsSecretText(key.security_token)) {
      return Credential{std::move(key), ParseIsoTime(StringAt(object, form.expires_at))};
    }
  }
  return tl::unexpected(NotUnderstood(target, response, "The response has no temporary keys."));
}

std::string AssumingOperation(const Agency& agency) {
  return fmt::format(
      "assuming the agency \"{}\" of the account {}", text::CleanForeignText(agency.name, 64),
      text::CleanForeignText(agency.domain_id.empty() ? agency.domain_name : agency.domain_id, 64));
}

CredentialResult AssumeAtIam(const JsonClient& client, const std::string& iam, const Agency& agency,
                             const std::string& own_domain_id) {
  json role = {{"agency_name", agency.name}, {"domain_name", agency.domain_name}};
  AddDuration(agency, role);
  const json body = {
      {"auth",
       {{"identity",
         {{"methods", json::array({"assume_role"})}, {"assume_role", std::move(role)}}}}}};
  http::Headers headers;
  if (!own_domain_id.empty()) headers.emplace_back("X-Domain-Id", own_domain_id);
  return Assume(client, iam + kKeysPath, body, agency, "auth_url or endpoints.iam",
                std::move(headers));
}

CredentialResult AssumeAtSts(const JsonClient& client, const std::string& sts,
                             const Agency& agency) {
  json body = {{"agency_urn", AgencyUrn(agency)}, {"agency_session_name", kSessionName}};
  AddDuration(agency, body);
  return Assume(client, sts + "/v5/agencies/assume", body, agency, "endpoints.sts", {});
}

CredentialResult ExchangeIdToken(const JsonClient& client, const service::Endpoints& endpoints,
                                 const base::FileReader& files, const IdToken& id_token) {
  const bool at_sts = !id_token.agency.domain_id.empty();
  const auto address = at_sts ? endpoints.Sts() : endpoints.Iam();
  if (!address) return tl::unexpected(AsFailure(address.error()));
  const auto token = ReadIdToken(id_token, files);
  if (!token) return tl::unexpected(token.error());
  return at_sts ? ExchangeAtSts(client, *address, id_token, *token)
                : ExchangeAtIam(client, *address, id_token, *token);
}

CredentialResult AskEcsMetadata(const service::Caller& caller, const EcsMetadata& metadata,
                                base::SteadyTime now, const service::CallContext& context) {
  const JsonClient client{caller, nullptr, now + kMetadataTimeLimit, context};
  const auto token = BeginSession(
      client, {metadata.endpoint + "/meta-data/latest/api/token", kAskMetadata, kNoMetadata});
  if (!token) return tl::unexpected(token.error());
  const Target target{metadata.endpoint + "/openstack/latest/securitykey", kAskMetadata,
                      kNoMetadata};
  http::Headers headers;
  if (!token->empty()) headers = {{"X-Metadata-Token", *token}};
  auto response = client.Send(target, MetadataRequest("GET", std::move(headers)));
  if (response) return ReadTemporaryKey(target, *response);
  Error& error = response.error().error;
  if (error.message.find(kNoAgency) != std::string::npos) {
    error.message = "No agency is bound to this ECS instance.";
    error.hint = "Bind an agency for ECS to the instance, or give credentials in another way.";
  } else if (error.http_status != 0) {
    error.hint = kNoMetadata;
  }
  return tl::unexpected(std::move(response.error()));
}

}  // namespace provider::auth
