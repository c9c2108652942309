// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Finds the account and project for calls in a region: from the settings, or looked up at IAM and,
// in a cloud that has it, at STS. `settings` must have credentials.

#pragma once

#include <string>

#include <tl/expected.hpp>

#include "provider/auth/json_client.h"
#include "provider/auth/settings.h"
#include "provider/service/error.h"

namespace provider::auth {

// What the URL and headers of a call need.
struct Scope {
  std::string domain_id;   // never empty in a complete scope
  std::string project_id;  // empty: X-Project-Id is not sent
};

[[nodiscard]] bool IsOwnRegion(const Settings& settings, const std::string& region);

// Returns what the settings contain; either ID may be empty. The error names an ID that is unknown
// or malformed. With agencies, both IDs are those of the last one. project_id applies to the
// provider's own region only.
[[nodiscard]] tl::expected<Scope, service::Error> GivenScope(const Settings& settings,
                                                             const std::string& region);

// Completes `scope` by calls to the cloud. A failure names the argument that avoids the look-up, if
// there is one. kUnknown: the look-up needs an address or name that is known only after apply.
[[nodiscard]] tl::expected<Scope, service::Error> FetchScope(const JsonClient& client,
                                                             const Settings& settings,
                                                             const std::string& region,
                                                             Scope scope);

}  // namespace provider::auth
