// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Settings with which no call can be made, as errors that say what to set.

#pragma once

#include <optional>
#include <string>

#include "provider/auth/settings.h"
#include "provider/service/caller.h"
#include "provider/service/error.h"

namespace provider::auth {

[[nodiscard]] service::Error ConfigurationError(std::string message, std::string hint);

[[nodiscard]] service::Error UnknownArgumentsError(const Settings& settings);

// If the service refused the credentials themselves, adds to the hint where they were set: "The
// credentials come from HW_AUTH_TOKEN (environment)."
void AddOriginOfRefusedCredentials(const Settings& settings, service::Failure& failure);

// Lists every source that was tried and why it gave none, one per line.
[[nodiscard]] service::Error NoCredentialsError(const Settings& settings);

// Why no call can be authorised whatever it is about; nullopt when one can be tried. Then all that
// getting a token or temporary keys needs is known: the address of IAM or STS and, for a password,
// the account and the project. Of Kind::kUnknown when only apply can tell.
[[nodiscard]] std::optional<service::Error> UnusableReason(const Settings& settings);

}  // namespace provider::auth
