// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Authorizes requests with one credential, whatever its kind and source.

#pragma once

#include <memory>

#include <tl/expected.hpp>

#include "provider/auth/credentials.h"
#include "provider/auth/renewal.h"
#include "provider/base/clock.h"
#include "provider/service/caller.h"
#include "provider/service/error.h"

namespace provider::auth {

// Thread safe. `clock` and what the source uses must outlive this object, which must outlive its
// permits.
class CredentialAuthorizer final : public service::Authorizer {
 public:
  // Takes the user's own credential, or the error that every call gets when there is none.
  CredentialAuthorizer(tl::expected<Credential, service::Error> own, base::Clock& clock);
  CredentialAuthorizer(RenewalTerms terms, Renewal::Source source, base::Clock& clock);

  // Waits for a credential if none is valid, and for the outcome of the first call that uses it.
  // Errors: those of the source, a remembered refusal, and kTimeout or kCancelled with the step
  // that was under way.
  [[nodiscard]] tl::expected<std::unique_ptr<service::Permit>, service::Error> Authorize(
      http::Request& request, const service::CallContext& context) override;

  // Returns the credential in use, for example for the account in it. Fetches one if none is valid.
  [[nodiscard]] tl::expected<Credential, service::Error> Current(
      base::SteadyTime deadline, const service::CallContext& context);

 private:
  base::Clock& clock_;
  Renewal renewal_;
};

}  // namespace provider::auth
