// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Data source RPCs.

#include <fmt/format.h>

#include "provider/tfplugin6/config.h"
#include "provider/tfplugin6/provider_rpcs.h"

namespace provider::tfplugin6 {
namespace {

void AddUnknownType(const std::string& type_name, DiagnosticMessages& diagnostics) {
  AddDiagnostic({framework::Severity::kError,
                 "Unknown Data Source",
                 fmt::format("This provider has no data source of the type \"{}\".", type_name),
                 {}},
                diagnostics);
}

}  // namespace

void ProviderRpcs::ValidateDataResourceConfig(
    const ::tfplugin6::ValidateDataResourceConfig::Request& request,
    ::tfplugin6::ValidateDataResourceConfig::Response& response) const {
  auto& messages = *response.mutable_diagnostics();
  const auto schema = schema_().data_sources.find(request.type_name());
  const auto* data_source = provider_.FindDataSource(request.type_name());
  if (schema == schema_().data_sources.end() || data_source == nullptr) {
    return AddUnknownType(request.type_name(), messages);
  }
  const auto config = ReadConfig(request.config(), schema->second, messages);
  if (!config) return;
  framework::Diagnostics diagnostics;
  data_source->ValidateConfig(*config, diagnostics);
  AddDiagnostics(diagnostics, messages);
}

void ProviderRpcs::ReadDataSource(const ::tfplugin6::ReadDataSource::Request& request,
                                  ::tfplugin6::ReadDataSource::Response& response,
                                  const IsCancelled& is_cancelled) {
  auto& messages = *response.mutable_diagnostics();
  const auto schema = schema_().data_sources.find(request.type_name());
  auto* data_source = provider_.FindDataSource(request.type_name());
  if (schema == schema_().data_sources.end() || data_source == nullptr) {
    return AddUnknownType(request.type_name(), messages);
  }
  const auto config = ReadConfig(request.config(), schema->second, messages);
  if (!config) return;
  const Cancellation::Call call(cancellation_, is_cancelled);
  auto read =
      data_source->Read({*config, request.client_capabilities().deferral_allowed(), call.token()});
  AddDiagnostics(read.diagnostics, messages);
  if (read.deferred) {
    // The host wants a typed placeholder beside it: the configuration with nothing read yet.
    response.mutable_deferred()->set_reason(
        static_cast<::tfplugin6::Deferred::Reason>(*read.deferred));
    if (!SetValue(*config, schema->second.type, *response.mutable_state(), messages)) {
      response.clear_state();
    }
    return;
  }
  if (read.diagnostics.HasError() || !read.state) return;
  if (!SetValue(*read.state, schema->second.type, *response.mutable_state(), messages)) {
    response.clear_state();
  }
}

}  // namespace provider::tfplugin6
