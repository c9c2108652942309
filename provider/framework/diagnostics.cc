// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/framework/diagnostics.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace provider::framework {

void Diagnostics::AddError(std::string summary, std::string detail, cty::Path path) {
  items_.push_back({Severity::kError, std::move(summary), std::move(detail), std::move(path)});
}

void Diagnostics::AddWarning(std::string summary, std::string detail, cty::Path path) {
  items_.push_back({Severity::kWarning, std::move(summary), std::move(detail), std::move(path)});
}

void Diagnostics::Append(Diagnostics other) {
  std::ranges::move(other.items_, std::back_inserter(items_));
}

bool Diagnostics::HasError() const {
  return std::ranges::any_of(
      items_, [](const Diagnostic& item) { return item.severity == Severity::kError; });
}

}  // namespace provider::framework
