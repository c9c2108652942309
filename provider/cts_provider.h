// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The provider as a whole: the list of its types, and what Configure creates.

#pragma once

#include <memory>
#include <string>

#include "provider/base/clock.h"
#include "provider/base/environment.h"
#include "provider/framework/provider.h"

namespace provider {

// Thread safe. Does not use the network before the first read that needs it.
class CtsProvider final : public framework::Provider {
 public:
  // `clock` must outlive the provider. `version` goes into the user agent.
  CtsProvider(base::Environment environment, base::Clock& clock, std::string version);

  void ValidateConfig(const cty::Value& config, framework::Diagnostics& diagnostics) const override;
  [[nodiscard]] std::shared_ptr<framework::ProviderData> Configure(
      const framework::ConfigureRequest& request, framework::Diagnostics& diagnostics) override;
  [[nodiscard]] const framework::Types& types() const override { return types_; }

 private:
  base::Environment environment_;
  base::Clock& clock_;
  std::string version_;
  base::Random random_;
  framework::Types types_;
};

}  // namespace provider
