// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/auth/authorizer.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

#include "provider/auth/probation.h"
#include "provider/auth/signer.h"
#include "provider/service/endpoint.h"

namespace provider::auth {
namespace {

using service::Error;

// Signs the request as of `now`, or adds X-Auth-Token.
void Present(const Credential& credential, base::SystemTime now, http::Request& request) {
  if (const auto* token = std::get_if<Token>(&credential.value)) {
    http::SetHeader(request.headers, "X-Auth-Token", token->value);
  } else {
    Sign(std::get<AccessKey>(credential.value), std::chrono::floor<std::chrono::seconds>(now),
         request);
  }
}

class CredentialPermit final : public service::Permit {
 public:
  CredentialPermit(Renewal& renewal, Renewal::InUsePtr used)
      : renewal_(renewal), used_(std::move(used)) {}
  CredentialPermit(const CredentialPermit&) = delete;
  CredentialPermit& operator=(const CredentialPermit&) = delete;
  ~CredentialPermit() override {
    if (alone_) used_->probation->Leave();
  }

  // Returns false if the credential was refused in the meantime.
  [[nodiscard]] tl::expected<bool, Error> Enter(const std::string& endpoint,
                                                std::chrono::nanoseconds patience,
                                                const service::CallContext& context) {
    const auto use = used_->probation->Enter(endpoint, patience, context);
    if (!use) return tl::unexpected(use.error());
    alone_ = *use == Probation::Use::kAlone;
    return *use != Probation::Use::kNever;
  }

  void Accepted() override { used_->probation->Accepted(); }

  [[nodiscard]] bool Refused(const Error& error) override {
    // The order matters: waiting callers must find the next credential, or the error.
    const bool again = renewal_.Refused(used_, error);
    used_->probation->Refused();
    return again;
  }

 private:
  Renewal& renewal_;
  const Renewal::InUsePtr used_;
  bool alone_ = false;
};

}  // namespace

CredentialAuthorizer::CredentialAuthorizer(tl::expected<Credential, service::Error> own,
                                           base::Clock& clock)
    : clock_(clock), renewal_(std::move(own), clock) {}

CredentialAuthorizer::CredentialAuthorizer(RenewalTerms terms, Renewal::Source source,
                                           base::Clock& clock)
    : clock_(clock), renewal_(std::move(terms), std::move(source), clock) {}

tl::expected<std::unique_ptr<service::Permit>, Error> CredentialAuthorizer::Authorize(
    http::Request& request, const service::CallContext& context) {
  const std::string endpoint = service::OriginOf(request.url);
  for (;;) {
    const auto in_use = renewal_.Current(request.deadline, context);
    if (!in_use) return tl::unexpected(in_use.error());
    auto permit = std::make_unique<CredentialPermit>(renewal_, *in_use);
    // A gateway refuses a wrong key within milliseconds. A first call that takes longer is slow for
    // another reason. The wait takes at most half of the remaining time, so that the call itself
    // has the rest.
    const auto patience = std::min<std::chrono::nanoseconds>(
        (request.deadline - clock_.SteadyNow()) / 2, std::chrono::seconds(3));
    const auto entered = permit->Enter(endpoint, patience, context);
    if (!entered) return tl::unexpected(entered.error());
    if (!*entered) continue;
    Present((*in_use)->credential, clock_.Now(), request);
    return permit;
  }
}

tl::expected<Credential, Error> CredentialAuthorizer::Current(base::SteadyTime deadline,
                                                              const service::CallContext& context) {
  const auto in_use = renewal_.Current(deadline, context);
  if (!in_use) return tl::unexpected(in_use.error());
  return (*in_use)->credential;
}

}  // namespace provider::auth
