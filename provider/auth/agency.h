// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Assuming an agency: temporary keys of the account that lends it.
//
// Two generations of the same thing: IAM v3.0 knows the lending account by name, STS v5 by ID.

#pragma once

#include <stop_token>
#include <string>

#include <tl/expected.hpp>

#include "provider/auth/credentials.h"
#include "provider/auth/temporary_key.h"
#include "provider/base/clock.h"
#include "provider/service/caller.h"
#include "provider/service/error.h"

namespace provider::auth {

// What is being done, for errors: `assuming the agency "team" of the account acme`.
[[nodiscard]] std::string AssumingOperation(const Agency& agency);

// "iam::{domain_id}:agency:{name}".
[[nodiscard]] std::string AgencyUrn(const Agency& agency);

// The name of the session in the lending account's traces, which says who acts there.
inline constexpr const char* kSessionName = "terraform-provider-cts";

// POST {iam}/v3.0/OS-CREDENTIAL/securitytokens. IAM wants to be told the account of who signs
// (X-Domain-Id); empty where `authorizer` sends a token, or where it could not be found out.
[[nodiscard]] tl::expected<TemporaryKey, service::Error> AssumeAtIam(
    const service::Caller& caller, const std::string& iam, const Agency& agency,
    const std::string& own_domain_id, service::Authorizer& authorizer, base::SteadyTime deadline,
    std::stop_token stop);

// POST {sts}/v5/agencies/assume.
[[nodiscard]] tl::expected<TemporaryKey, service::Error> AssumeAtSts(
    const service::Caller& caller, const std::string& sts, const Agency& agency,
    service::Authorizer& authorizer, base::SteadyTime deadline, std::stop_token stop);

}  // namespace provider::auth
