// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What a bucket may be called, and the function bucket_name_problems, which says so.
//
// Two sets of rules: the API of CTS refuses a name that breaks its own, so that is an error before
// any call. OBS has more: a name that breaks only those passes the API, but no such bucket can
// exist, so that is a warning.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "provider/framework/provider.h"

namespace provider::bucket_check {

// What a message says about a name that breaks rules.
struct NameFaults {
  // Each follows the name or a word that stands for it: `ends with '-', which OBS does not allow`.
  std::vector<std::string> phrases;
  std::string advice;  // a sentence about what they have in common; may be empty
};

// Without phrases: the name keeps the rules. Offline and pure.
//
// Source: API page of checkbucket, bucket_name: 3 to 63 characters out of [a-z0-9.-], the first one
// a lowercase letter or a digit.
[[nodiscard]] NameFaults FindApiNameFaults(std::string_view name);

// Source: OBS naming rules beyond those: no IP address, no hyphen or period at the end, no "..",
// ".-" or "-.".
[[nodiscard]] NameFaults FindObsNameFaults(std::string_view name);

// The faults as sentences that each name the bucket and end in a period, so that they are a message
// when they are joined by spaces.
[[nodiscard]] std::vector<std::string> NameProblems(std::string_view name,
                                                    const NameFaults& faults);

// The same in a message that has named the bucket: "It has 2 characters; … It contains …"
[[nodiscard]] std::string DescribeFaults(const NameFaults& faults);

// For the `validation` block of a variable. Note that it makes no difference between errors and
// warnings: each broken rule is a problem.
class NameFunction final : public framework::Function {
 public:
  // A null name has no problems: an optional variable needs no condition of its own.
  [[nodiscard]] std::optional<framework::FunctionError> Call(
      const std::vector<cty::Value>& arguments, cty::Value& result) const override;
};

}  // namespace provider::bucket_check
