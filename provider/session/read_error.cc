// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/session/read_error.h"

#include <utility>

namespace provider::session {

framework::ReadResponse FailRead(const service::Error& error, std::string_view operation,
                                 cty::Path path) {
  framework::ReadResponse response;
  const bool is_unknown = error.kind == service::Error::Kind::kUnknown;
  if (is_unknown) response.deferred = framework::DeferredReason::kProviderConfigUnknown;
  // What the provider block lacks is not the fault of an argument of the read.
  response.diagnostics.AddError(error.ToSummary(operation), error.ToDetail(),
                                is_unknown ? cty::Path() : std::move(path));
  return response;
}

}  // namespace provider::session
