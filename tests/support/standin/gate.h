// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The gateway's authentication: who calls, and is the call accepted?
//
// Every refusal is a 401 with code APIGW.0301, as in the real cloud; only the messages differ. Too
// many bad signatures in a row lock a key, which detects a client that repeats a refused call.

#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "tests/support/standin/account.h"
#include "tests/support/standin/call.h"

namespace standin {

struct Caller {
  std::string domain_id;  // the account that the call is for
  std::string principal;  // "user:auditor", or "agency:cts-audit" with assumed keys
  bool powerless = false;
  bool by_token = false;
  // The scope of a token; empty for a token of the whole account, "*" for any project.
  std::string project_id = "*";
};

struct TemporaryKeys {
  std::string access_key;
  std::string secret_key;
  std::string security_token;
  std::chrono::sys_seconds expires;
};

// Thread safe.
class Gate {
 public:
  // `lock_after` bad signatures in a row lock a key; 0 never does.
  explicit Gate(const Account& account, int lock_after = 10);

  [[nodiscard]] tl::expected<Caller, Answer> Admit(const Call& call, std::chrono::sys_seconds now,
                                                   std::string_view request_id);

  // The user of a token, or why the token is refused.
  [[nodiscard]] tl::expected<Caller, std::string> Introspect(std::string_view token,
                                                             std::chrono::sys_seconds now) const;

  // A token for X-Auth-Token, accepted until `expires`. Deterministic: it counts the tokens so far.
  [[nodiscard]] std::string IssueToken(Caller holder, std::chrono::sys_seconds expires);

  // Keys that sign until `expires`, only with their security token. Deterministic too.
  [[nodiscard]] TemporaryKeys IssueKeys(Caller holder, std::chrono::sys_seconds expires);

  // Everything issued until now has expired.
  void ExpireIssued();

  // Forgets what was issued and unlocks keys.
  void Reset();

 private:
  struct Key {
    std::string secret;
    std::string security_token;  // empty for permanent keys
    Caller holder;
    std::optional<std::chrono::sys_seconds> expires;  // set for issued keys
    int failures = 0;
  };
  struct Token {
    Caller holder;
    std::chrono::sys_seconds expires;
  };

  [[nodiscard]] tl::expected<Caller, std::string> CheckSignature(const Call& call,
                                                                 std::chrono::sys_seconds now);
  [[nodiscard]] tl::expected<Caller, std::string> CheckToken(std::string_view token,
                                                             std::chrono::sys_seconds now) const;

  mutable std::mutex mutex_;
  std::map<std::string, Key, std::less<>> keys_;
  std::map<std::string, Token, std::less<>> tokens_;
  Caller user_;
  std::string permanent_token_;
  int lock_after_;
  int keys_issued_ = 0;
};

}  // namespace standin
