// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/bucket_check/name_function.h"

#include <string>
#include <utility>

#include "provider/bucket_check/bucket_rules.h"

namespace provider::bucket_check {

std::optional<framework::FunctionError> NameFunction::Call(const std::vector<cty::Value>& arguments,
                                                           cty::Value& result) const {
  cty::Value::Elements problems;
  if (const cty::Value& name = arguments.at(0); !name.IsNull()) {
    const std::string& text = name.AsString();
    for (const auto find : {FindApiNameFaults, FindObsNameFaults}) {
      for (std::string& problem : NameProblems(text, find(text))) {
        problems.push_back(cty::Value::String(std::move(problem)));
      }
    }
  }
  result = cty::Value::List(std::move(problems));
  return std::nullopt;
}

}  // namespace provider::bucket_check
