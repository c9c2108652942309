// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The function bucket_name_problems: the rules of bucket_rules.h for the `validation` block of a
// variable.
//
// Note that it makes no difference between errors and warnings. The data source warns of a name
// that breaks only OBS's own rules; here each broken rule is a problem.

#pragma once

#include <optional>
#include <vector>

#include "provider/framework/provider.h"

namespace provider::bucket_check {

class NameFunction final : public framework::Function {
 public:
  // A null name has no problems: an optional variable needs no condition of its own.
  [[nodiscard]] std::optional<framework::FunctionError> Call(
      const std::vector<cty::Value>& arguments, cty::Value& result) const override;
};

}  // namespace provider::bucket_check
