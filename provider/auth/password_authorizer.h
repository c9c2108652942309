// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Authorises with an IAM token got for a password.

#pragma once

#include <stop_token>
#include <string>

#include <tl/expected.hpp>

#include "provider/auth/iam.h"
#include "provider/auth/renewal.h"
#include "provider/base/clock.h"
#include "provider/service/caller.h"

namespace provider::auth {

// Thread safe. `caller` and `clock` must outlive it.
class PasswordAuthorizer final : public service::Authorizer {
 public:
  PasswordAuthorizer(TokenRequest request, const std::string& iam, const service::Caller& caller,
                     base::Clock& clock);

  // The token in use; got when there is none.
  [[nodiscard]] tl::expected<ProjectToken, service::Error> CurrentToken(base::SteadyTime deadline,
                                                                        std::stop_token stop);

  [[nodiscard]] tl::expected<void, service::Error> Authorize(http::Request& request,
                                                             std::stop_token stop) override;
  [[nodiscard]] bool Refused(const http::Request& request, const service::Error& error) override;

 private:
  Renewal<ProjectToken> token_;
};

}  // namespace provider::auth
