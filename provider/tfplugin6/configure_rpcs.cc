// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The provider's own life: its block is validated, then configures it; StopProvider ends reads.

#include "provider/base/log.h"
#include "provider/tfplugin6/config.h"
#include "provider/tfplugin6/provider_rpcs.h"

namespace provider::tfplugin6 {

void ProviderRpcs::ValidateProviderConfig(
    const ::tfplugin6::ValidateProviderConfig::Request& request,
    ::tfplugin6::ValidateProviderConfig::Response& response) const {
  auto& messages = *response.mutable_diagnostics();
  const auto config = ReadConfig(request.config(), schema_().provider, messages);
  if (!config) return;
  framework::Diagnostics diagnostics;
  provider_.ValidateConfig(*config, diagnostics);
  AddDiagnostics(diagnostics, messages);
}

void ProviderRpcs::ConfigureProvider(const ::tfplugin6::ConfigureProvider::Request& request,
                                     ::tfplugin6::ConfigureProvider::Response& response) {
  cancellation_.Rearm();
  auto& messages = *response.mutable_diagnostics();
  const auto config = ReadConfig(request.config(), schema_().provider, messages);
  if (!config) return;
  framework::Diagnostics diagnostics;
  provider_.Configure({*config, request.terraform_version()}, diagnostics);
  AddDiagnostics(diagnostics, messages);
}

void ProviderRpcs::StopProvider() {
  base::Log(base::LogLevel::kDebug, "Stopping every read under way");
  cancellation_.StopAll();
}

}  // namespace provider::tfplugin6
