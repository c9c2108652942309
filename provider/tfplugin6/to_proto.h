// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Converts our values to messages for the host. Cannot write what would panic a host: every schema
// has a block, every value conforms to its type, every diagnostic has a severity.

#pragma once

#include <google/protobuf/repeated_ptr_field.h>

#include "proto/tfplugin6_types.pb.h"
#include "provider/cty/type.h"
#include "provider/cty/value.h"
#include "provider/framework/diagnostics.h"
#include "provider/schema/schema.h"

namespace provider::tfplugin6 {

using DiagnosticMessages = google::protobuf::RepeatedPtrField<::tfplugin6::Diagnostic>;

void AddDiagnostics(const framework::Diagnostics& diagnostics, DiagnosticMessages& out);
void AddDiagnostic(const framework::Diagnostic& diagnostic, DiagnosticMessages& out);

// Returns false, with a diagnostic, if the value does not fit its type. That is a bug in the
// provider, which would otherwise crash the host.
[[nodiscard]] bool SetValue(const cty::Value& value, const cty::Type& type,
                            ::tfplugin6::DynamicValue& out, DiagnosticMessages& diagnostics);

void SetSchema(const schema::Schema& schema, ::tfplugin6::Schema& out);
void SetFunction(const schema::Function& function, ::tfplugin6::Function& out);

}  // namespace provider::tfplugin6
