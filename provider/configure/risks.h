// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Warnings about settings that work but expose secrets.

#pragma once

#include "provider/auth/settings.h"
#include "provider/configure/setting.h"
#include "provider/framework/diagnostics.h"

namespace provider::configure {

// Warns if certificates are not verified, and if a password, a token or an ID token is sent to an
// address without TLS. `insecure` and `iam` are the settings' values with their sources; each may
// be unset. Keys need no warning: they sign requests and are not sent.
void WarnOfRisks(const auth::Settings& settings, const Setting& insecure, const Setting& iam,
                 framework::Diagnostics& diagnostics);

}  // namespace provider::configure
