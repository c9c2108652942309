// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/support/standin/gate.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "tests/support/standin/signature.h"

namespace standin {
namespace {

constexpr std::chrono::minutes kClockSkew{15};

}  // namespace

Gate::Gate(Account account, int lock_after)
    : permanent_token_(std::move(account.token)), lock_after_(lock_after) {
  keys_[account.access_key] = {.secret = account.secret_key, .security_token = ""};
  keys_[account.temporary_access_key] = {.secret = account.temporary_secret_key,
                                         .security_token = account.security_token};
  keys_[account.powerless_access_key] = {
      .secret = account.powerless_secret_key, .security_token = "", .powerless = true};
}

tl::expected<Caller, Answer> Gate::Admit(const Call& call, std::chrono::sys_seconds now,
                                         std::string_view request_id) {
  const std::lock_guard lock(mutex_);
  auto caller = call.HasHeader("Authorization") ? CheckSignature(call, now)
                                                : CheckToken(call.Header("X-Auth-Token"), now);
  if (caller) return *std::move(caller);
  return tl::unexpected(GatewayError(401, "APIGW.0301",
                                     "Incorrect IAM authentication information: " + caller.error(),
                                     request_id));
}

tl::expected<Caller, std::string> Gate::CheckSignature(const Call& call,
                                                       std::chrono::sys_seconds now) {
  const auto refuse = [](std::string why) { return tl::unexpected(std::move(why)); };
  const auto authorization = ParseAuthorization(call.Header("Authorization"));
  if (!authorization) return refuse("authorization header format error");

  const auto found = keys_.find(authorization->access_key);
  if (found == keys_.end())
    return refuse(fmt::format("ak {} not exist", authorization->access_key));
  Key& key = found->second;
  if (lock_after_ > 0 && key.failures >= lock_after_) {
    return refuse("AK access failed to reach the limit,forbidden");
  }

  const std::string date = call.Header("X-Sdk-Date");
  const auto signed_at = ParseSdkDate(date);
  if (!signed_at) return refuse("X-Sdk-Date format error");
  if (*signed_at < now - kClockSkew || *signed_at > now + kClockSkew) {
    return refuse(fmt::format("signature expired, signature time:{}", date));
  }

  const auto& names = authorization->signed_headers;
  const bool token_signed = std::binary_search(names.begin(), names.end(), "x-security-token");
  if (call.Header("X-Security-Token") != key.security_token) {
    return refuse("decrypt security token fail");
  }
  if (!key.security_token.empty() && !token_signed) {
    return refuse("x-security-token must be signed");
  }

  std::string canonical = CanonicalRequest(call, *authorization);
  if (!PayloadHashMatches(call) || Sign(canonical, date, key.secret) != authorization->signature) {
    ++key.failures;
    std::replace(canonical.begin(), canonical.end(), '\n', '|');
    return refuse("verify aksk signature fail, canonicalRequest:" + canonical);
  }
  key.failures = 0;
  return Caller{.powerless = key.powerless};
}

tl::expected<Caller, std::string> Gate::CheckToken(std::string_view token,
                                                   std::chrono::sys_seconds now) const {
  if (token.empty()) return tl::unexpected(std::string("x-auth-token not found"));
  if (token == permanent_token_) return Caller{.by_token = true};
  const auto found = tokens_.find(token);
  if (found == tokens_.end()) return tl::unexpected(std::string("decrypt token fail"));
  if (found->second.expires <= now) return tl::unexpected(std::string("token expired"));
  return Caller{.by_token = true, .project_id = found->second.project_id};
}

std::string Gate::IssueToken(std::string project_id, std::chrono::sys_seconds expires) {
  const std::lock_guard lock(mutex_);
  std::string token = fmt::format("StandinIssuedToken-{:08d}", tokens_.size() + 1);
  tokens_[token] = {.project_id = std::move(project_id), .expires = expires};
  return token;
}

void Gate::Reset() {
  const std::lock_guard lock(mutex_);
  tokens_.clear();
  for (auto& [name, key] : keys_) key.failures = 0;
}

}  // namespace standin
