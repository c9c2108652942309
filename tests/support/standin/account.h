// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Who exists in the cloud that the stand-in plays.
//
// The secrets here open nothing: they are printed by --help so that examples and tests can use
// them.

#pragma once

#include <map>
#include <string>

namespace standin {

struct Account {
  std::string domain_id = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";
  std::string domain_name = "standin";
  std::string user_id = "00112233445566778899aabbccddeeff";
  std::string user_name = "auditor";
  std::string password = "Standin-Password-1";
  // One project per region, by name, as the cloud makes them.
  std::map<std::string, std::string> projects = {
      {"eu-west-0", "e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0"},
      {"eu-west-1", "e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1"},
      {"cn-north-1", "c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1"},
  };

  // Permanent keys.
  std::string access_key = "STANDINACCESSKEY0001";
  std::string secret_key = "StandinSecretKey/0000000000000000000001";
  // Temporary keys: refused without their security token.
  std::string temporary_access_key = "STANDINTEMPORARY0001";
  std::string temporary_secret_key = "StandinSecretKey/0000000000000000000002";
  std::string security_token = "StandinSecurityToken//abc+def==";
  // Permanent keys of a user without any permission: signatures pass, every call is a 403.
  std::string powerless_access_key = "STANDINPOWERLESS0001";
  std::string powerless_secret_key = "StandinSecretKey/0000000000000000000003";
  // For X-Auth-Token; scoped to every project.
  std::string token = "StandinToken-0000000000000000000000000001";
};

}  // namespace standin
