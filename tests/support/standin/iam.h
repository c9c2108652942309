// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The part of IAM a provider asks before its first check: projects, account, token by password.
//
// IAM's own refusals have IAM's envelope ({"error": …}); a bad signature never gets here, the gate
// has answered it with the gateway's.

#pragma once

#include <chrono>

#include "tests/support/standin/account.h"
#include "tests/support/standin/call.h"
#include "tests/support/standin/gate.h"

namespace standin {

// Thread safe.
class Iam {
 public:
  // `token_life` is how long an issued token is accepted.
  Iam(Account account, std::chrono::seconds token_life);

  // GET /v3/projects, optionally ?name=. A project that does not exist is an empty list.
  [[nodiscard]] Answer Projects(const Call& call, const Caller& caller) const;

  // GET /v3/auth/domains.
  [[nodiscard]] Answer Domains(const Caller& caller) const;

  // POST /v3/auth/tokens by password: 201 and X-Subject-Token. Without a scope the token is good
  // for the account only, and CTS refuses it.
  [[nodiscard]] Answer Tokens(const Call& call, Gate& gate, std::chrono::sys_seconds now) const;

 private:
  Account account_;
  std::chrono::seconds token_life_;
};

}  // namespace standin
