// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// One profile of KooCLI's configuration file (~/.hcloud/config.json).
//
// KooCLI encrypts the secrets in it unless told not to, with a key that nobody else has. That is
// recognised: otherwise users would read "signature does not match".

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "provider/auth/credentials.h"

namespace provider::configure {

// Why a file or a profile in it cannot be used.
struct FileFault {
  std::string phrase;  // follows the path of the file; empty: there is none
  std::string advice;  // a sentence
};

struct KooCliProfile {
  std::string name;
  std::string region;
  std::string domain_id;
  std::string project_id;
  std::optional<auth::AccessKey> key;  // nullopt: mode ecsAgency, the metadata service has them
  std::optional<auth::Agency> agency;  // assumed with the key, mode agency
  // Why nobody can sign in with the profile, although the rest of it can be used. Then there is
  // neither key nor agency.
  FileFault problem;
};

// `name` empty: the one that the file calls current. Registers the secrets of every profile in the
// file. The values are as they are written: what breaks a rule is for the caller to find.
[[nodiscard]] tl::expected<KooCliProfile, FileFault> ReadKooCliProfile(std::string_view text,
                                                                       const std::string& name);

}  // namespace provider::configure
