// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The data source cts_bucket_check, and the ephemeral resource of the same name, which runs the
// same check again at apply.
//
// Note that a bucket that cannot receive traces is data, not an error, unless require_success is
// set. The ephemeral resource by itself stops nothing, and core does not show its summary. Only the
// error that require_success raises stops what depends on it.

#pragma once

#include "provider/framework/provider.h"

namespace provider::bucket_check {

// Announces each valid configuration, so that reads that share a call can wait for it: core
// validates each instance just before it reads it.
class DataSource final : public framework::DataSource {
 public:
  void ValidateConfig(const framework::ValidateRequest& request,
                      framework::Diagnostics& diagnostics) const override;
  [[nodiscard]] framework::ReadResponse Read(const framework::ReadRequest& request) override;
};

class EphemeralResource final : public framework::EphemeralResource {
 public:
  void ValidateConfig(const framework::ValidateRequest& request,
                      framework::Diagnostics& diagnostics) const override;
  [[nodiscard]] framework::ReadResponse Open(const framework::ReadRequest& request) override;
};

}  // namespace provider::bucket_check
