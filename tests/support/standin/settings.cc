// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/support/standin/settings.h"

#include <functional>
#include <map>

#include <nlohmann/json.hpp>

namespace standin {
namespace {

using nlohmann::json;
// Throws json::exception for a value of another type, std::bad_optional_access for an unknown mode.
using Setter = std::function<void(Settings&, const json&)>;

const std::map<std::string, Setter, std::less<>>& Setters() {
  static const auto& setters = *new std::map<std::string, Setter, std::less<>>{
      {"metadata",
       [](Settings& s, const json& v) {
         s.metadata = ParseMetadataMode(v.get<std::string>()).value();
       }},
      {"temporary_seconds",
       [](Settings& s, const json& v) { s.temporary_life = std::chrono::seconds(v.get<int>()); }},
      {"token_seconds",
       [](Settings& s, const json& v) { s.token_life = std::chrono::seconds(v.get<int>()); }},
      {"sts", [](Settings& s, const json& v) { s.sts = v.get<bool>(); }},
  };
  return setters;
}

}  // namespace

std::optional<MetadataMode> ParseMetadataMode(const std::string& name) {
  static const auto& modes = *new std::map<std::string, MetadataMode>{
      {"token", MetadataMode::kToken},
      {"plain", MetadataMode::kPlain},
      {"no-agency", MetadataMode::kNoAgency},
      {"absent", MetadataMode::kAbsent},
  };
  const auto found = modes.find(name);
  if (found == modes.end()) return std::nullopt;
  return found->second;
}

SettingsInUse::SettingsInUse(Settings at_start) : at_start_(at_start), now_(at_start) {}

Settings SettingsInUse::Get() const {
  const std::lock_guard lock(mutex_);
  return now_;
}

std::optional<std::string> SettingsInUse::Change(const std::string& body) {
  const json document = json::parse(body, nullptr, false);
  if (!document.is_object()) return "the body must be an object of settings";
  Settings changed = Get();
  for (const auto& [name, value] : document.items()) {
    const auto setter = Setters().find(name);
    if (setter == Setters().end()) return "no such setting: " + name;
    try {
      setter->second(changed, value);
    } catch (const std::exception&) {
      return "wrong value of a setting: " + name;
    }
  }
  const std::lock_guard lock(mutex_);
  now_ = changed;
  return std::nullopt;
}

void SettingsInUse::Reset() {
  const std::lock_guard lock(mutex_);
  now_ = at_start_;
}

}  // namespace standin
