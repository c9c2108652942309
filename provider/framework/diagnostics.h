// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Errors and warnings for the user, each with a summary, a detail and the place that it is about.
//
// Summary: title case, short, constant. Detail: full sentences that say what failed, where, why and
// what to do. Core adds file and line, so do not name files here.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "provider/cty/path.h"

namespace provider::framework {

enum class Severity { kError, kWarning };

struct Diagnostic {
  Severity severity = Severity::kError;
  std::string summary;
  std::string detail;
  cty::Path path;  // empty: the whole block

  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

class Diagnostics {
 public:
  void AddError(std::string summary, std::string detail, cty::Path path = {});
  void AddWarning(std::string summary, std::string detail, cty::Path path = {});
  void Append(Diagnostics other);

  [[nodiscard]] bool HasError() const;
  [[nodiscard]] bool empty() const { return items_.empty(); }
  [[nodiscard]] const std::vector<Diagnostic>& items() const { return items_; }

 private:
  std::vector<Diagnostic> items_;
};

}  // namespace provider::framework
