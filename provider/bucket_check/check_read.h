// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What the data source and the ephemeral resource do alike, each under the name that its interface
// gives it.

#pragma once

#include "provider/base/clock.h"
#include "provider/bucket_check/check_service.h"
#include "provider/cty/value.h"
#include "provider/framework/diagnostics.h"
#include "provider/framework/provider.h"

namespace provider::bucket_check {

// Core validates each instance just before it reads it: a valid configuration is announced, so that
// reads that share a call may wait for it.
void ValidateCheck(const CheckService& service, const cty::Value& config,
                   framework::Diagnostics& diagnostics);

// A bucket that cannot receive traces is data, unless require_success makes it an error.
[[nodiscard]] framework::ReadResponse ReadCheck(const CheckService& service, base::Clock& clock,
                                                const framework::ReadRequest& request);

}  // namespace provider::bucket_check
