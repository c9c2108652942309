// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The process environment as a value that is passed in, and the "~" of paths, which takes its HOME.
//
// Wrong to expect: a variable set to "" counts as not set, here and everywhere in the provider.

#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace provider::base {

// Immutable after construction, hence thread safe.
class Environment {
 public:
  Environment() = default;
  explicit Environment(std::map<std::string, std::string, std::less<>> variables)
      : variables_(std::move(variables)) {}
  // For tests, where Environment({{"A", "a"}}) would otherwise be ambiguous with a copy.
  Environment(std::initializer_list<std::pair<const std::string, std::string>> variables)
      : variables_(variables) {}

  // A copy of the process's variables.
  [[nodiscard]] static Environment FromProcess();

  // The value, or nullopt when absent or empty.
  [[nodiscard]] std::optional<std::string> Get(std::string_view name) const;

  struct Found {
    std::string name;
    std::string value;
  };

  // Those that are set and whose name begins so, in the order of their names.
  [[nodiscard]] std::vector<Found> StartingWith(std::string_view prefix) const;

  // The first of `names` that is set.
  [[nodiscard]] std::optional<Found> First(std::initializer_list<std::string_view> names) const;

 private:
  std::map<std::string, std::string, std::less<>> variables_;
};

// "~/" at the beginning of a path: a shell expands it only where it is not quoted, and neither
// Terraform nor an env-file does.
[[nodiscard]] inline bool BeginsWithHome(std::string_view path) { return path.starts_with("~/"); }

// A path that begins with "~/" with HOME in its place; any other path as it is. nullopt: HOME is
// not set. "~user/" is not expanded: looking users up needs modules that a static binary lacks.
[[nodiscard]] std::optional<std::string> ExpandHome(std::string_view path,
                                                    const Environment& environment);

}  // namespace provider::base
