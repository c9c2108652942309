// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// "~/" at the beginning of a path. A shell expands it only where it is not quoted, and neither
// Terraform nor an env-file does.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "provider/base/environment.h"

namespace provider::base {

[[nodiscard]] inline bool BeginsWithHome(std::string_view path) { return path.starts_with("~/"); }

// A path that begins with "~/" with HOME in its place; any other path as it is. nullopt: HOME is
// not set. "~user/" is not expanded: looking users up needs modules that a static binary lacks.
[[nodiscard]] inline std::optional<std::string> ExpandHome(std::string_view path,
                                                           const Environment& environment) {
  if (!BeginsWithHome(path)) return std::string(path);
  auto home = environment.Get("HOME");
  if (home) home->append(path.substr(1));
  return home;
}

}  // namespace provider::base
