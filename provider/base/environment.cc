// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/base/environment.h"

#include <algorithm>

#include "provider/text/ascii.h"

namespace provider::base {
namespace {

bool IsSeparator(char c, const Conventions& conventions) {
  return conventions.path_separators.find(c) != std::string_view::npos;
}

}  // namespace

bool Environment::NameLess::operator()(std::string_view left, std::string_view right) const {
  return ignores_case ? text::AsciiLower(left) < text::AsciiLower(right) : left < right;
}

Environment::Environment()
    : conventions_(&SystemConventions()),
      variables_(NameLess{conventions_->variables_ignore_case}) {}

Environment::Environment(const std::map<std::string, std::string, std::less<>>& variables,
                         const Conventions& conventions)
    : conventions_(&conventions),
      variables_(variables.begin(), variables.end(), NameLess{conventions.variables_ignore_case}) {}

Environment::Environment(std::initializer_list<std::pair<const std::string, std::string>> variables,
                         const Conventions& conventions)
    : conventions_(&conventions),
      variables_(variables, NameLess{conventions.variables_ignore_case}) {}

Environment Environment::FromProcess() {
  Environment environment;
  for (auto& [name, value] : EnvironmentVariables()) {
    environment.variables_.emplace(std::move(name), std::move(value));
  }
  return environment;
}

std::optional<std::string> Environment::Get(std::string_view name) const {
  const auto found = variables_.find(name);
  if (found == variables_.end() || found->second.empty()) return std::nullopt;
  return found->second;
}

std::vector<Environment::Found> Environment::StartingWith(std::string_view prefix) const {
  std::vector<Found> found;
  for (auto at = variables_.lower_bound(prefix); at != variables_.end(); ++at) {
    const auto beginning = std::string_view(at->first).substr(0, prefix.size());
    const auto& less = variables_.key_comp();
    if (less(beginning, prefix) || less(prefix, beginning)) break;
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

bool BeginsWithHome(std::string_view path, const Environment& environment) {
  return path.size() > 1 && path[0] == '~' && IsSeparator(path[1], environment.conventions());
}

std::optional<std::string> ExpandHome(std::string_view path, const Environment& environment) {
  if (!BeginsWithHome(path, environment)) return std::string(path);
  auto home = environment.Get(environment.conventions().home_variable);
  if (home) {
    home->append(path.substr(1));
    const auto& conventions = environment.conventions();
    std::ranges::replace_if(
        *home, [&](char c) { return IsSeparator(c, conventions); },
        conventions.path_separators.back());
  }
  return home;
}

}  // namespace provider::base
