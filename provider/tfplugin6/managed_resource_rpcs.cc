// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/tfplugin6/managed_resource_rpcs.h"

#include <fmt/format.h>

#include "provider/text/redaction.h"
namespace provider::tfplugin6 {

void AddNoManagedResources(const std::string& type_name, DiagnosticMessages& diagnostics) {
  AddDiagnostic(
      {framework::Severity::kError,
       "No Managed Resources",
       fmt::format(
           "This provider has no managed resources, so it cannot serve \"{}\". It checks OBS "
           "buckets through the data source \"cts_bucket_check\".",
           text::CleanForeignText(type_name, 100)),
       {}},
      diagnostics);
}

}  // namespace provider::tfplugin6
