// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The data source cts_bucket_check, and the ephemeral resource of the same name: the same check,
// run again at apply.
//
// Note that a bucket that cannot receive traces is not an error but data, unless require_success is
// set. The ephemeral resource gates nothing by itself, and core does not show its summary: only an
// error, which require_success makes of a failing bucket, stops what depends on it.

#pragma once

#include "provider/framework/provider.h"

namespace provider::bucket_check {

// A valid configuration is announced, so that reads that share a call may wait for it: core
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
