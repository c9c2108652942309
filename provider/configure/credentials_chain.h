// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Who the caller is: the first source that has a whole set of credentials wins.
//
// Sources: the provider block, a KooCLI profile that the block names, the environment, a profile
// that the environment names, the SDK's credentials file, ECS metadata. Within the block and the
// environment: an ID token, then token, keys, password. A set that the block begins is completed by
// the environment and still counts as the block's; a set that the environment begins takes nothing
// secret from the block, and nothing from a second family of variables.

#pragma once

#include "provider/base/file_reader.h"
#include "provider/configure/arguments.h"
#include "provider/configure/chosen_credentials.h"
#include "provider/configure/endpoints_config.h"
#include "provider/configure/value_rules.h"

namespace provider::configure {

// An error is half a set that nothing completes, a value that cannot be sent, swapped keys, or a
// file that was asked for and cannot serve; it ends the search, for a lower source must not stand
// in for a mistake in a higher one. The error is the block's, or the environment's when the block
// has no credentials. The metadata service is chosen, but not asked.
[[nodiscard]] ChosenCredentials ChooseCredentials(const Arguments& arguments,
                                                  const MetadataEndpoint& metadata,
                                                  const base::FileReader& files, ValueRules& rules);

}  // namespace provider::configure
