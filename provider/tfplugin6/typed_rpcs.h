// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What the RPCs of data sources, ephemeral resources and actions have in common: find the type,
// read its configuration, then validate it or read with it.

#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "provider/cty/value.h"
#include "provider/framework/provider.h"
#include "provider/schema/schema.h"
#include "provider/tfplugin6/to_proto.h"

namespace provider::tfplugin6 {

// A type as a host names it.
struct RequestedType {
  std::string_view kind;  // the word for a user: "data source"
  const std::map<std::string, schema::Schema, std::less<>>& schemas;
  const std::string& name;
  bool implemented = false;
};

// Null, with a diagnostic, when there is none of that kind and name.
[[nodiscard]] const schema::Schema* FindSchema(const RequestedType& type,
                                               DiagnosticMessages& diagnostics);

// The configuration, conforming to its schema; or nothing, with diagnostics.
struct TypedConfig {
  const schema::Schema& schema;
  cty::Value value;
};
[[nodiscard]] std::optional<TypedConfig> ReadTypedConfig(const RequestedType& type,
                                                         const ::tfplugin6::DynamicValue& config,
                                                         DiagnosticMessages& diagnostics);

void Validate(const RequestedType& type, const ::tfplugin6::DynamicValue& config,
              const std::function<void(const cty::Value&, framework::Diagnostics&)>& validate,
              DiagnosticMessages& diagnostics);

// `value` is absent after an error. With `deferred` it is the placeholder that a host wants.
struct ReadMessages {
  std::optional<::tfplugin6::DynamicValue> value;
  std::optional<::tfplugin6::Deferred> deferred;
};
[[nodiscard]] ReadMessages Read(
    const RequestedType& type, const ::tfplugin6::DynamicValue& config,
    const std::function<framework::ReadResponse(const cty::Value&)>& read,
    DiagnosticMessages& diagnostics);

}  // namespace provider::tfplugin6
