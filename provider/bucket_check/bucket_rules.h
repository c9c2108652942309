// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The naming rules for buckets, and the function bucket_name_problems, which checks them.
//
// There are two sets of rules. The API of CTS refuses a name that breaks its own, so that is an
// error before any call. A name that breaks only the further rules of OBS passes the API, but no
// such bucket can exist, so that is a warning.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "provider/framework/provider.h"

namespace provider::bucket_check {

// What a message says about a name that breaks the rules.
struct NameFaults {
  // Each phrase follows the name or a word that stands for it: `ends with '-', which OBS does not
  // allow`.
  std::vector<std::string> phrases;
  std::string advice;  // a sentence about all of them; may be empty
};

// If there are no phrases, the name follows the rules. Offline and pure.
//
// Source: API page of checkbucket, bucket_name: 3 to 63 characters out of [a-z0-9.-], the first one
// a lowercase letter or a digit.
[[nodiscard]] NameFaults FindApiNameFaults(std::string_view name);

// Source: the further naming rules of OBS: not an IP address, no hyphen or period at the end, no
// "..", ".-" or "-.".
[[nodiscard]] NameFaults FindObsNameFaults(std::string_view name);

// The faults as sentences. Each names the bucket and ends in a period, so that they form a message
// when joined with spaces.
[[nodiscard]] std::vector<std::string> NameProblems(std::string_view name,
                                                    const NameFaults& faults);

// The same for a message that has already named the bucket: "It has 2 characters; … It contains …"
[[nodiscard]] std::string DescribeFaults(const NameFaults& faults);

// For the `validation` block of a variable. Note that it does not distinguish errors from warnings:
// each broken rule is a problem.
class NameFunction final : public framework::Function {
 public:
  // A null name has no problems, so that an optional variable needs no extra condition.
  [[nodiscard]] std::optional<framework::FunctionError> Call(
      const std::vector<cty::Value>& arguments, cty::Value& result) const override;
};

}  // namespace provider::bucket_check
