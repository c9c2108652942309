// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/tfplugin6/config.h"

#include <utility>

#include "provider/schema/conformance.h"
#include "provider/tfplugin6/from_proto.h"

namespace provider::tfplugin6 {

std::optional<cty::Value> ReadConfig(const ::tfplugin6::DynamicValue& message,
                                     const schema::Schema& schema,
                                     DiagnosticMessages& diagnostics) {
  auto value = ToValue(message, schema.type);
  if (!value) {
    AddDiagnostic(value.error(), diagnostics);
    return std::nullopt;
  }
  if (value->IsNull()) {
    AddDiagnostic({framework::Severity::kError,
                   "Missing Configuration",
                   "The host sent no configuration. Please report this issue to the provider "
                   "developers.",
                   {}},
                  diagnostics);
    return std::nullopt;
  }
  const auto problems = schema::CheckConfig(*value, schema.block);
  for (const auto& problem : problems) {
    AddDiagnostic(
        {framework::Severity::kError, "Invalid Configuration", problem.message, problem.path},
        diagnostics);
  }
  if (!problems.empty()) return std::nullopt;
  return *std::move(value);
}

}  // namespace provider::tfplugin6
