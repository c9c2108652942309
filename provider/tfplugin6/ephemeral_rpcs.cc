// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Ephemeral resource RPCs. Core opens at plan and again at apply, in another process, and closes
// whatever it opened.
//
// Wrong to expect: a renewal, or something to close. No answer has renew_at, because a check does
// not expire, and nothing stays open: both succeed for whatever could be opened. An error of Close
// would end a run that has succeeded.

#include <utility>

#include "provider/tfplugin6/provider_rpcs.h"
#include "provider/tfplugin6/typed_rpcs.h"

namespace provider::tfplugin6 {

constexpr std::string_view kKind = "ephemeral resource";

void ProviderRpcs::ValidateEphemeralResourceConfig(
    const ::tfplugin6::ValidateEphemeralResourceConfig::Request& request,
    ::tfplugin6::ValidateEphemeralResourceConfig::Response& response) const {
  const auto* resource = provider_.FindEphemeralResource(request.type_name());
  Validate(
      {kKind, schema_().ephemeral_resources, request.type_name(), resource != nullptr},
      request.config(),
      [resource](const auto& config, auto& found) { resource->ValidateConfig(config, found); },
      *response.mutable_diagnostics());
}

void ProviderRpcs::OpenEphemeralResource(const ::tfplugin6::OpenEphemeralResource::Request& request,
                                         ::tfplugin6::OpenEphemeralResource::Response& response,
                                         const IsCancelled& is_cancelled) {
  auto* resource = provider_.FindEphemeralResource(request.type_name());
  const bool deferral_allowed = request.client_capabilities().deferral_allowed();
  const Cancellation::Call call(cancellation_, is_cancelled);
  auto opened = Read(
      {kKind, schema_().ephemeral_resources, request.type_name(), resource != nullptr},
      request.config(),
      [&](const auto& config) { return resource->Open({config, deferral_allowed, call.token()}); },
      *response.mutable_diagnostics());
  if (opened.value) *response.mutable_result() = *std::move(opened.value);
  if (opened.deferred) *response.mutable_deferred() = *std::move(opened.deferred);
}

void ProviderRpcs::FindEphemeral(const std::string& type_name,
                                 DiagnosticMessages& diagnostics) const {
  const bool implemented = provider_.FindEphemeralResource(type_name) != nullptr;
  static_cast<void>(
      FindSchema({kKind, schema_().ephemeral_resources, type_name, implemented}, diagnostics));
}

void ProviderRpcs::RenewEphemeralResource(
    const ::tfplugin6::RenewEphemeralResource::Request& request,
    ::tfplugin6::RenewEphemeralResource::Response& response) const {
  FindEphemeral(request.type_name(), *response.mutable_diagnostics());
}

void ProviderRpcs::CloseEphemeralResource(
    const ::tfplugin6::CloseEphemeralResource::Request& request,
    ::tfplugin6::CloseEphemeralResource::Response& response) const {
  FindEphemeral(request.type_name(), *response.mutable_diagnostics());
}

}  // namespace provider::tfplugin6
