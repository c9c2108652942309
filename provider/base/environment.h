// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The process environment as a value that is passed in, and the expansion of "~" in paths, which
// uses its variable for the home folder: HOME, or USERPROFILE on Windows.
//
// Note that a variable set to "" counts as not set, here and everywhere in the provider. On
// Windows, names compare without case.

#pragma once

#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "provider/base/system.h"

namespace provider::base {

// Immutable after construction, so thread safe.
class Environment {
 public:
  Environment();
  // `conventions` must outlive the environment and its copies.
  explicit Environment(const std::map<std::string, std::string, std::less<>>& variables,
                       const Conventions& conventions = SystemConventions());
  // For tests, where Environment({{"A", "a"}}) would otherwise be ambiguous with a copy.
  Environment(std::initializer_list<std::pair<const std::string, std::string>> variables,
              const Conventions& conventions = SystemConventions());

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

  // How the system of these variables writes names and paths.
  [[nodiscard]] const Conventions& conventions() const { return *conventions_; }

 private:
  // Orders names as they are or, for Windows, in lower case.
  struct NameLess {
    using is_transparent = void;
    bool ignores_case = false;
    bool operator()(std::string_view left, std::string_view right) const;
  };

  const Conventions* conventions_;
  std::map<std::string, std::string, NameLess> variables_;
};

// True for a path that begins with "~/", or "~\" on Windows. A shell expands it only if it is not
// quoted, and neither Terraform nor an env-file does.
[[nodiscard]] bool BeginsWithHome(std::string_view path, const Environment& environment);

// Replaces a leading "~" before a separator with the home folder, and each separator with the usual
// one; returns any other path unchanged. nullopt if the variable for the home folder is not set.
// Does not expand "~user/", because looking up users needs modules that a static binary lacks.
[[nodiscard]] std::optional<std::string> ExpandHome(std::string_view path,
                                                    const Environment& environment);

}  // namespace provider::base
