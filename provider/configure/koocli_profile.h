// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Reads one profile of KooCLI's configuration file (~/.hcloud/config.json).
//
// By default KooCLI encrypts the secrets in it with a key that only KooCLI has. Such a profile is
// recognized: otherwise the service would refuse the signature, without a hint to the cause.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "provider/auth/credentials.h"

namespace provider::configure {

// Why a file or a profile in it cannot be used.
struct FileFault {
  std::string phrase;  // follows the path of the file; empty: no fault
  std::string advice;  // a sentence
};

struct KooCliProfile {
  std::string name;
  std::string region;
  std::string domain_id;
  std::string project_id;
  std::optional<auth::AccessKey> key;  // nullopt: mode ecsAgency, uses the metadata service
  std::optional<auth::Agency> agency;  // mode agency: assumed with the key
  // Why the profile has no usable credentials, although the rest of it can be used. In that case
  // neither key nor agency is set.
  FileFault problem;
};

// If `name` is empty, reads the profile that the file calls current. Registers the secrets of every
// profile in the file. Returns the values as they are written; the caller must check them against
// the rules.
[[nodiscard]] tl::expected<KooCliProfile, FileFault> ReadKooCliProfile(std::string_view text,
                                                                       const std::string& name);

}  // namespace provider::configure
