// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/base/environment.h"

#include <unistd.h>

namespace provider::base {

Environment Environment::FromProcess() {
  std::map<std::string, std::string, std::less<>> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return Environment(std::move(variables));
}

std::optional<std::string> Environment::Get(std::string_view name) const {
  const auto found = variables_.find(name);
  if (found == variables_.end() || found->second.empty()) return std::nullopt;
  return found->second;
}

std::vector<Environment::Found> Environment::StartingWith(std::string_view prefix) const {
  std::vector<Found> found;
  for (auto at = variables_.lower_bound(prefix);
       at != variables_.end() && at->first.starts_with(prefix); ++at) {
    if (!at->second.empty()) found.push_back({at->first, at->second});
  }
  return found;
}

std::optional<Environment::Found> Environment::First(
    std::initializer_list<std::string_view> names) const {
  for (const auto name : names) {
    if (auto value = Get(name)) return Found{std::string(name), *std::move(value)};
  }
  return std::nullopt;
}

std::optional<std::string> ExpandHome(std::string_view path, const Environment& environment) {
  if (!BeginsWithHome(path)) return std::string(path);
  auto home = environment.Get("HOME");
  if (home) home->append(path.substr(1));
  return home;
}

}  // namespace provider::base
