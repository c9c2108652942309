// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Reads the blocks assume_role and assume_role_with_oidc, and the variables HW_ASSUME_ROLE_* that
// can be set instead.
//
// Both blocks use the same variables for the agency. If an ID token is set up, by block or
// variable, they apply to it, otherwise to assume_role. With several assume_role blocks they are
// not used.

#pragma once

#include <optional>
#include <vector>

#include "provider/auth/credentials.h"
#include "provider/configure/arguments.h"
#include "provider/configure/value_rules.h"

namespace provider::configure {

struct AgenciesConfig {
  std::vector<auth::Agency> agencies;  // in the order in which they are assumed
  bool unknown = false;                // something in them is not known yet
};

[[nodiscard]] AgenciesConfig ReadAgencies(const Arguments& arguments, ValueRules& rules);

struct IdTokenConfig {
  bool present = false;                   // there is a block, or a variable for ID tokens
  bool unknown = false;                   // the block, or something in it, is not known yet
  std::optional<auth::IdToken> id_token;  // complete and usable
};

// From the block, completed by the environment.
[[nodiscard]] IdTokenConfig ReadIdTokenOfBlock(const Arguments& arguments, ValueRules& rules);
// From the environment only.
[[nodiscard]] IdTokenConfig ReadIdTokenOfEnvironment(const Arguments& arguments, ValueRules& rules);

}  // namespace provider::configure
