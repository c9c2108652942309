// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/auth/authorizer_stack.h"

#include <utility>
#include <variant>

#include <fmt/format.h>

#include "provider/auth/agency.h"
#include "provider/auth/ecs_metadata.h"
#include "provider/auth/fixed_authorizer.h"
#include "provider/auth/iam.h"
#include "provider/auth/id_token.h"
#include "provider/auth/temporary_key_authorizer.h"
#include "provider/auth/unusable_settings.h"
#include "provider/base/log.h"
#include "provider/service/endpoint.h"

namespace provider::auth {
namespace {

using service::Error;

constexpr std::chrono::seconds kTimeLimit{60};
// The metadata service has new keys well before the old ones end.
constexpr std::chrono::minutes kRenewMetadataBefore{10};

// Stands where credentials cannot be had: every call ends with the reason.
class NoAuthorizer final : public service::Authorizer {
 public:
  explicit NoAuthorizer(Error error) : error_(std::move(error)) {}
  tl::expected<void, Error> Authorize(http::Request& /*request*/,
                                      std::stop_token /*stop*/) override {
    return tl::unexpected(error_);
  }
  bool Refused(const http::Request& /*request*/, const Error& /*error*/) override { return false; }

 private:
  const Error error_;
};

bool SignsRequests(const Credentials& credentials) {
  return !std::holds_alternative<Token>(credentials) &&
         !std::holds_alternative<Password>(credentials);
}

std::string ExchangeEndpoint(const service::Endpoints& endpoints, const Agency& agency) {
  return service::OriginOf(agency.domain_id.empty() ? endpoints.Iam() : endpoints.Sts());
}

}  // namespace

AuthorizerStack::AuthorizerStack(const Settings& settings, const service::Caller& caller,
                                 const base::FileReader& files, base::Clock& clock)
    : settings_(settings), caller_(caller), files_(files), clock_(clock) {
  if (auto reason = UnusableReason(settings_)) {
    layers_.push_back(std::make_unique<NoAuthorizer>(*std::move(reason)));
    return;
  }
  AddCredentials();
  for (std::size_t i = 0; i < settings_.agencies.size(); ++i) AddAgency(i);
}

AuthorizerStack::~AuthorizerStack() {
  // From the top: a renewal under way uses the layers below it.
  while (!layers_.empty()) layers_.pop_back();
}

void AuthorizerStack::AddCredentials() {
  const auto& endpoints = settings_.endpoints;
  const Credentials& credentials = *settings_.credentials;
  if (const auto* key = std::get_if<AccessKey>(&credentials)) {
    layers_.push_back(std::make_unique<FixedAuthorizer>(*key, clock_));
  } else if (const auto* token = std::get_if<Token>(&credentials)) {
    layers_.push_back(std::make_unique<FixedAuthorizer>(*token, clock_));
  } else if (const auto* user = std::get_if<Password>(&credentials)) {
    TokenRequest request{
        *user, settings_.domain_id, settings_.project_id,
        settings_.project_name.empty() ? endpoints.region : settings_.project_name};
    auto layer =
        std::make_unique<PasswordAuthorizer>(std::move(request), endpoints.Iam(), caller_, clock_);
    if (settings_.agencies.empty()) password_ = layer.get();
    layers_.push_back(std::move(layer));
  } else if (const auto* id_token = std::get_if<IdToken>(&credentials)) {
    layers_.push_back(std::make_unique<TemporaryKeyAuthorizer>(
        RenewalTerms{kExchangeIdToken, ExchangeEndpoint(endpoints, id_token->agency)},
        [this, id_token](const std::stop_token& stop) {
          return ExchangeIdToken(caller_, settings_.endpoints, files_, *id_token,
                                 clock_.SteadyNow() + kTimeLimit, stop);
        },
        clock_));
  } else {
    const auto& metadata = std::get<EcsMetadata>(credentials);
    layers_.push_back(std::make_unique<TemporaryKeyAuthorizer>(
        RenewalTerms{kAskMetadata, service::OriginOf(metadata.endpoint), kRenewMetadataBefore},
        [this, &metadata](const std::stop_token& stop) { return AskMetadata(metadata, stop); },
        clock_));
  }
}

void AuthorizerStack::AddAgency(std::size_t index) {
  const auto& agency = settings_.agencies[index];
  layers_.push_back(std::make_unique<TemporaryKeyAuthorizer>(
      RenewalTerms{AssumingOperation(agency), ExchangeEndpoint(settings_.endpoints, agency)},
      [this, index](const std::stop_token& stop) { return Assume(index, stop); }, clock_));
}

AuthorizerStack::KeyResult AuthorizerStack::Assume(std::size_t index,
                                                   const std::stop_token& stop) const {
  const auto& agency = settings_.agencies[index];
  const auto& endpoints = settings_.endpoints;
  auto& below = *layers_[index];
  const auto deadline = clock_.SteadyNow() + kTimeLimit;
  if (!agency.domain_id.empty()) {
    return AssumeAtSts(caller_, endpoints.Sts(), agency, below, deadline, stop);
  }
  const auto own_domain_id = OwnDomainId(index, deadline, stop);
  if (!own_domain_id) return tl::unexpected(own_domain_id.error());
  auto lent = AssumeAtIam(caller_, endpoints.Iam(), agency, *own_domain_id, below, deadline, stop);
  if (!lent && index == 0 && own_domain_id->empty() && SignsRequests(*settings_.credentials) &&
      lent.error().http_status >= 400) {
    lent.error().hint +=
        " IAM may need to know the caller's account, which the caller may not look up: set "
        "domain_id (HW_DOMAIN_ID).";
  }
  return lent;
}

tl::expected<std::string, Error> AuthorizerStack::OwnDomainId(std::size_t index,
                                                              base::SteadyTime deadline,
                                                              const std::stop_token& stop) const {
  if (index > 0 && !settings_.agencies[index - 1].domain_id.empty()) {
    return settings_.agencies[index - 1].domain_id;
  }
  if (index == 0) {
    if (!SignsRequests(*settings_.credentials)) return std::string();
    const auto* id_token = std::get_if<IdToken>(&*settings_.credentials);
    if (id_token != nullptr && !id_token->agency.domain_id.empty()) {
      return id_token->agency.domain_id;
    }
    if (!settings_.domain_id.empty()) return settings_.domain_id;
  }
  auto found = FindDomain(caller_, settings_.endpoints.Iam(), *layers_[index], deadline, stop);
  // Callers that may not see their own account are common. What IAM says to the call itself tells
  // more than this look-up would.
  if (!found && found.error().http_status == 403) {
    base::Log(base::LogLevel::kDebug, "account of the caller not found, assuming without it",
              {{"endpoint", found.error().endpoint}, {"message", found.error().message}});
    return std::string();
  }
  return found;
}

AuthorizerStack::KeyResult AuthorizerStack::AskMetadata(const EcsMetadata& metadata,
                                                        const std::stop_token& stop) const {
  auto lent = AskEcsMetadata(caller_, metadata, clock_.SteadyNow(), stop);
  if (lent || lent.error().kind == Error::Kind::kCancelled) return lent;
  Error& cause = lent.error();
  if (cause.message.ends_with('.')) cause.message.pop_back();  // it goes into parentheses
  const std::string outcome =
      cause.http_status == 0 ? fmt::format("no answer from {}: {}", cause.endpoint, cause.message)
                             : fmt::format("{} answered with HTTP status {}: {}", cause.endpoint,
                                           cause.http_status, cause.message);
  Settings tried = settings_;
  auto& attempts = tried.attempts;
  if (attempts.empty() || attempts.back().source != kEcsMetadataSource) {
    attempts.push_back({kEcsMetadataSource, {}});
  }
  attempts.back().outcome = outcome;
  return tl::unexpected(NoCredentialsError(tried));
}

}  // namespace provider::auth
