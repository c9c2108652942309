// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Reads the credentials file of the vendor's SDKs (~/.huaweicloud/credentials), section [basic].

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "provider/auth/credentials.h"

namespace provider::configure {

struct SdkCredentials {
  auth::AccessKey key;
  std::string project_id;
  std::string iam_endpoint;  // as it is written in the file
};

// nullopt: the section has no keys. That is not an error, because the file may have other sections
// and kinds. The error is a phrase that follows the path of the file. Registers the secrets.
// Returns the values as they are written; the caller must check them against the rules.
[[nodiscard]] tl::expected<std::optional<SdkCredentials>, std::string> ReadSdkCredentials(
    std::string_view text);

}  // namespace provider::configure
