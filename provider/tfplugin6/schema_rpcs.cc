// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Schema RPCs: what there is, and what it looks like.

#include "provider/tfplugin6/provider_rpcs.h"
#include "provider/tfplugin6/to_proto.h"

namespace provider::tfplugin6 {
namespace {

// Core caches our schema and skips GetProviderSchema in later processes: three starts a plan.
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

}  // namespace provider::tfplugin6
