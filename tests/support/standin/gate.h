// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The gateway's door: who calls, and may the call pass?
//
// Every refusal is a 401 with code APIGW.0301, as at the vendor's; only the message tells them
// apart. A key with too many bad signatures in a row is locked, so that a client that repeats a
// refused call is found out.

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
  std::string domain_id;  // the account the call is made for
  std::string principal;  // "user:auditor", or "agency:cts-audit" under assumed keys
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

  // Whom a token stands for, or why it is refused.
  [[nodiscard]] tl::expected<Caller, std::string> Introspect(std::string_view token,
                                                             std::chrono::sys_seconds now) const;

  // A token for X-Auth-Token, accepted until `expires`. Deterministic: the number of tokens so far.
  [[nodiscard]] std::string IssueToken(Caller holder, std::chrono::sys_seconds expires);

  // Keys that sign until `expires`, with their security token only. Deterministic too.
  [[nodiscard]] TemporaryKeys IssueKeys(Caller holder, std::chrono::sys_seconds expires);

  // Whatever was issued until now has run out.
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
