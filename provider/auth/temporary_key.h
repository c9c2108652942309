// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Keys that IAM, STS or the metadata service lend for a time.

#pragma once

#include <optional>

#include <tl/expected.hpp>

#include "provider/auth/answer.h"
#include "provider/auth/credentials.h"
#include "provider/base/clock.h"
#include "provider/http/transport.h"
#include "provider/service/error.h"

namespace provider::auth {

struct TemporaryKey {
  AccessKey key;
  std::optional<base::SystemTime> expires_at;  // nullopt: the service does not say
};

// From {"credential": {access, secret, securitytoken, expires_at}}, IAM's and the metadata
// service's form, or {"credentials": {access_key_id, secret_access_key, security_token,
// expiration}}, that of STS. The secrets are registered before anything else sees them.
[[nodiscard]] tl::expected<TemporaryKey, service::Error> ReadTemporaryKey(
    const Asked& asked, const http::Response& response);

}  // namespace provider::auth
