// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The RPCs of data sources, ephemeral resources and actions: find the type, read its configuration,
// then validate it or run it.
//
// Core opens an ephemeral resource at plan and again at apply, in another process, and closes each
// one that it opened. Note that nothing is renewed and nothing stays open: no response has
// renew_at, and Renew and Close succeed for everything that could be opened. An error of Close
// would fail a run that has succeeded.
//
// Only Terraform calls actions, from 1.14. Note that validation may not have seen the values: a
// variable is unknown there and known when the action is planned, so planning validates again.

#include <map>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "provider/text/redaction.h"
#include "provider/tfplugin6/from_proto.h"
#include "provider/tfplugin6/provider_rpcs.h"
#include "provider/tfplugin6/to_proto.h"

namespace provider::tfplugin6 {
namespace {

using Schemas = std::map<std::string, schema::Schema, std::less<>>;

// A type that the host named.
template <typename Type>
struct NamedType {
  Type& implementation;
  const schema::Schema& schema;
  std::string what;  // for messages: `data source "cts_bucket_check"`
};

// nullopt, with a diagnostic, if there is no type of that kind and name.
template <typename Type>
std::optional<NamedType<Type>> FindType(std::string_view kind,
                                        const framework::Types::ByName<Type>& types,
                                        const Schemas& schemas, const std::string& name,
                                        DiagnosticMessages& diagnostics) {
  const auto what = fmt::format("{} \"{}\"", kind, text::CleanForeignText(name, 100));
  auto* const implementation = framework::Find(types, name);
  const auto schema = schemas.find(name);
  if (implementation != nullptr && schema != schemas.end()) {
    return NamedType<Type>{*implementation, schema->second, what};
  }
  std::string detail = fmt::format("This provider has no {}.", what);
  if (schema != schemas.end()) {
    detail = fmt::format(
        "The provider's schema has the {}, but no code implements it. Report this bug.", what);
  }
  AddDiagnostic({framework::Severity::kError, "Unknown Type", std::move(detail), {}}, diagnostics);
  return std::nullopt;
}

auto FindDataSource(const framework::Server& server, const schema::ProviderSchema& schema,
                    const std::string& name, DiagnosticMessages& diagnostics) {
  return FindType("data source", server.types().data_sources, schema.data_sources, name,
                  diagnostics);
}

auto FindEphemeralResource(const framework::Server& server, const schema::ProviderSchema& schema,
                           const std::string& name, DiagnosticMessages& diagnostics) {
  return FindType("ephemeral resource", server.types().ephemeral_resources,
                  schema.ephemeral_resources, name, diagnostics);
}

auto FindAction(const framework::Server& server, const schema::ProviderSchema& schema,
                const std::string& name, DiagnosticMessages& diagnostics) {
  return FindType("action", server.types().actions, schema.actions, name, diagnostics);
}

// nullopt, with a diagnostic, if there is no such type or the configuration does not conform to it.
template <typename Type>
std::optional<cty::Value> ReadConfigOf(const std::optional<NamedType<Type>>& type,
                                       const ::tfplugin6::DynamicValue& message,
                                       DiagnosticMessages& diagnostics) {
  return type ? ReadConfig(message, type->schema, diagnostics) : std::nullopt;
}

template <typename Type>
void Validate(const framework::Server& server, const std::optional<NamedType<Type>>& type,
              const ::tfplugin6::DynamicValue& message, DiagnosticMessages& diagnostics) {
  const auto config = ReadConfigOf(type, message, diagnostics);
  if (!config) return;
  framework::Diagnostics found;
  server.Validate(type->implementation, *config, found);
  AddDiagnostics(found, diagnostics);
}

struct ReadMessages {
  std::optional<::tfplugin6::DynamicValue> value;  // nullopt after an error
  std::optional<::tfplugin6::Deferred> deferred;
};

ReadMessages ToMessages(const framework::ReadResponse& response, const cty::Value& config,
                        const cty::Type& type, DiagnosticMessages& diagnostics) {
  ReadMessages messages;
  AddDiagnostics(response.diagnostics, diagnostics);
  if (response.deferred) {
    messages.deferred.emplace().set_reason(
        static_cast<::tfplugin6::Deferred::Reason>(*response.deferred));
  }
  // A deferred response needs a placeholder value.
  const cty::Value* value = response.deferred ? &config : nullptr;
  if (response.state) value = &*response.state;
  ::tfplugin6::DynamicValue message;
  if (value != nullptr && SetValue(*value, type, message, diagnostics)) {
    messages.value = std::move(message);
  }
  return messages;
}

}  // namespace

void ProviderRpcs::ValidateDataResourceConfig(
    const ::tfplugin6::ValidateDataResourceConfig::Request& request,
    ::tfplugin6::ValidateDataResourceConfig::Response& response) const {
  auto& diagnostics = *response.mutable_diagnostics();
  const auto source = FindDataSource(server_, schema_(), request.type_name(), diagnostics);
  Validate(server_, source, request.config(), diagnostics);
}

void ProviderRpcs::ReadDataSource(const ::tfplugin6::ReadDataSource::Request& request,
                                  ::tfplugin6::ReadDataSource::Response& response,
                                  const IsCancelled& is_cancelled) {
  auto& diagnostics = *response.mutable_diagnostics();
  const auto source = FindDataSource(server_, schema_(), request.type_name(), diagnostics);
  const auto config = ReadConfigOf(source, request.config(), diagnostics);
  if (!config) return;
  const Cancellation::Call call(cancellation_, is_cancelled);
  const auto read = server_.Read(
      source->implementation,
      {source->what, *config, request.client_capabilities().deferral_allowed(), call.token()});
  auto messages = ToMessages(read, *config, source->schema.type, diagnostics);
  if (messages.value) *response.mutable_state() = *std::move(messages.value);
  if (messages.deferred) *response.mutable_deferred() = *std::move(messages.deferred);
}

void ProviderRpcs::ValidateEphemeralResourceConfig(
    const ::tfplugin6::ValidateEphemeralResourceConfig::Request& request,
    ::tfplugin6::ValidateEphemeralResourceConfig::Response& response) const {
  auto& diagnostics = *response.mutable_diagnostics();
  const auto resource = FindEphemeralResource(server_, schema_(), request.type_name(), diagnostics);
  Validate(server_, resource, request.config(), diagnostics);
}

void ProviderRpcs::OpenEphemeralResource(const ::tfplugin6::OpenEphemeralResource::Request& request,
                                         ::tfplugin6::OpenEphemeralResource::Response& response,
                                         const IsCancelled& is_cancelled) {
  auto& diagnostics = *response.mutable_diagnostics();
  const auto resource = FindEphemeralResource(server_, schema_(), request.type_name(), diagnostics);
  const auto config = ReadConfigOf(resource, request.config(), diagnostics);
  if (!config) return;
  const Cancellation::Call call(cancellation_, is_cancelled);
  const auto opened = server_.Open(
      resource->implementation,
      {resource->what, *config, request.client_capabilities().deferral_allowed(), call.token()});
  auto messages = ToMessages(opened, *config, resource->schema.type, diagnostics);
  if (messages.value) *response.mutable_result() = *std::move(messages.value);
  if (messages.deferred) *response.mutable_deferred() = *std::move(messages.deferred);
}

void ProviderRpcs::RenewEphemeralResource(
    const ::tfplugin6::RenewEphemeralResource::Request& request,
    ::tfplugin6::RenewEphemeralResource::Response& response) const {
  static_cast<void>(FindEphemeralResource(server_, schema_(), request.type_name(),
                                          *response.mutable_diagnostics()));
}

void ProviderRpcs::CloseEphemeralResource(
    const ::tfplugin6::CloseEphemeralResource::Request& request,
    ::tfplugin6::CloseEphemeralResource::Response& response) const {
  static_cast<void>(FindEphemeralResource(server_, schema_(), request.type_name(),
                                          *response.mutable_diagnostics()));
}

void ProviderRpcs::ValidateActionConfig(
    const ::tfplugin6::ValidateActionConfig::Request& request,
    ::tfplugin6::ValidateActionConfig::Response& response) const {
  auto& diagnostics = *response.mutable_diagnostics();
  const auto action = FindAction(server_, schema_(), request.action_type(), diagnostics);
  Validate(server_, action, request.config(), diagnostics);
}

void ProviderRpcs::PlanAction(const ::tfplugin6::PlanAction::Request& request,
                              ::tfplugin6::PlanAction::Response& response) const {
  auto& diagnostics = *response.mutable_diagnostics();
  const auto action = FindAction(server_, schema_(), request.action_type(), diagnostics);
  Validate(server_, action, request.config(), diagnostics);
}

void ProviderRpcs::InvokeAction(const ::tfplugin6::InvokeAction::Request& request,
                                const SendActionEvent& send, const IsCancelled& is_cancelled) {
  ::tfplugin6::InvokeAction::Event completed;
  auto& diagnostics = *completed.mutable_completed()->mutable_diagnostics();
  const auto action = FindAction(server_, schema_(), request.action_type(), diagnostics);
  if (const auto config = ReadConfigOf(action, request.config(), diagnostics)) {
    const auto progress = [&send](std::string message) {
      ::tfplugin6::InvokeAction::Event event;
      event.mutable_progress()->set_message(std::move(message));
      send(event);
    };
    const Cancellation::Call call(cancellation_, is_cancelled);
    AddDiagnostics(server_.Invoke(action->implementation,
                                  {action->what, *config,
                                   request.client_capabilities().deferral_allowed(), call.token()},
                                  progress),
                   diagnostics);
  }
  send(completed);
}

}  // namespace provider::tfplugin6
