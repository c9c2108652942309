// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The action cts_bucket_check.
//
// An action has no results: a bucket that cannot receive traces is always an error, and what was
// checked is reported as progress.

#pragma once

#include <functional>
#include <string>

#include "provider/base/clock.h"
#include "provider/bucket_check/check_service.h"
#include "provider/framework/provider.h"

namespace provider::bucket_check {

class Action final : public framework::Action {
 public:
  // Both must outlive it.
  Action(const CheckService& service, base::Clock& clock) : service_(service), clock_(clock) {}

  void ValidateConfig(const cty::Value& config, framework::Diagnostics& diagnostics) const override;
  // Progress: a line before each pause of wait_for, at the end the count. An argument that is not
  // known is an error.
  [[nodiscard]] framework::Diagnostics Invoke(
      const framework::ReadRequest& request,
      const std::function<void(std::string)>& progress) override;

 private:
  const CheckService& service_;
  base::Clock& clock_;
};

}  // namespace provider::bucket_check
