// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Verifies SDK-HMAC-SHA256 as the vendor's gateway does.
//
// Independent of the provider's signer on purpose: with shared code, a mistake would verify itself.
// The canonical path ends in '/' even if the received path does not.

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/standin/call.h"

namespace standin {

struct Authorization {
  std::string access_key;
  std::vector<std::string> signed_headers;
  std::string signature;  // lower-case hex
};

// Parses "SDK-HMAC-SHA256 Access=AK, SignedHeaders=a;b, Signature=hex", strictly. Signed
// headers must be sorted, lower-case and include x-sdk-date.
[[nodiscard]] std::optional<Authorization> ParseAuthorization(std::string_view header);

// The request as the gateway reads it, made of the headers that the client claims to have signed.
[[nodiscard]] std::string CanonicalRequest(const Call& call, const Authorization& authorization);

// The signature for that canonical request. Its date is the one in X-Sdk-Date.
[[nodiscard]] std::string Sign(std::string_view canonical_request, std::string_view date,
                               std::string_view secret_key);

// Parses "20240619T080000Z".
[[nodiscard]] std::optional<std::chrono::sys_seconds> ParseSdkDate(std::string_view text);

// True when X-Sdk-Content-Sha256 is absent or is the hash of the body. UNSIGNED-PAYLOAD is refused:
// every API here takes JSON.
[[nodiscard]] bool PayloadHashMatches(const Call& call);

}  // namespace standin
