// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Authorises with what the user gave and nothing can renew: keys, or a token.

#pragma once

#include <stop_token>
#include <variant>

#include <tl/expected.hpp>

#include "provider/auth/credentials.h"
#include "provider/auth/refusal_latch.h"
#include "provider/base/clock.h"
#include "provider/service/caller.h"

namespace provider::auth {

// Thread safe.
class FixedAuthorizer final : public service::Authorizer {
 public:
  FixedAuthorizer(std::variant<AccessKey, Token> credentials, const base::Clock& clock);

  [[nodiscard]] tl::expected<void, service::Error> Authorize(http::Request& request,
                                                             std::stop_token stop) override;
  [[nodiscard]] bool Refused(const http::Request& request, const service::Error& error) override;

 private:
  const std::variant<AccessKey, Token> credentials_;
  const base::Clock& clock_;
  RefusalLatch latch_;
};

}  // namespace provider::auth
