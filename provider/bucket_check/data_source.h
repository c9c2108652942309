// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The data source cts_bucket_check.
//
// Note that a bucket that cannot receive traces is not an error but data, unless require_success
// is set.

#pragma once

#include "provider/base/clock.h"
#include "provider/bucket_check/check_service.h"
#include "provider/framework/provider.h"

namespace provider::bucket_check {

class DataSource final : public framework::DataSource {
 public:
  // Both must outlive it.
  DataSource(const CheckService& service, base::Clock& clock) : service_(service), clock_(clock) {}

  void ValidateConfig(const cty::Value& config, framework::Diagnostics& diagnostics) const override;
  [[nodiscard]] framework::ReadResponse Read(const framework::ReadRequest& request) override;

 private:
  const CheckService& service_;
  base::Clock& clock_;
};

}  // namespace provider::bucket_check
