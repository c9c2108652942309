// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The provider put together: configuration to session, session to the checks that use it.

#pragma once

#include <string>

#include "provider/base/backoff.h"
#include "provider/base/clock.h"
#include "provider/base/environment.h"
#include "provider/bucket_check/action.h"
#include "provider/bucket_check/check_service.h"
#include "provider/bucket_check/data_source.h"
#include "provider/bucket_check/ephemeral_resource.h"
#include "provider/bucket_check/name_function.h"
#include "provider/framework/provider.h"

namespace provider {

// Thread safe; no network before the first read that needs it.
class CtsProvider final : public framework::Provider {
 public:
  // `clock` must outlive it. `version` goes into the user agent.
  CtsProvider(base::Environment environment, base::Clock& clock, std::string version);

  void ValidateConfig(const cty::Value& config, framework::Diagnostics& diagnostics) const override;
  void Configure(const framework::ConfigureRequest& request,
                 framework::Diagnostics& diagnostics) override;

  [[nodiscard]] framework::DataSource* FindDataSource(std::string_view type_name) override;
  [[nodiscard]] framework::EphemeralResource* FindEphemeralResource(
      std::string_view type_name) override;
  [[nodiscard]] framework::Action* FindAction(std::string_view type_name) override;
  [[nodiscard]] framework::Function* FindFunction(std::string_view name) override;

 private:
  base::Environment environment_;
  base::Clock& clock_;
  std::string version_;
  base::Random random_;
  bucket_check::CheckService checks_;
  bucket_check::DataSource data_source_;
  bucket_check::EphemeralResource ephemeral_resource_;
  bucket_check::Action action_;
  bucket_check::NameFunction name_function_;
};

}  // namespace provider
