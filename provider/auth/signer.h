// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Signs requests with SDK-HMAC-SHA256.
//
// The canonical form must match the gateway byte for byte; vectors of the vendor's own SDK are in
// tests/conformance. The canonical path ends in '/', the path on the wire does not.

#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "provider/auth/credentials.h"
#include "provider/http/transport.h"

namespace provider::auth {

// Adds Host, X-Sdk-Date, X-Security-Token (temporary keys) and Authorization. Signed: content-type,
// host and every header whose name begins with x- (lower case), those present; not user-agent or
// accept, which proxies rewrite. Headers set earlier with the same names are replaced.
// `now` is a parameter so that retries re-sign: a signature is refused 15 minutes after its date.
void Sign(const AccessKey& key, std::chrono::sys_seconds now, http::Request& request);

// The steps, for tests against the vendor's vectors. Names in `signed_headers` are lower case,
// sorted.
struct SignatureParts {
  std::string canonical_request;
  std::string string_to_sign;
  std::string authorization;
};
[[nodiscard]] SignatureParts ComputeSignature(const AccessKey& key, const http::Request& request,
                                              const std::vector<std::string>& signed_headers);

}  // namespace provider::auth
