// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Temporary keys from IAM (v3.0) and STS (v5).
//
// The keys belong to the account that made the agency: CTS refuses a caller that still names its
// own account's ID, like the real service. Codes of STS have the vendor's form (PAP5.…), but their
// numbers are the stand-in's own.

#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "tests/support/standin/account.h"
#include "tests/support/standin/call.h"
#include "tests/support/standin/gate.h"

namespace standin {

// `life`, if not zero, is how long keys are accepted, whatever the caller requests. Thread
// safe.
class KeyIssuer {
 public:
  KeyIssuer(const Account& account, Gate& gate);

  // POST /v3.0/OS-CREDENTIAL/securitytokens by ["assume_role"]: 201. A signed call must name the
  // caller's own account in X-Domain-Id.
  [[nodiscard]] Answer AssumeAtIam(const Call& call, const Caller& caller,
                                   std::chrono::sys_seconds now, std::chrono::seconds life);

  // The same by ["token"]: the token is in the body, or in X-Auth-Token.
  [[nodiscard]] Answer KeysForToken(const Call& call, std::chrono::sys_seconds now,
                                    std::chrono::seconds life);

  // True if the body requests keys by ["token"], which needs no signature.
  [[nodiscard]] static bool IsByToken(const Call& call);

  // POST /v5/agencies/assume.
  [[nodiscard]] Answer AssumeAtSts(const Call& call, const Caller& caller,
                                   std::chrono::sys_seconds now, std::chrono::seconds life,
                                   std::string_view request_id);

  // POST /v5/agencies/assume-with-oidc, which is not signed.
  [[nodiscard]] Answer AssumeWithOidc(const Call& call, std::chrono::sys_seconds now,
                                      std::chrono::seconds life, std::string_view request_id);

 private:
  // The account of "iam::DOMAIN_ID:agency:NAME" if the agency trusts `caller`; otherwise nullptr.
  [[nodiscard]] const Tenant* TenantOfAgency(const std::string& urn, const std::string& caller,
                                             std::string& name) const;
  [[nodiscard]] Answer StsKeys(const nlohmann::json& request, const Tenant& tenant,
                               const std::string& agency, std::chrono::sys_seconds now,
                               std::chrono::seconds life, std::string_view request_id);

  std::vector<Tenant> tenants_;
  std::string idp_id_;
  std::string id_token_;
  Gate& gate_;
};

// GET /v5/caller-identity, which needs no permission.
[[nodiscard]] Answer CallerIdentity(const Caller& caller);

}  // namespace standin
