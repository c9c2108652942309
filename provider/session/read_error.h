// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// An error of a call or a session as the response to a read.

#pragma once

#include <string_view>

#include "provider/cty/path.h"
#include "provider/framework/provider.h"
#include "provider/service/error.h"

namespace provider::session {

// `operation` is what the read does, in title case, for the summary: "Bucket Check". `path` is the
// argument the error is about; empty: the whole block. Where an argument of the provider block is
// known only after apply, the read may be deferred.
[[nodiscard]] framework::ReadResponse FailRead(const service::Error& error,
                                               std::string_view operation, cty::Path path = {});

}  // namespace provider::session
