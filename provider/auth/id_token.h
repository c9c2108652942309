// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Keys for an ID token of an identity provider (OIDC): CI jobs that hold no secret of the cloud.

#pragma once

#include <stop_token>
#include <string>

#include <tl/expected.hpp>

#include "provider/auth/credentials.h"
#include "provider/auth/temporary_key.h"
#include "provider/base/clock.h"
#include "provider/base/file_reader.h"
#include "provider/service/caller.h"
#include "provider/service/endpoint.h"
#include "provider/service/error.h"

namespace provider::auth {

inline constexpr const char* kExchangeIdToken = "exchanging the ID token";

// With agency.domain_id one call to STS, POST /v5/agencies/assume-with-oidc; else two to IAM: an
// unscoped token (POST /v3.0/OS-AUTH/id-token/tokens), and keys for it (POST
// /v3.0/OS-CREDENTIAL/securitytokens). None of them is signed. A file is read anew: who provides
// it replaces the ID token before it runs out. What was read or got is registered as a secret.
[[nodiscard]] tl::expected<TemporaryKey, service::Error> ExchangeIdToken(
    const service::Caller& caller, const service::Endpoints& endpoints,
    const base::FileReader& files, const IdToken& id_token, base::SteadyTime deadline,
    std::stop_token stop);

}  // namespace provider::auth
