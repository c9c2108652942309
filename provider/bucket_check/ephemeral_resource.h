// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The ephemeral resource cts_bucket_check: the data source's check, run again at apply.
//
// Note that core does not show its summary, and that it gates nothing by itself. Only an error,
// which require_success makes of a failing bucket, stops what depends on it.

#pragma once

#include "provider/base/clock.h"
#include "provider/bucket_check/check_service.h"
#include "provider/framework/provider.h"

namespace provider::bucket_check {

class EphemeralResource final : public framework::EphemeralResource {
 public:
  // Both must outlive it.
  EphemeralResource(const CheckService& service, base::Clock& clock)
      : service_(service), clock_(clock) {}

  void ValidateConfig(const cty::Value& config, framework::Diagnostics& diagnostics) const override;
  [[nodiscard]] framework::ReadResponse Open(const framework::ReadRequest& request) override;

 private:
  const CheckService& service_;
  base::Clock& clock_;
};

}  // namespace provider::bucket_check
