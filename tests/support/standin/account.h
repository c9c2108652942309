// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The accounts and credentials of the cloud that the stand-in plays.
//
// The secrets give access to nothing: --help prints them so that examples and tests can use them.

#pragma once

#include <map>
#include <string>
#include <vector>

namespace standin {

struct Agency {
  std::string name;
  std::string trusts;  // the ID of the account, or of the identity provider, that may assume it
};

// An account: the subject of a call, whoever the caller is.
struct Tenant {
  std::string domain_id;
  std::string domain_name;
  // One project per region, named after the region, as in the real cloud.
  std::map<std::string, std::string> projects;
  std::vector<Agency> agencies;
};

// The caller's account, with the credentials below, and the accounts whose agencies it may assume.
struct Account {
  std::string domain_id = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";
  std::string domain_name = "standin";
  std::string user_id = "00112233445566778899aabbccddeeff";
  std::string user_name = "auditor";
  std::string password = "Standin-Password-1";
  std::map<std::string, std::string> projects = {
      {"eu-west-0", "e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0"},
      {"eu-west-1", "e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1"},
      {"cn-north-1", "c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1"},
  };

  // Permanent keys.
  std::string access_key = "STANDINACCESSKEY0001";
  std::string secret_key = "StandinSecretKey/k3Vb8QmXw5Rz7Tp2Yc01";
  // Temporary keys: refused without their security token.
  std::string temporary_access_key = "STANDINTEMPORARY0001";
  std::string temporary_secret_key = "StandinSecretKey/d9Hn4LsGf6Wj1Ke8Ua02";
  std::string security_token = "StandinSecurityToken//abc+def==";
  // Permanent keys of a user without permissions: signatures are accepted, every call is a 403.
  std::string powerless_access_key = "STANDINPOWERLESS0001";
  std::string powerless_secret_key = "StandinSecretKey/p2Zx7CvBn4Mq9Ty5Ri03";
  // For X-Auth-Token; scoped to every project.
  std::string token = "StandinToken-q8Wd3Fj6Ks1Lz5Xc9Vb2Nm7Tg4Hy01";

  // The ID token of a pipeline that has no keys: it may assume the agency "cts-ci".
  std::string idp_id = "ci";
  std::string id_token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzdGFuZGluIn0.StandinIdToken-1";

  // "delegating" trusts this account, "archive" trusts only "delegating": a chain of two.
  std::vector<Tenant> others = {
      {.domain_id = "0d1e2f30415263748596a7b8c9dafbec",
       .domain_name = "delegating",
       .projects = {{"eu-west-0", "d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0"},
                    {"eu-west-1", "d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1"}},
       .agencies = {{"cts-audit", "0a1b2c3d4e5f60718293a4b5c6d7e8f9"}}},
      {.domain_id = "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
       .domain_name = "archive",
       .projects = {{"eu-west-0", "a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0"}},
       .agencies = {{"cts-archive", "0d1e2f30415263748596a7b8c9dafbec"}}},
  };

  // The account itself first.
  [[nodiscard]] std::vector<Tenant> Tenants() const;
};

// The tenant of that ID or name; nullptr if there is none.
[[nodiscard]] const Tenant* FindTenant(const std::vector<Tenant>& tenants,
                                       const std::string& domain_id,
                                       const std::string& domain_name = "");

}  // namespace standin
