// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The blocks assume_role and assume_role_with_oidc, and the variables HW_ASSUME_ROLE_* that stand
// in for them.
//
// Both blocks have the same variables for the agency. They belong to the ID token where one is set
// up, by block or variable, else to assume_role; several blocks assume_role take none of them.

#pragma once

#include <optional>
#include <vector>

#include "provider/auth/credentials.h"
#include "provider/configure/arguments.h"
#include "provider/configure/value_rules.h"

namespace provider::configure {

struct AgenciesConfig {
  std::vector<auth::Agency> agencies;  // in the order in which they are assumed
  bool unknown = false;                // something about them is not known yet
};

[[nodiscard]] AgenciesConfig ReadAgencies(const Arguments& arguments, ValueRules& rules);

struct IdTokenConfig {
  bool present = false;                   // a block, or a variable that is about ID tokens
  bool unknown = false;                   // the block, or something in it, is not known yet
  std::optional<auth::IdToken> id_token;  // whole and usable
};

// The block, completed by the environment.
[[nodiscard]] IdTokenConfig ReadIdTokenOfBlock(const Arguments& arguments, ValueRules& rules);
// The environment alone.
[[nodiscard]] IdTokenConfig ReadIdTokenOfEnvironment(const Arguments& arguments, ValueRules& rules);

}  // namespace provider::configure
