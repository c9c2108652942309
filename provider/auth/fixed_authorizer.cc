// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/auth/fixed_authorizer.h"

#include <utility>

#include "provider/auth/signer.h"

namespace provider::auth {

FixedAuthorizer::FixedAuthorizer(std::variant<AccessKey, Token> credentials,
                                 const base::Clock& clock)
    : credentials_(std::move(credentials)), clock_(clock) {}

tl::expected<void, service::Error> FixedAuthorizer::Authorize(http::Request& request,
                                                              std::stop_token /*stop*/) {
  if (auto open = latch_.Check(); !open) return open;
  if (const auto* token = std::get_if<Token>(&credentials_)) {
    http::SetHeader(request.headers, "X-Auth-Token", token->value);
  } else {
    Sign(std::get<AccessKey>(credentials_), std::chrono::floor<std::chrono::seconds>(clock_.Now()),
         request);
  }
  return {};
}

bool FixedAuthorizer::Refused(const http::Request& /*request*/, const service::Error& error) {
  latch_.Close(error);
  return false;
}

}  // namespace provider::auth
