// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/auth/password_authorizer.h"

#include <utility>

#include "provider/auth/interrupted_wait.h"
#include "provider/service/endpoint.h"

namespace provider::auth {
namespace {

constexpr std::chrono::seconds kTimeLimit{60};
constexpr std::chrono::minutes kRenewBefore{5};
constexpr std::chrono::minutes kSoonAfter{10};

}  // namespace

PasswordAuthorizer::PasswordAuthorizer(TokenRequest request, std::string iam,
                                       const service::Caller& caller, base::Clock& clock)
    : request_(std::move(request)), iam_(std::move(iam)), caller_(caller), clock_(clock) {}

tl::expected<ProjectToken, service::Error> PasswordAuthorizer::CurrentToken(
    base::SteadyTime deadline, std::stop_token stop) {
  if (auto open = latch_.Check(); !open) return tl::unexpected(open.error());
  const auto renew_at = clock_.Now() + kRenewBefore;
  task_.ForgetIf([renew_at](const ProjectToken& token) {
    return token.expires_at && *token.expires_at <= renew_at;
  });
  const auto work = [this](const std::stop_token& ended) { return GetToken(ended); };
  if (auto result = task_.Join(work, deadline - clock_.SteadyNow(), stop)) {
    return *std::move(result);
  }
  return tl::unexpected(
      InterruptedWait("getting a token for user_name", service::OriginOf(iam_), stop));
}

tl::expected<ProjectToken, service::Error> PasswordAuthorizer::GetToken(std::stop_token stop) {
  auto token =
      CreateToken(caller_, iam_, request_, clock_.SteadyNow() + kTimeLimit, std::move(stop));
  if (!token && token.error().http_status == 401) {
    token.error().hint =
        "Check user_name, password and domain_name. A user whose login needs a "
        "second factor cannot be used here: create keys for it.";
    latch_.Close(token.error());
  }
  return token;
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
  const auto now = clock_.SteadyNow();
  bool again = false;
  const std::lock_guard lock(mutex_);
  // Several calls may bring the same refusal: only the first finds the token still in use.
  task_.ForgetIf([&](const ProjectToken& token) {
    if (token.value != *refused) return false;
    again = last_refusal_ && now - *last_refusal_ < kSoonAfter;
    last_refusal_ = now;
    return !again;
  });
  if (again) latch_.Close(error);
  return !again;
}

}  // namespace provider::auth
