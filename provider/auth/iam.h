// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The calls to IAM and STS that say whose account and project this is, and a token for a password.
//
// Every ID that comes back is checked before it may become part of a URL or header.

#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "provider/auth/answer.h"
#include "provider/auth/credentials.h"
#include "provider/base/clock.h"
#include "provider/service/caller.h"
#include "provider/service/error.h"

namespace provider::auth {

struct IamScope {
  std::string domain_id;   // empty: IAM lists none
  std::string project_id;  // empty: IAM lists no project of that name
};

// GET /v3/projects?name=…, one call for both IDs. `iam` is the base URL without /v3.
[[nodiscard]] tl::expected<IamScope, service::Error> FindProject(
    const service::Caller& caller, const std::string& iam, const std::string& project_name,
    service::Authorizer& authorizer, base::SteadyTime deadline, std::stop_token stop);

// GET /v3/auth/domains. Empty for callers that may not see their own account.
[[nodiscard]] tl::expected<std::string, service::Error> FindDomain(const service::Caller& caller,
                                                                   const std::string& iam,
                                                                   service::Authorizer& authorizer,
                                                                   base::SteadyTime deadline,
                                                                   std::stop_token stop);

// GET {sts}/v5/caller-identity: the account of the keys; needs no permission.
[[nodiscard]] tl::expected<std::string, service::Error> FindCallerAccount(
    const service::Caller& caller, const std::string& sts, service::Authorizer& authorizer,
    base::SteadyTime deadline, std::stop_token stop);

struct ProjectToken {
  std::string value;
  std::optional<base::SystemTime> expires_at;
  std::string domain_id;
  std::string project_id;
};

struct TokenRequest {
  Password password;
  std::string domain_id;     // names the user's account when domain_name is empty
  std::string project_id;    // the scope: by ID when given,
  std::string project_name;  // else by name
};

// POST /v3/auth/tokens. The token is registered as a secret before anything else sees it.
[[nodiscard]] tl::expected<ProjectToken, service::Error> CreateToken(const service::Caller& caller,
                                                                     const std::string& iam,
                                                                     const TokenRequest& request,
                                                                     base::SteadyTime deadline,
                                                                     std::stop_token stop);

// "2026-01-02T03:04:05.678000Z", UTC, any number of fractional digits.
[[nodiscard]] std::optional<base::SystemTime> ParseIsoTime(std::string_view text);

}  // namespace provider::auth
