// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The action cts_bucket_check.
//
// Wrong to expect: data. An action has no results, so that a bucket which cannot receive traces is
// always an error; what was checked is told as progress.

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
  Action(const CheckService& service, const base::Clock& clock)
      : service_(service), clock_(clock) {}

  void ValidateConfig(const cty::Value& config, framework::Diagnostics& diagnostics) const override;
  // One progress message: the summary. It is wholly known what to check, or it is an error.
  [[nodiscard]] framework::Diagnostics Invoke(
      const framework::ReadRequest& request,
      const std::function<void(std::string)>& progress) override;

 private:
  const CheckService& service_;
  const base::Clock& clock_;
};

}  // namespace provider::bucket_check
