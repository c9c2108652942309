// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The calls that issue temporary keys: of an agency, for an ID token, and of an ECS instance.

#pragma once

#include <string>

#include "provider/auth/credentials.h"
#include "provider/auth/json_client.h"
#include "provider/base/clock.h"
#include "provider/base/file_reader.h"
#include "provider/service/caller.h"
#include "provider/service/endpoint.h"

namespace provider::auth {

// Keys from {"credential": {access, secret, securitytoken, expires_at}}, the form of IAM and the
// metadata service, or {"credentials": {access_key_id, secret_access_key, security_token,
// expiration}}, that of STS. The secrets are registered before anything else sees them.
[[nodiscard]] CredentialResult ReadTemporaryKey(const Asked& asked, const http::Response& response);

// What is being done, for errors: `assuming the agency "team" of the account acme`.
[[nodiscard]] std::string AssumingOperation(const Agency& agency);
inline constexpr const char* kExchangeIdToken = "exchanging the ID token";
inline constexpr const char* kAskMetadata = "asking the ECS metadata service for keys";

// Assumes the agency of an account that IAM knows by name: POST
// {iam}/v3.0/OS-CREDENTIAL/securitytokens. IAM wants to be told the account of who signs
// (X-Domain-Id); empty where a token is sent, or where the account could not be found out.
[[nodiscard]] CredentialResult AssumeAtIam(const JsonClient& client, const std::string& iam,
                                           const Agency& agency, const std::string& own_domain_id);

// Assumes the agency of an account that STS knows by ID: POST {sts}/v5/agencies/assume.
[[nodiscard]] CredentialResult AssumeAtSts(const JsonClient& client, const std::string& sts,
                                           const Agency& agency);

// For an ID token of an identity provider (OIDC): CI jobs that hold no secret of the cloud. With
// agency.domain_id one call to STS, POST /v5/agencies/assume-with-oidc; else two to IAM: an
// unscoped token (POST /v3.0/OS-AUTH/id-token/tokens), and keys for it (POST
// /v3.0/OS-CREDENTIAL/securitytokens). None of them is signed. A file is read each time: its owner
// replaces the ID token before it expires. What was read or issued is registered as a secret.
[[nodiscard]] CredentialResult ExchangeIdToken(const JsonClient& client,
                                               const service::Endpoints& endpoints,
                                               const base::FileReader& files,
                                               const IdToken& id_token);

// Of the agency that is bound to the ECS instance this process runs on: PUT
// /meta-data/latest/api/token for a token, which instances may require, then GET
// /openstack/latest/securitykey. 404, 405 or 503 to the first: the service has no tokens.
// Elsewhere nobody answers at the address: a second must be enough to know, and a proxy must not be
// asked for an address that means another machine there.
[[nodiscard]] CredentialResult AskEcsMetadata(const service::Caller& caller,
                                              const EcsMetadata& metadata, base::SteadyTime now,
                                              const service::CallContext& context);

}  // namespace provider::auth
