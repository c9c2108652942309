// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Finds the caller's credentials: the first source with a complete set is chosen.
//
// Sources: the provider block, a KooCLI profile that the block names, the environment, a profile
// that the environment names, the SDK's credentials file, ECS metadata. Within the block and the
// environment: an ID token, then token, keys, password. A set that the block begins may be
// completed by the environment and still counts as the block's. A set that the environment begins
// takes no secret from the block, and nothing from a second family of variables.

#pragma once

#include "provider/base/file_reader.h"
#include "provider/configure/arguments.h"
#include "provider/configure/chosen_credentials.h"
#include "provider/configure/endpoints_config.h"
#include "provider/configure/value_rules.h"

namespace provider::configure {

// Reports an error for half a set that nothing completes, a value that cannot be sent, swapped
// keys, or a requested file that is unusable. An error ends the search, so that no lower source
// hides a mistake in a higher one. Only the block's error is reported, or the environment's if the
// block has no credentials. If the metadata service is chosen, it is not asked yet.
[[nodiscard]] ChosenCredentials ChooseCredentials(const Arguments& arguments,
                                                  const MetadataEndpoint& metadata,
                                                  const base::FileReader& files, ValueRules& rules);

}  // namespace provider::configure
