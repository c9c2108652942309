// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cts_provider.h"

#include <memory>
#include <utility>

#include "provider/auth/session.h"
#include "provider/configure/provider_config.h"
#include "provider/http/curl_transport.h"
#include "provider/http/trust.h"

namespace provider {

constexpr std::string_view kBucketCheck = "cts_bucket_check";

CtsProvider::CtsProvider(base::Environment environment, base::Clock& clock, std::string version)
    : environment_(std::move(environment)),
      clock_(clock),
      version_(std::move(version)),
      random_(base::SystemRandom()),
      checks_(clock_),
      data_source_(checks_, clock_),
      ephemeral_resource_(checks_, clock_),
      action_(checks_, clock_) {}

void CtsProvider::ValidateConfig(const cty::Value& config,
                                 framework::Diagnostics& diagnostics) const {
  configure::ValidateProviderConfig(config, environment_, diagnostics);
}

void CtsProvider::Configure(const framework::ConfigureRequest& request,
                            framework::Diagnostics& diagnostics) {
  auto config = configure::ReadProviderConfig(request.config, environment_, version_,
                                              request.terraform_version);
  if (auto why = http::WhyCaIsUnusable(config.auth.ca, config.auth.ca_setting)) {
    diagnostics.AddError("Unusable CA Certificates", *std::move(why),
                         cty::Path::Root("cacert_file"));
  }
  auto transport = http::MakeCurlTransport({.insecure = config.auth.insecure,
                                            .ca = config.auth.ca,
                                            .user_agent = config.auth.user_agent,
                                            .environment = environment_,
                                            .ca_setting = config.auth.ca_setting});
  const auto& batching = config.batching;
  checks_.Use(std::make_shared<auth::Session>(std::move(config.auth), std::move(transport), clock_,
                                              random_),
              {.enabled = batching.enabled,
               .send_after = batching.send_after,
               .max_queries = static_cast<std::size_t>(batching.max_buckets)});
}

framework::DataSource* CtsProvider::FindDataSource(std::string_view type_name) {
  return type_name == kBucketCheck ? &data_source_ : nullptr;
}

framework::EphemeralResource* CtsProvider::FindEphemeralResource(std::string_view type_name) {
  return type_name == kBucketCheck ? &ephemeral_resource_ : nullptr;
}

framework::Action* CtsProvider::FindAction(std::string_view type_name) {
  return type_name == kBucketCheck ? &action_ : nullptr;
}

framework::Function* CtsProvider::FindFunction(std::string_view name) {
  return name == "bucket_name_problems" ? &name_function_ : nullptr;
}

}  // namespace provider
