// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Provider blocks for tests, written as JSON, and their results of validation and reading.

#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "provider/configure/provider_config.h"
#include "provider/schema/schema.h"
#include "provider/service/error.h"
#include "tests/support/config_values.h"
#include "tests/support/fake_files.h"

namespace provider::configure {

using Variables = std::map<std::string, std::string, std::less<>>;

using testing::With;

// The same on every system: HOME, and names with case.
inline base::Environment EnvironmentOf(const Variables& variables) {
  return base::Environment(variables, base::kPosixConventions);
}

// Arguments that are not mentioned are null.
inline cty::Value Config(std::string_view json) {
  return testing::ConfigFrom(json, schema::Embedded().provider.type);
}

inline cty::Value WithUnknown(std::string_view json, const std::vector<std::string>& names) {
  auto value = Config(json);
  for (const auto& name : names) value = With(value, name, cty::Value::Unknown());
  return value;
}

inline service::MaybeUnknown Unknown(std::string argument) {
  return tl::unexpected(service::UnknownValue{std::move(argument)});
}

// A test's machine has no files but these.
using Files = std::map<std::string, std::string>;

inline std::vector<framework::Diagnostic> Validate(const cty::Value& config,
                                                   const Variables& variables = {},
                                                   const Files& files = {}) {
  framework::Diagnostics diagnostics;
  ValidateProviderConfig(config, EnvironmentOf(variables), diagnostics, testing::FakeFiles(files));
  return diagnostics.items();
}
inline std::vector<framework::Diagnostic> Validate(std::string_view json,
                                                   const Variables& variables = {},
                                                   const Files& files = {}) {
  return Validate(Config(json), variables, files);
}

inline ProviderConfig Read(const cty::Value& config, const Variables& variables = {},
                           const Files& files = {}) {
  return ReadProviderConfig(config, EnvironmentOf(variables), "1.2.3", "1.15.5",
                            testing::FakeFiles(files));
}
inline ProviderConfig Read(std::string_view json, const Variables& variables = {},
                           const Files& files = {}) {
  return Read(Config(json), variables, files);
}

}  // namespace provider::configure
