// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Warnings about settings that work but expose secrets.

#pragma once

#include "provider/auth/settings.h"
#include "provider/configure/setting.h"
#include "provider/framework/diagnostics.h"

namespace provider::configure {

// Warns when certificates are not verified, and when a password, a token or an ID token goes to an
// address without TLS. `insecure` and `iam` are the settings' values with their sources; each may
// be unset. Keys are no risk: they sign requests and are never sent.
void WarnOfRisks(const auth::Settings& settings, const Setting& insecure, const Setting& iam,
                 framework::Diagnostics& diagnostics);

}  // namespace provider::configure
