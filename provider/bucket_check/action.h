// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The action cts_bucket_check.
//
// An action has no results: a bucket that cannot receive traces is always an error, and what was
// checked is reported as progress.

#pragma once

#include <functional>
#include <string>

#include "provider/framework/provider.h"

namespace provider::bucket_check {

class Action final : public framework::Action {
 public:
  void ValidateConfig(const framework::ValidateRequest& request,
                      framework::Diagnostics& diagnostics) const override;
  // Progress: a line before each pause of wait_for, at the end the count.
  [[nodiscard]] framework::Diagnostics Invoke(
      const framework::ReadRequest& request,
      const std::function<void(std::string)>& progress) override;
};

}  // namespace provider::bucket_check
