// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/auth/password_authorizer.h"

#include <utility>

#include "provider/service/endpoint.h"

namespace provider::auth {
namespace {

constexpr std::chrono::seconds kTimeLimit{60};

Renewal<ProjectToken>::Work GetToken(TokenRequest request, std::string iam,
                                     const service::Caller& caller, base::Clock& clock) {
  return [request = std::move(request), iam = std::move(iam), &caller,
          &clock](const std::stop_token& stop) {
    auto token = CreateToken(caller, iam, request, clock.SteadyNow() + kTimeLimit, stop);
    if (!token && token.error().http_status == 401) {
      token.error().hint =
          "Check user_name, password and domain_name. A user whose login needs a "
          "second factor cannot be used here: create keys for it.";
    }
    return token;
  };
}

}  // namespace

PasswordAuthorizer::PasswordAuthorizer(TokenRequest request, const std::string& iam,
                                       const service::Caller& caller, base::Clock& clock)
    : token_({.operation = "getting a token for user_name", .endpoint = service::OriginOf(iam)},
             GetToken(std::move(request), iam, caller, clock), clock) {}

tl::expected<ProjectToken, service::Error> PasswordAuthorizer::CurrentToken(
    base::SteadyTime deadline, std::stop_token stop) {
  return token_.Current(deadline, std::move(stop));
}

tl::expected<void, service::Error> PasswordAuthorizer::Authorize(http::Request& request,
                                                                 std::stop_token stop) {
  const auto token = CurrentToken(request.deadline, std::move(stop));
  if (!token) return tl::unexpected(token.error());
  http::SetHeader(request.headers, "X-Auth-Token", token->value);
  return {};
}

bool PasswordAuthorizer::Refused(const http::Request& request, const service::Error& error) {
  const std::string* refused = http::FindHeader(request.headers, "X-Auth-Token");
  if (refused == nullptr) return false;
  return token_.Refused([refused](const ProjectToken& token) { return token.value == *refused; },
                        error);
}

}  // namespace provider::auth
