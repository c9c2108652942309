// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The RPCs of managed resources. This provider has none, and core calls none of them for it; a host
// that does gets a diagnostic instead of a bare gRPC status.

#pragma once

#include <string>

#include "provider/tfplugin6/to_proto.h"

namespace provider::tfplugin6 {

void AddNoManagedResources(const std::string& type_name, DiagnosticMessages& diagnostics);

}  // namespace provider::tfplugin6
