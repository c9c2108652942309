// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Authorises requests with one credential, whatever it is and wherever it comes from.

#pragma once

#include <memory>

#include <tl/expected.hpp>

#include "provider/auth/credentials.h"
#include "provider/auth/renewal.h"
#include "provider/base/clock.h"
#include "provider/service/caller.h"
#include "provider/service/error.h"

namespace provider::auth {

// Thread safe. `clock` and what the source uses must outlive it, and it must outlive its permits.
class CredentialAuthorizer final : public service::Authorizer {
 public:
  // The user's own credential, or the error of every call when there is none.
  CredentialAuthorizer(tl::expected<Credential, service::Error> own, base::Clock& clock);
  CredentialAuthorizer(RenewalTerms terms, Renewal::Source source, base::Clock& clock);

  // Waits for a credential when none is valid, and for the first call with it. Errors: those of the
  // source, the refusal that is remembered, kTimeout and kCancelled with what was under way.
  [[nodiscard]] tl::expected<std::unique_ptr<service::Permit>, service::Error> Authorize(
      http::Request& request, const service::CallContext& context) override;

  // The credential in use, for what else it tells; gets one when none is valid.
  [[nodiscard]] tl::expected<Credential, service::Error> Current(
      base::SteadyTime deadline, const service::CallContext& context);

 private:
  base::Clock& clock_;
  Renewal renewal_;
};

}  // namespace provider::auth
