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

Gate::Gate(const Account& account, int lock_after)
    : user_{.domain_id = account.domain_id, .principal = "user:" + account.user_name},
      permanent_token_(account.token),
      lock_after_(lock_after) {
  Caller powerless = user_;
  powerless.powerless = true;
  const auto add = [this](const std::string& name, std::string secret, std::string security_token,
                          Caller holder) {
    keys_[name] = {std::move(secret), std::move(security_token), std::move(holder), std::nullopt,
                   0};
  };
  add(account.access_key, account.secret_key, "", user_);
  add(account.temporary_access_key, account.temporary_secret_key, account.security_token, user_);
  add(account.powerless_access_key, account.powerless_secret_key, "", powerless);
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
  if (key.expires && *key.expires <= now) {
    return refuse("signature expired, the security token has run out");
  }

  std::string canonical = CanonicalRequest(call, *authorization);
  if (!PayloadHashMatches(call) || Sign(canonical, date, key.secret) != authorization->signature) {
    ++key.failures;
    std::replace(canonical.begin(), canonical.end(), '\n', '|');
    return refuse("verify aksk signature fail, canonicalRequest:" + canonical);
  }
  key.failures = 0;
  return key.holder;
}

tl::expected<Caller, std::string> Gate::Introspect(std::string_view token,
                                                   std::chrono::sys_seconds now) const {
  const std::lock_guard lock(mutex_);
  return CheckToken(token, now);
}

tl::expected<Caller, std::string> Gate::CheckToken(std::string_view token,
                                                   std::chrono::sys_seconds now) const {
  if (token.empty()) return tl::unexpected(std::string("x-auth-token not found"));
  Caller caller = user_;
  if (token != permanent_token_) {
    const auto found = tokens_.find(token);
    if (found == tokens_.end()) return tl::unexpected(std::string("decrypt token fail"));
    if (found->second.expires <= now) return tl::unexpected(std::string("token expired"));
    caller = found->second.holder;
  }
  caller.by_token = true;
  return caller;
}

std::string Gate::IssueToken(Caller holder, std::chrono::sys_seconds expires) {
  const std::lock_guard lock(mutex_);
  std::string token = fmt::format("StandinIssuedToken-{:08d}", tokens_.size() + 1);
  tokens_[token] = {.holder = std::move(holder), .expires = expires};
  return token;
}

TemporaryKeys Gate::IssueKeys(Caller holder, std::chrono::sys_seconds expires) {
  const std::lock_guard lock(mutex_);
  const int number = ++keys_issued_;
  TemporaryKeys keys{.access_key = fmt::format("STANDINISSUED{:07d}", number),
                     .secret_key = fmt::format("StandinIssuedSecret/{:08d}", number),
                     .security_token = fmt::format("StandinIssuedSecurityToken//{:08d}==", number),
                     .expires = expires};
  holder.by_token = false;
  holder.project_id = "*";
  keys_[keys.access_key] = {.secret = keys.secret_key,
                            .security_token = keys.security_token,
                            .holder = std::move(holder),
                            .expires = expires};
  return keys;
}

void Gate::ExpireIssued() {
  const std::lock_guard lock(mutex_);
  for (auto& [name, token] : tokens_) token.expires = {};
  for (auto& [name, key] : keys_) {
    if (key.expires) key.expires = std::chrono::sys_seconds();
  }
}

void Gate::Reset() {
  const std::lock_guard lock(mutex_);
  tokens_.clear();
  std::erase_if(keys_, [](const auto& entry) { return entry.second.expires.has_value(); });
  keys_issued_ = 0;
  for (auto& [name, key] : keys_) key.failures = 0;
}

}  // namespace standin
