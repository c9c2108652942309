// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Sources of credentials that users of related providers may ask for and this version lacks.
//
// Silence would be the trap: a plan that goes on with other credentials checks another account.

#pragma once

#include <string>
#include <vector>

#include "provider/configure/arguments.h"
#include "provider/framework/diagnostics.h"

namespace provider::configure {

// An error for each of shared_config_file, profile, assume_role and assume_role_with_oidc that is
// set, by argument or environment variable. Returns those that may yet be set: unknown ones.
[[nodiscard]] std::vector<std::string> ReportUnsupportedSources(
    const Arguments& arguments, framework::Diagnostics& diagnostics);

}  // namespace provider::configure
