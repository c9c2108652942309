// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The process environment as a value that is passed in, and the expansion of "~" in paths, which
// uses its HOME.
//
// Note that a variable set to "" counts as not set, here and everywhere in the provider.

#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace provider::base {

// Immutable after construction, so thread safe.
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

  // The value, or nullopt if absent or empty.
  [[nodiscard]] std::optional<std::string> Get(std::string_view name) const;

  struct Found {
    std::string name;
    std::string value;
  };

  // The variables that are set and whose name starts with `prefix`, sorted by name.
  [[nodiscard]] std::vector<Found> StartingWith(std::string_view prefix) const;

  // The first of `names` that is set.
  [[nodiscard]] std::optional<Found> First(std::initializer_list<std::string_view> names) const;

 private:
  std::map<std::string, std::string, std::less<>> variables_;
};

// True for a path that begins with "~/". A shell expands it only if it is not quoted, and neither
// Terraform nor an env-file does.
[[nodiscard]] inline bool BeginsWithHome(std::string_view path) { return path.starts_with("~/"); }

// Replaces a leading "~" before "/" with HOME; returns any other path unchanged. nullopt if HOME is
// not set. Does not expand "~user/", because looking up users needs modules that a static binary
// lacks.
[[nodiscard]] std::optional<std::string> ExpandHome(std::string_view path,
                                                    const Environment& environment);

}  // namespace provider::base
