// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The account and project that calls in a region are about: from the settings, else looked up at
// IAM, and at STS in a cloud that has it. `settings` have credentials.

#pragma once

#include <string>

#include <tl/expected.hpp>

#include "provider/auth/json_client.h"
#include "provider/auth/settings.h"
#include "provider/service/error.h"

namespace provider::auth {

// What the URL and headers of a call need.
struct Scope {
  std::string domain_id;   // never empty in a complete one
  std::string project_id;  // empty: no X-Project-Id is sent
};

[[nodiscard]] bool IsOwnRegion(const Settings& settings, const std::string& region);

// What the settings hold; either ID may be empty. The error names one that is unknown or malformed.
// With agencies both are the last one's; project_id is that of the provider's own region.
[[nodiscard]] tl::expected<Scope, service::Error> GivenScope(const Settings& settings,
                                                             const std::string& region);

// Completes `scope` by calls to the cloud. A failure says which argument avoids the look-up, where
// one does. kUnknown: an address or name that it takes is known only after apply.
[[nodiscard]] tl::expected<Scope, service::Error> FetchScope(const JsonClient& client,
                                                             const Settings& settings,
                                                             const std::string& region,
                                                             Scope scope);

}  // namespace provider::auth
