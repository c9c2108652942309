// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Data source RPCs.

#include <utility>

#include "provider/tfplugin6/provider_rpcs.h"
#include "provider/tfplugin6/typed_rpcs.h"

namespace provider::tfplugin6 {

constexpr std::string_view kKind = "data source";

void ProviderRpcs::ValidateDataResourceConfig(
    const ::tfplugin6::ValidateDataResourceConfig::Request& request,
    ::tfplugin6::ValidateDataResourceConfig::Response& response) const {
  const auto* source = provider_.FindDataSource(request.type_name());
  Validate(
      {kKind, schema_().data_sources, request.type_name(), source != nullptr}, request.config(),
      [source](const auto& config, auto& found) { source->ValidateConfig(config, found); },
      *response.mutable_diagnostics());
}

void ProviderRpcs::ReadDataSource(const ::tfplugin6::ReadDataSource::Request& request,
                                  ::tfplugin6::ReadDataSource::Response& response,
                                  const IsCancelled& is_cancelled) {
  auto* source = provider_.FindDataSource(request.type_name());
  const bool deferral_allowed = request.client_capabilities().deferral_allowed();
  const Cancellation::Call call(cancellation_, is_cancelled);
  auto read = Read(
      {kKind, schema_().data_sources, request.type_name(), source != nullptr}, request.config(),
      [&](const auto& config) { return source->Read({config, deferral_allowed, call.token()}); },
      *response.mutable_diagnostics());
  if (read.value) *response.mutable_state() = *std::move(read.value);
  if (read.deferred) *response.mutable_deferred() = *std::move(read.deferred);
}

}  // namespace provider::tfplugin6
