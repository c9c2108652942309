// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/tfplugin6/from_proto.h"

#include <utility>

#include "provider/cty/json.h"
#include "provider/cty/msgpack.h"
#include "provider/schema/conformance.h"

namespace provider::tfplugin6 {

tl::expected<cty::Value, framework::Diagnostic> ToValue(const ::tfplugin6::DynamicValue& message,
                                                        const cty::Type& type) {
  if (message.msgpack().empty() && message.json().empty()) return cty::Value::Null();
  auto value = message.msgpack().empty() ? cty::DecodeJson(message.json(), type)
                                         : cty::DecodeMsgpack(message.msgpack(), type);
  if (value) return *std::move(value);
  framework::Diagnostic diagnostic;
  diagnostic.summary = "Value Not Understood";
  diagnostic.detail =
      "The value that Terraform sent does not fit the provider's schema: " + value.error().message +
      ". This is a bug in the program that started the provider, or a mismatch "
      "between its version and the provider's. Please report it to the provider "
      "developers.";
  diagnostic.path = std::move(value.error().path);
  return tl::unexpected(std::move(diagnostic));
}

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
