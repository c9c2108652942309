// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The RPCs of the provider itself: its schemas, its block, StopProvider.

#include "provider/tfplugin6/provider_rpcs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "provider/base/log.h"
#include "provider/text/redaction.h"
#include "provider/tfplugin6/from_proto.h"
#include "provider/tfplugin6/to_proto.h"

namespace provider::tfplugin6 {
namespace {

// Lets core cache the schema and skip GetProviderSchema in later processes: there are three per
// plan.
void SetCapabilities(::tfplugin6::ServerCapabilities& capabilities) {
  capabilities.set_get_provider_schema_optional(true);
}

}  // namespace

void ProviderRpcs::GetMetadata(::tfplugin6::GetMetadata::Response& response) const {
  const auto& schema = schema_();
  SetCapabilities(*response.mutable_server_capabilities());
  for (const auto& [name, _] : schema.data_sources) {
    response.add_data_sources()->set_type_name(name);
  }
  for (const auto& [name, _] : schema.ephemeral_resources) {
    response.add_ephemeral_resources()->set_type_name(name);
  }
  for (const auto& [name, _] : schema.actions) response.add_actions()->set_type_name(name);
  for (const auto& [name, _] : schema.functions) response.add_functions()->set_name(name);
}

void ProviderRpcs::GetProviderSchema(::tfplugin6::GetProviderSchema::Response& response) const {
  const auto& schema = schema_();
  SetCapabilities(*response.mutable_server_capabilities());
  SetSchema(schema.provider, *response.mutable_provider());
  for (const auto& [name, data_source] : schema.data_sources) {
    SetSchema(data_source, (*response.mutable_data_source_schemas())[name]);
  }
  for (const auto& [name, ephemeral] : schema.ephemeral_resources) {
    SetSchema(ephemeral, (*response.mutable_ephemeral_resource_schemas())[name]);
  }
  for (const auto& [name, action] : schema.actions) {
    SetSchema(action, *(*response.mutable_action_schemas())[name].mutable_schema());
  }
  for (const auto& [name, function] : schema.functions) {
    SetFunction(function, (*response.mutable_functions())[name]);
  }
}

void ProviderRpcs::GetFunctions(::tfplugin6::GetFunctions::Response& response) const {
  for (const auto& [name, function] : schema_().functions) {
    SetFunction(function, (*response.mutable_functions())[name]);
  }
}

void ProviderRpcs::ValidateProviderConfig(
    const ::tfplugin6::ValidateProviderConfig::Request& request,
    ::tfplugin6::ValidateProviderConfig::Response& response) const {
  auto& messages = *response.mutable_diagnostics();
  const auto config = ReadConfig(request.config(), schema_().provider, messages);
  if (!config) return;
  framework::Diagnostics diagnostics;
  server_.ValidateProviderConfig(*config, diagnostics);
  AddDiagnostics(diagnostics, messages);
}

void ProviderRpcs::ConfigureProvider(const ::tfplugin6::ConfigureProvider::Request& request,
                                     ::tfplugin6::ConfigureProvider::Response& response) {
  cancellation_.Rearm();
  auto& messages = *response.mutable_diagnostics();
  const auto config = ReadConfig(request.config(), schema_().provider, messages);
  if (!config) return;
  framework::Diagnostics diagnostics;
  server_.Configure({*config, request.terraform_version()}, diagnostics);
  AddDiagnostics(diagnostics, messages);
}

void ProviderRpcs::StopProvider() {
  base::Log(base::LogLevel::kDebug, "Stopping every read under way");
  cancellation_.StopAll();
}

void ProviderRpcs::AddNoManagedResources(const std::string& type_name,
                                         DiagnosticMessages& diagnostics) const {
  std::vector<std::string> sources;
  for (const auto& [name, _] : server_.types().data_sources) {
    sources.push_back(fmt::format("\"{}\"", name));
  }
  AddDiagnostic(
      {framework::Severity::kError,
       "No Managed Resources",
       fmt::format("This provider has no managed resources, so it cannot serve \"{}\". Its data "
                   "sources: {}.",
                   text::CleanForeignText(type_name, 100), fmt::join(sources, ", ")),
       {}},
      diagnostics);
}

}  // namespace provider::tfplugin6
