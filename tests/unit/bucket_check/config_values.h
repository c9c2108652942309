// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Configuration values, written as JSON of the schema's type: of the data source, whose schema
// the ephemeral resource shares, and of the action.

#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "provider/cty/json.h"
#include "provider/cty/value.h"
#include "provider/schema/schema.h"

namespace provider::testing {

inline const cty::Type& CheckType() {
  return schema::Embedded().data_sources.at("cts_bucket_check").type;
}

// Unset attributes are null, as core sends them.
inline cty::Value ConfigFrom(std::string_view json, const cty::Type& type) {
  auto value = cty::DecodeJson(json, type);
  if (!value) throw std::invalid_argument(value.error().message);
  return *std::move(value);
}

inline cty::Value CheckConfigFrom(std::string_view json) { return ConfigFrom(json, CheckType()); }

inline cty::Value ActionConfigFrom(std::string_view json) {
  return ConfigFrom(json, schema::Embedded().actions.at("cts_bucket_check").type);
}

// `object` with one attribute replaced, for values that JSON cannot represent.
inline cty::Value With(const cty::Value& object, std::string name, cty::Value value) {
  cty::Value::Attributes attributes = object.AsObject();
  attributes.insert_or_assign(std::move(name), std::move(value));
  return cty::Value::Object(std::move(attributes));
}

}  // namespace provider::testing
