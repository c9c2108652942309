// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Applies the rules of schemas/provider.json to values of any source, and reports values that break
// one: the argument, variable or file it came from, what is wrong, and how to correct it there.

#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "provider/base/environment.h"
#include "provider/configure/setting.h"
#include "provider/cty/value.h"
#include "provider/framework/diagnostics.h"

namespace provider::configure {

// Both constructor arguments must outlive it.
class ValueRules {
 public:
  ValueRules(const base::Environment& environment, framework::Diagnostics& diagnostics)
      : environment_(environment), diagnostics_(diagnostics) {}

  [[nodiscard]] framework::Diagnostics& diagnostics() { return diagnostics_; }

  // Returns false and adds an error if a known value breaks a rule of its argument. A suspicious
  // value adds a warning. Each value is reported once, even if it is checked several times.
  bool Check(const Setting& setting);
  bool Check(std::initializer_list<const Setting*> settings);

  // The sentences that Check reports for a value that breaks a rule; nullopt if it breaks none.
  [[nodiscard]] std::optional<std::string> FindProblem(const Setting& setting) const;

  // Checks all values in the provider block, including unused ones. The elements of maps are
  // checked by the code that knows their keys.
  void CheckBlock(const cty::Value& config);

  // Returns false and adds an error, which shows neither half, if the halves look swapped or are
  // the same.
  bool CheckKeyPair(const Setting& access_key, const Setting& secret_key);

 private:
  bool Judge(const Setting& setting);
  void CheckNested(const cty::Value& object, const std::vector<schema::Attribute>& attributes,
                   const std::string& name, const cty::Path& path, bool deep_path);

  const base::Environment& environment_;
  framework::Diagnostics& diagnostics_;
  std::map<std::string, bool> judged_;  // whether the value may be used, by source
};

}  // namespace provider::configure
