// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Signs requests with SDK-HMAC-SHA256.
//
// The canonical form must match the gateway's byte for byte; tests/conformance has vectors made
// with the vendor's own SDK. Note that the canonical path ends in '/', unlike the path that is
// sent.

#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "provider/auth/credentials.h"
#include "provider/http/transport.h"

namespace provider::auth {

// Adds Host, X-Sdk-Date, X-Security-Token (temporary keys) and Authorization, and replaces earlier
// headers with these names. Signs content-type, host and every header whose name begins with x-
// (lower case), as far as they are present. Does not sign user-agent and accept, because proxies
// rewrite them. `now` is a parameter so that each retry is signed again: a signature is refused 15
// minutes after its date.
void Sign(const AccessKey& key, std::chrono::sys_seconds now, http::Request& request);

// The intermediate steps, for tests with the vendor's vectors. The names in `signed_headers` are in
// lower case and sorted.
struct SignatureParts {
  std::string canonical_request;
  std::string string_to_sign;
  std::string authorization;
};
[[nodiscard]] SignatureParts ComputeSignature(const AccessKey& key, const http::Request& request,
                                              const std::vector<std::string>& signed_headers);

}  // namespace provider::auth
