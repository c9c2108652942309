// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The rules of schemas/provider.json applied to values of any source, and what users read of those
// that break one: the argument, variable or file it came from, what is wrong, how to correct it
// there.

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

// Both arguments of the constructor must outlive it.
class ValueRules {
 public:
  ValueRules(const base::Environment& environment, framework::Diagnostics& diagnostics)
      : environment_(environment), diagnostics_(diagnostics) {}

  [[nodiscard]] framework::Diagnostics& diagnostics() { return diagnostics_; }

  // False when a known value breaks a rule of its argument, which adds an error; a suspicious one
  // adds a warning. Each value is reported once, however often it is checked.
  bool Check(const Setting& setting);
  bool Check(std::initializer_list<const Setting*> settings);

  // What Check says of a value that breaks a rule, as sentences; nullopt when it breaks none.
  [[nodiscard]] std::optional<std::string> FindProblem(const Setting& setting) const;

  // Checks all values in the provider block, used or not. Elements of maps are left to the
  // code that knows their keys.
  void CheckBlock(const cty::Value& config);

  // False when the halves look swapped or are the same, which adds an error that shows neither.
  bool CheckKeyPair(const Setting& access_key, const Setting& secret_key);

 private:
  bool Judge(const Setting& setting);
  void CheckNested(const cty::Value& object, const std::vector<schema::Attribute>& attributes,
                   const std::string& name, const cty::Path& path, bool deep_path);

  const base::Environment& environment_;
  framework::Diagnostics& diagnostics_;
  std::map<std::string, bool> judged_;  // whether it may be used, by source
};

}  // namespace provider::configure
