// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The calls to IAM and STS that find the account and project of the credentials, and the call that
// issues a token for a password.
//
// Every ID in a response is checked before it is used in a URL or header.

#pragma once

#include <string>

#include <tl/expected.hpp>

#include "provider/auth/credentials.h"
#include "provider/auth/json_client.h"
#include "provider/service/caller.h"
#include "provider/service/error.h"

namespace provider::auth {

// What errors say was being done.
inline constexpr const char* kLookUp = "looking up the account and the project";
inline constexpr const char* kGetToken = "getting a token for user_name";

struct IamScope {
  std::string domain_id;   // empty: IAM lists none
  std::string project_id;  // empty: IAM lists no project of that name
};

// GET /v3/projects?name=…, one call for both IDs. `iam` is the base URL without /v3.
[[nodiscard]] tl::expected<IamScope, service::Failure> FetchProject(
    const JsonClient& client, const std::string& iam, const std::string& project_name);

// GET /v3/auth/domains. Empty for callers that may not see their own account.
[[nodiscard]] tl::expected<std::string, service::Failure> FetchDomain(const JsonClient& client,
                                                                      const std::string& iam);

// GET {sts}/v5/caller-identity: the account of the keys. Needs no permission.
[[nodiscard]] tl::expected<std::string, service::Failure> FetchCallerAccount(
    const JsonClient& client, const std::string& sts);

struct TokenRequest {
  const Password& password;
  std::string domain_id;     // the user's account if domain_name is empty
  std::string project_id;    // the token's scope: by ID if set,
  std::string project_name;  // otherwise by name
};

// POST /v3/auth/tokens. Registers the token as a secret before any other code sees it.
[[nodiscard]] CredentialResult CreateToken(const JsonClient& client, const std::string& iam,
                                           const TokenRequest& request);

}  // namespace provider::auth
