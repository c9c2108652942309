// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Who the caller is: the first source that has a whole set of credentials wins.
//
// Sources: the provider block, then the environment. Within a source: token, then keys, then
// password. A set that the block begins is completed by the environment and still counts as the
// block's; a set that the environment begins takes nothing secret from the block.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "provider/auth/credentials.h"
#include "provider/auth/settings.h"
#include "provider/configure/arguments.h"
#include "provider/framework/diagnostics.h"

namespace provider::configure {

struct ChosenCredentials {
  std::optional<auth::Credentials> credentials;
  std::vector<auth::SourceAttempt> attempts;   // up to the one that won
  std::vector<std::string> unknown_arguments;  // the choice waits for these
};

// An error is half a set that nothing completes, or a value that cannot be sent; it ends the
// search, for a lower source must not stand in for a mistake in a higher one. The error is the
// block's, or the environment's when the block has no credentials.
[[nodiscard]] ChosenCredentials ChooseCredentials(const Arguments& arguments, bool metadata_off,
                                                  framework::Diagnostics& diagnostics);

}  // namespace provider::configure
