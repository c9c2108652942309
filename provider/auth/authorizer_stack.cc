// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/auth/authorizer_stack.h"

#include <chrono>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "provider/auth/iam.h"
#include "provider/auth/temporary_keys.h"
#include "provider/base/log.h"
#include "provider/service/endpoint.h"
#include "provider/service/error.h"

namespace provider::auth {
namespace {

using service::Error;
using service::Failure;

// Long enough for throttling, which counts by the minute. A single attempt has less time.
constexpr std::chrono::minutes kTimeLimit{10};
// The metadata service issues new keys well before the old ones expire.
constexpr std::chrono::minutes kRenewMetadataBefore{10};

bool SignsRequests(const Credentials& own) {
  return !std::holds_alternative<Token>(own) && !std::holds_alternative<Password>(own);
}

service::Endpoints::Address ExchangeAddress(const service::Endpoints& endpoints,
                                            const Agency& agency) {
  return agency.domain_id.empty() ? endpoints.Iam() : endpoints.Sts();
}

// For the errors of a wait only: no call goes to an unknown address.
std::string Shown(const service::Endpoints::Address& address) {
  return address ? service::OriginOf(*address) : std::string();
}

tl::unexpected<Failure> Unknown(const service::MaybeUnknown& value) {
  return tl::unexpected(AsFailure(service::UnknownError(value.error())));
}

}  // namespace

AuthorizerStack::AuthorizerStack(const Settings& settings, const service::Caller& caller,
                                 const base::FileReader& files, base::Clock& clock)
    : settings_(settings), caller_(caller), files_(files), clock_(clock) {
  if (auto reason = UnusableReason(settings_)) {
    layers_.push_back(
        std::make_unique<CredentialAuthorizer>(tl::unexpected(*std::move(reason)), clock_));
    return;
  }
  AddCredentials();
  for (std::size_t i = 0; i < settings_.agencies.size(); ++i) {
    const auto& agency = settings_.agencies[i];
    AddLayer({AssumingOperation(agency), Shown(ExchangeAddress(settings_.endpoints, agency))},
             [this, i](const service::CallContext& context) { return Assume(i, context); });
  }
}

AuthorizerStack::~AuthorizerStack() {
  // Destroy from the top: a renewal under way uses the layers below it.
  while (!layers_.empty()) layers_.pop_back();
}

void AuthorizerStack::AddLayer(RenewalTerms terms, Renewal::Source source) {
  layers_.push_back(
      std::make_unique<CredentialAuthorizer>(std::move(terms), std::move(source), clock_));
}

void AuthorizerStack::AddCredentials() {
  const auto& endpoints = settings_.endpoints;
  const auto& credentials = *settings_.credentials;
  if (const auto* key = std::get_if<AccessKey>(&credentials)) {
    layers_.push_back(std::make_unique<CredentialAuthorizer>(Credential{*key}, clock_));
  } else if (const auto* token = std::get_if<Token>(&credentials)) {
    layers_.push_back(std::make_unique<CredentialAuthorizer>(Credential{*token}, clock_));
  } else if (const auto* user = std::get_if<Password>(&credentials)) {
    AddLayer(
        {kGetToken, Shown(endpoints.Iam())},
        [this, user](const service::CallContext& context) { return GetToken(*user, context); });
  } else if (const auto* id_token = std::get_if<IdToken>(&credentials)) {
    AddLayer({kExchangeIdToken, Shown(ExchangeAddress(endpoints, id_token->agency))},
             [this, id_token](const service::CallContext& context) {
               return ExchangeIdToken(Client(nullptr, context), settings_.endpoints, files_,
                                      *id_token);
             });
  } else {
    const auto& metadata = std::get<EcsMetadata>(credentials);
    AddLayer({kAskMetadata, service::OriginOf(metadata.endpoint), kRenewMetadataBefore},
             [this, &metadata](const service::CallContext& context) {
               return AskMetadata(metadata, context);
             });
  }
}

JsonClient AuthorizerStack::Client(service::Authorizer* authorizer,
                                   const service::CallContext& context) const {
  return {caller_, authorizer, clock_.SteadyNow() + kTimeLimit, context};
}

CredentialResult AuthorizerStack::GetToken(const Password& user,
                                           const service::CallContext& context) const {
  const auto iam = settings_.endpoints.Iam();
  if (!iam) return tl::unexpected(AsFailure(iam.error()));
  TokenRequest request{user, {}, {}, {}};
  if (user.domain_name.empty()) {
    if (!settings_.domain_id) return Unknown(settings_.domain_id);
    request.domain_id = *settings_.domain_id;
  }
  if (!settings_.project_id) return Unknown(settings_.project_id);
  request.project_id = *settings_.project_id;
  if (request.project_id.empty()) {
    const auto& name = settings_.project_name;
    if (!name) return Unknown(name);
    request.project_name = name->empty() ? settings_.endpoints.region : *name;
  }
  return CreateToken(Client(nullptr, context), *iam, request);
}

CredentialResult AuthorizerStack::Assume(std::size_t index,
                                         const service::CallContext& context) const {
  const auto& agency = settings_.agencies[index];
  const auto address = ExchangeAddress(settings_.endpoints, agency);
  if (!address) return tl::unexpected(AsFailure(address.error()));
  const auto client = Client(layers_[index].get(), context);
  if (!agency.domain_id.empty()) return AssumeAtSts(client, *address, agency);
  const auto own_domain_id = OwnDomainId(index, *address, client);
  if (!own_domain_id) return tl::unexpected(own_domain_id.error());
  auto assumed = AssumeAtIam(client, *address, agency, *own_domain_id);
  if (assumed || assumed.error().from_authorizer) return assumed;
  Error& error = assumed.error().error;
  const bool signs = index == 0 && SignsRequests(*settings_.credentials);
  if (signs && own_domain_id->empty() && error.http_status >= 400) {
    error.hint +=
        " IAM may need to know the caller's account, which the caller may not look up: set "
        "domain_id (HW_DOMAIN_ID).";
  }
  return assumed;
}

tl::expected<std::string, Failure> AuthorizerStack::OwnDomainId(std::size_t index,
                                                                const std::string& iam,
                                                                const JsonClient& client) const {
  if (index > 0 && !settings_.agencies[index - 1].domain_id.empty()) {
    return settings_.agencies[index - 1].domain_id;
  }
  if (index == 0) {
    if (!SignsRequests(*settings_.credentials)) return std::string();
    const auto* id_token = std::get_if<IdToken>(&*settings_.credentials);
    if (id_token != nullptr && !id_token->agency.domain_id.empty()) {
      return id_token->agency.domain_id;
    }
    if (!settings_.domain_id) return Unknown(settings_.domain_id);
    if (!settings_.domain_id->empty()) return *settings_.domain_id;
  }
  auto found = FetchDomain(client, iam);
  // Callers often may not see their own account. IAM's response to the call itself says more than
  // the failure of this look-up.
  if (found || found.error().from_authorizer || found.error().error.http_status != 403) {
    return found;
  }
  const Error& error = found.error().error;
  base::Log(base::LogLevel::kDebug, "Account of the caller not found, assuming without it",
            {{"endpoint", error.endpoint}, {"message", error.message}});
  return std::string();
}

CredentialResult AuthorizerStack::AskMetadata(const EcsMetadata& metadata,
                                              const service::CallContext& context) const {
  auto keys = AskEcsMetadata(caller_, metadata, clock_.SteadyNow(), context);
  if (keys || keys.error().error.kind == Error::Kind::kCancelled) return keys;
  Error& cause = keys.error().error;
  if (cause.message.ends_with('.')) cause.message.pop_back();  // the list adds one
  Settings tried = settings_;
  auto& attempts = tried.attempts;
  if (attempts.empty() || attempts.back().source != kEcsMetadataSource) {
    attempts.push_back({kEcsMetadataSource, {}});
  }
  attempts.back().outcome =
      cause.http_status == 0 ? fmt::format("no response from {}: {}", cause.endpoint, cause.message)
                             : fmt::format("{} returned HTTP status {}: {}", cause.endpoint,
                                           cause.http_status, cause.message);
  return tl::unexpected(AsFailure(NoCredentialsError(tried)));
}

}  // namespace provider::auth
