// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The part of IAM that a provider uses before its first check: projects, account, tokens.
//
// IAM's own errors have IAM's envelope ({"error": …}). A bad signature does not get here: the
// gateway has refused it with its own envelope.

#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "tests/support/standin/account.h"
#include "tests/support/standin/call.h"
#include "tests/support/standin/gate.h"

namespace standin {

// Thread safe.
class Iam {
 public:
  explicit Iam(Account account);

  // GET /v3/projects, optionally ?name=. A project that does not exist is an empty list.
  [[nodiscard]] Answer Projects(const Call& call, const Caller& caller) const;

  // GET /v3/auth/domains.
  [[nodiscard]] Answer Domains(const Caller& caller) const;

  // POST /v3/auth/tokens by password: 201 and X-Subject-Token. Without a scope the token is for the
  // account only, and CTS refuses it.
  [[nodiscard]] Answer Tokens(const Call& call, Gate& gate, std::chrono::sys_seconds now,
                              std::chrono::seconds life) const;

  // POST /v3.0/OS-AUTH/id-token/tokens with the header X-Idp-Id: the same for an ID token.
  [[nodiscard]] Answer TokensForIdToken(const Call& call, Gate& gate, std::chrono::sys_seconds now,
                                        std::chrono::seconds life) const;

 private:
  [[nodiscard]] Answer Issue(const nlohmann::json& request, const std::string& method, Gate& gate,
                             std::chrono::sys_seconds now, std::chrono::seconds life) const;

  Account account_;
  std::vector<Tenant> tenants_;
};

}  // namespace standin
