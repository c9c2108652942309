// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The action cts_bucket_check.
//
// An action has no results. So a bucket that cannot receive traces is always an error, and the
// checked buckets are reported as progress.

#pragma once

#include <functional>
#include <string>

#include "provider/framework/provider.h"

namespace provider::bucket_check {

class Action final : public framework::Action {
 public:
  void ValidateConfig(const framework::ValidateRequest& request,
                      framework::Diagnostics& diagnostics) const override;
  // Reports a line of progress before each pause of wait_for, and the count at the end.
  [[nodiscard]] framework::Diagnostics Invoke(
      const framework::ReadRequest& request,
      const std::function<void(std::string)>& progress) override;
};

}  // namespace provider::bucket_check
