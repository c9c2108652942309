// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What is presented to a service: keys that sign requests, or a token; the user's own, or temporary
// ones that a service has issued.

#pragma once

#include <optional>
#include <string>
#include <variant>

#include <tl/expected.hpp>

#include "provider/auth/credentials.h"
#include "provider/base/clock.h"
#include "provider/service/caller.h"

namespace provider::auth {

struct Credential {
  std::variant<AccessKey, Token> value;
  std::optional<base::SystemTime> expires_at = {};  // nullopt: never, or nobody says when
  // The account and project of a token that was issued for a password; else empty.
  std::string domain_id = {};
  std::string project_id = {};
};

// Of a call that issues one.
using CredentialResult = tl::expected<Credential, service::Failure>;

}  // namespace provider::auth
