// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/tfplugin6/typed_rpcs.h"

#include <utility>

#include <fmt/format.h>

#include "provider/text/redaction.h"
#include "provider/tfplugin6/config.h"

namespace provider::tfplugin6 {
namespace {

std::optional<::tfplugin6::DynamicValue> ToMessage(const cty::Value& value, const cty::Type& type,
                                                   DiagnosticMessages& diagnostics) {
  ::tfplugin6::DynamicValue message;
  if (!SetValue(value, type, message, diagnostics)) return std::nullopt;
  return message;
}

}  // namespace

const schema::Schema* FindSchema(const RequestedType& type, DiagnosticMessages& diagnostics) {
  const auto schema = type.schemas.find(type.name);
  if (schema != type.schemas.end() && type.implemented) return &schema->second;
  AddDiagnostic({framework::Severity::kError,
                 "Unknown Type",
                 fmt::format("This provider has no {} \"{}\".", type.kind,
                             text::CleanForeignText(type.name, 100)),
                 {}},
                diagnostics);
  return nullptr;
}

std::optional<TypedConfig> ReadTypedConfig(const RequestedType& type,
                                           const ::tfplugin6::DynamicValue& config,
                                           DiagnosticMessages& diagnostics) {
  const auto* schema = FindSchema(type, diagnostics);
  if (schema == nullptr) return std::nullopt;
  auto value = ReadConfig(config, *schema, diagnostics);
  if (!value) return std::nullopt;
  return TypedConfig{*schema, *std::move(value)};
}

void Validate(const RequestedType& type, const ::tfplugin6::DynamicValue& config,
              const std::function<void(const cty::Value&, framework::Diagnostics&)>& validate,
              DiagnosticMessages& diagnostics) {
  const auto typed = ReadTypedConfig(type, config, diagnostics);
  if (!typed) return;
  framework::Diagnostics found;
  validate(typed->value, found);
  AddDiagnostics(found, diagnostics);
}

ReadMessages Read(const RequestedType& type, const ::tfplugin6::DynamicValue& config,
                  const std::function<framework::ReadResponse(const cty::Value&)>& read,
                  DiagnosticMessages& diagnostics) {
  ReadMessages messages;
  const auto typed = ReadTypedConfig(type, config, diagnostics);
  if (!typed) return messages;
  const framework::ReadResponse response = read(typed->value);
  AddDiagnostics(response.diagnostics, diagnostics);
  if (response.deferred) {
    messages.deferred.emplace().set_reason(
        static_cast<::tfplugin6::Deferred::Reason>(*response.deferred));
    messages.value = ToMessage(typed->value, typed->schema.type, diagnostics);
  } else if (response.state && !response.diagnostics.HasError()) {
    messages.value = ToMessage(*response.state, typed->schema.type, diagnostics);
  }
  return messages;
}

}  // namespace provider::tfplugin6
