// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The calls that issue temporary keys: for an agency, for an ID token, and for an ECS instance.

#pragma once

#include <string>

#include "provider/auth/credentials.h"
#include "provider/auth/json_client.h"
#include "provider/base/clock.h"
#include "provider/base/file_reader.h"
#include "provider/service/caller.h"
#include "provider/service/endpoint.h"

namespace provider::auth {

// Reads keys from {"credential": {access, secret, securitytoken, expires_at}}, the form of IAM and
// the metadata service, or from {"credentials": {access_key_id, secret_access_key, security_token,
// expiration}}, the form of STS. Registers the secrets before any other code sees them.
[[nodiscard]] CredentialResult ReadTemporaryKey(const Target& target,
                                                const http::Response& response);

// What errors say was being done: `assuming the agency "team" of the account acme`.
[[nodiscard]] std::string AssumingOperation(const Agency& agency);
inline constexpr const char* kExchangeIdToken = "exchanging the ID token";
inline constexpr const char* kAskMetadata = "asking the ECS metadata service for keys";

// Assumes an agency of an account that is given by name: POST
// {iam}/v3.0/OS-CREDENTIAL/securitytokens. IAM needs the account of the signing keys (X-Domain-Id).
// It is empty if a token is sent, or if the account could not be found.
[[nodiscard]] CredentialResult AssumeAtIam(const JsonClient& client, const std::string& iam,
                                           const Agency& agency, const std::string& own_domain_id);

// Assumes an agency of an account that is given by ID: POST {sts}/v5/agencies/assume.
[[nodiscard]] CredentialResult AssumeAtSts(const JsonClient& client, const std::string& sts,
                                           const Agency& agency);

// Exchanges an ID token of an identity provider (OIDC) for keys, for CI jobs that have no secret of
// the cloud. With agency.domain_id it makes one call to STS, POST /v5/agencies/assume-with-oidc.
// Without it, it makes two to IAM: for an unscoped token (POST /v3.0/OS-AUTH/id-token/tokens), and
// for keys with that token (POST /v3.0/OS-CREDENTIAL/securitytokens). None of them is signed. A
// file is read each time, because its owner replaces the ID token before it expires. What is read
// or issued is registered as a secret.
[[nodiscard]] CredentialResult ExchangeIdToken(const JsonClient& client,
                                               const service::Endpoints& endpoints,
                                               const base::FileReader& files,
                                               const IdToken& id_token);

// Fetches keys of the agency attached to the ECS instance that this process runs on: PUT
// /meta-data/latest/api/token for a token, which instances may require, then GET
// /openstack/latest/securitykey. 404, 405 or 503 to the first request means that the service has no
// tokens. Outside of ECS nothing responds at this address, so the limit for connecting is one
// second. No proxy is used: on its side the address means another machine.
[[nodiscard]] CredentialResult AskEcsMetadata(const service::Caller& caller,
                                              const EcsMetadata& metadata, base::SteadyTime now,
                                              const service::CallContext& context);

}  // namespace provider::auth
