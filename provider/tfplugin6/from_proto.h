// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Converts messages of the host to our values and checks them against their schema. Treats every
// byte as hostile.

#pragma once

#include <optional>

#include <tl/expected.hpp>

#include "proto/tfplugin6_types.pb.h"
#include "provider/cty/type.h"
#include "provider/cty/value.h"
#include "provider/framework/diagnostics.h"
#include "provider/schema/schema.h"
#include "provider/tfplugin6/to_proto.h"

namespace provider::tfplugin6 {

// Prefers msgpack to JSON. If both are absent, the value is null (OpenTofu sends that for a null
// function argument). The error is a diagnostic that says which argument does not fit.
[[nodiscard]] tl::expected<cty::Value, framework::Diagnostic> ToValue(
    const ::tfplugin6::DynamicValue& message, const cty::Type& type);

// Reads a configuration. Returns nullopt, with diagnostics, if it does not conform to its schema. A
// null configuration is an error too, because core never sends one.
[[nodiscard]] std::optional<cty::Value> ReadConfig(const ::tfplugin6::DynamicValue& message,
                                                   const schema::Schema& schema,
                                                   DiagnosticMessages& diagnostics);

}  // namespace provider::tfplugin6
