// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// ConfigureProvider: makes a session from the provider block and the environment.

#pragma once

#include <memory>
#include <string>

#include "provider/base/clock.h"
#include "provider/base/environment.h"
#include "provider/framework/diagnostics.h"
#include "provider/framework/provider.h"
#include "provider/session/session.h"

namespace provider::session {

struct SessionDependencies {
  const base::Environment& environment;
  base::Clock& clock;  // must outlive the session
  base::Random random;
  std::string version;  // of the provider, for the user agent
};

// Never returns null. Missing settings become errors of the reads that need them. Only unusable CA
// certificates of the user are an error here, because every read needs them.
[[nodiscard]] std::shared_ptr<Session> MakeSession(const framework::ConfigureRequest& request,
                                                   const SessionDependencies& dependencies,
                                                   framework::Diagnostics& diagnostics);

}  // namespace provider::session
