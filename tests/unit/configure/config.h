// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Provider blocks for tests, written as JSON, and their results of validation and reading.

#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <tl/expected.hpp>

#include "provider/configure/provider_config.h"
#include "provider/cty/json.h"
#include "provider/schema/schema.h"
#include "provider/service/error.h"
#include "tests/support/fake_files.h"

namespace provider::configure {

using Variables = std::map<std::string, std::string, std::less<>>;

// Arguments that are not mentioned are null.
inline cty::Value Config(std::string_view json) {
  auto value = cty::DecodeJson(json, schema::Embedded().provider.type);
  if (!value) {
    ADD_FAILURE() << value.error().message;
    return {};
  }
  return *std::move(value);
}

inline cty::Value With(const cty::Value& object, const std::string& name, cty::Value value) {
  auto attributes = object.AsObject();
  attributes[name] = std::move(value);
  return cty::Value::Object(std::move(attributes));
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
  ValidateProviderConfig(config, base::Environment(variables), diagnostics,
                         testing::FakeFiles(files));
  return diagnostics.items();
}
inline std::vector<framework::Diagnostic> Validate(std::string_view json,
                                                   const Variables& variables = {},
                                                   const Files& files = {}) {
  return Validate(Config(json), variables, files);
}

inline ProviderConfig Read(const cty::Value& config, const Variables& variables = {},
                           const Files& files = {}) {
  return ReadProviderConfig(config, base::Environment(variables), "1.2.3", "1.15.5",
                            testing::FakeFiles(files));
}
inline ProviderConfig Read(std::string_view json, const Variables& variables = {},
                           const Files& files = {}) {
  return Read(Config(json), variables, files);
}

}  // namespace provider::configure
