// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Temporary keys of the agency that is bound to the ECS instance this process runs on.
//
// Everywhere else nobody answers at the address: a second must be enough to know, and a proxy
// must not be asked for an address that means another machine there.

#pragma once

#include <stop_token>

#include <tl/expected.hpp>

#include "provider/auth/credentials.h"
#include "provider/auth/temporary_key.h"
#include "provider/base/clock.h"
#include "provider/service/caller.h"
#include "provider/service/error.h"

namespace provider::auth {

inline constexpr const char* kAskMetadata = "asking the ECS metadata service for keys";

// PUT /meta-data/latest/api/token for a token, which instances may require, then GET
// /openstack/latest/securitykey. 404, 405 or 503 to the first: the service has no tokens.
[[nodiscard]] tl::expected<TemporaryKey, service::Error> AskEcsMetadata(
    const service::Caller& caller, const EcsMetadata& metadata, base::SteadyTime now,
    std::stop_token stop);

}  // namespace provider::auth
