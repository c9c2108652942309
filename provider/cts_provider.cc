// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cts_provider.h"

#include <utility>

#include "provider/bucket_check/action.h"
#include "provider/bucket_check/bucket_rules.h"
#include "provider/bucket_check/data_source.h"
#include "provider/configure/provider_config.h"
#include "provider/session/make_session.h"

namespace provider {
namespace {

// To add one, see docs/design/adding-a-data-source.md.
framework::Types AllTypes() {
  framework::Types types;
  types.data_sources["cts_bucket_check"] = std::make_unique<bucket_check::DataSource>();
  types.ephemeral_resources["cts_bucket_check"] =
      std::make_unique<bucket_check::EphemeralResource>();
  types.actions["cts_bucket_check"] = std::make_unique<bucket_check::Action>();
  types.functions["bucket_name_problems"] = std::make_unique<bucket_check::NameFunction>();
  return types;
}

}  // namespace

CtsProvider::CtsProvider(base::Environment environment, base::Clock& clock, std::string version)
    : environment_(std::move(environment)),
      clock_(clock),
      version_(std::move(version)),
      random_(base::SystemRandom()),
      types_(AllTypes()) {}

void CtsProvider::ValidateConfig(const cty::Value& config,
                                 framework::Diagnostics& diagnostics) const {
  configure::ValidateProviderConfig(config, environment_, diagnostics);
}

std::shared_ptr<framework::ProviderData> CtsProvider::Configure(
    const framework::ConfigureRequest& request, framework::Diagnostics& diagnostics) {
  return session::MakeSession(
      request,
      {.environment = environment_, .clock = clock_, .random = random_, .version = version_},
      diagnostics);
}

}  // namespace provider
