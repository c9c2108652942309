// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The credentials file of the vendor's SDKs (~/.huaweicloud/credentials), section [basic].

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
  std::string iam_endpoint;  // as it is written
};

// nullopt: the section has no keys, which is no mistake, since other sections and kinds exist. The
// error is a phrase that follows the path of the file. Registers the secrets. The values are as
// they are written: what breaks a rule is for the caller to find.
[[nodiscard]] tl::expected<std::optional<SdkCredentials>, std::string> ReadSdkCredentials(
    std::string_view text);

}  // namespace provider::configure
