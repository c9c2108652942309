// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A configuration as the host sends it: decoded, then checked against its schema.

#pragma once

#include <optional>

#include "provider/cty/value.h"
#include "provider/schema/schema.h"
#include "provider/tfplugin6/to_proto.h"

namespace provider::tfplugin6 {

// Nullopt, with diagnostics, when the value does not conform. A null configuration is an error too:
// core never sends one.
[[nodiscard]] std::optional<cty::Value> ReadConfig(const ::tfplugin6::DynamicValue& message,
                                                   const schema::Schema& schema,
                                                   DiagnosticMessages& diagnostics);

}  // namespace provider::tfplugin6
