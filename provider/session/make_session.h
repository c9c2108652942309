// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// ConfigureProvider: the provider block and the environment become a session.

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

// Never null. What is missing becomes an error of the read that needs it; an error here are
// certificates of the user's own that cannot be used, which no read could do without.
[[nodiscard]] std::shared_ptr<Session> MakeSession(const framework::ConfigureRequest& request,
                                                   const SessionDependencies& dependencies,
                                                   framework::Diagnostics& diagnostics);

}  // namespace provider::session
