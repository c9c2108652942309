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
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "tests/support/standin/account.h"
#include "tests/support/standin/call.h"

namespace standin {

struct Caller {
  bool powerless = false;
  bool by_token = false;
  // The scope of a token; empty for a token of the whole account, "*" for any project.
  std::string project_id = "*";
};

// Thread safe.
class Gate {
 public:
  // `lock_after` bad signatures in a row lock a key; 0 never does.
  explicit Gate(Account account, int lock_after = 10);

  [[nodiscard]] tl::expected<Caller, Answer> Admit(const Call& call, std::chrono::sys_seconds now,
                                                   std::string_view request_id);

  // A token for X-Auth-Token, accepted until `expires`. Deterministic: the number of tokens so far.
  [[nodiscard]] std::string IssueToken(std::string project_id, std::chrono::sys_seconds expires);

  // Forgets issued tokens and unlocks keys.
  void Reset();

 private:
  struct Key {
    std::string secret;
    std::string security_token;  // empty for permanent keys
    bool powerless = false;
    int failures = 0;
  };
  struct Token {
    std::string project_id;
    std::chrono::sys_seconds expires;
  };

  [[nodiscard]] tl::expected<Caller, std::string> CheckSignature(const Call& call,
                                                                 std::chrono::sys_seconds now);
  [[nodiscard]] tl::expected<Caller, std::string> CheckToken(std::string_view token,
                                                             std::chrono::sys_seconds now) const;

  mutable std::mutex mutex_;
  std::map<std::string, Key, std::less<>> keys_;
  std::map<std::string, Token, std::less<>> tokens_;
  std::string permanent_token_;
  int lock_after_;
};

}  // namespace standin
