// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Messages of the host into values of ours. Every byte is hostile.

#pragma once

#include <tl/expected.hpp>

#include "proto/tfplugin6_types.pb.h"
#include "provider/cty/type.h"
#include "provider/cty/value.h"
#include "provider/framework/diagnostics.h"

namespace provider::tfplugin6 {

// msgpack wins over JSON; both absent is null (OpenTofu sends that for a null function argument).
// The error is a diagnostic that says which argument does not fit.
[[nodiscard]] tl::expected<cty::Value, framework::Diagnostic> ToValue(
    const ::tfplugin6::DynamicValue& message, const cty::Type& type);

}  // namespace provider::tfplugin6
