// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Configuration values for tests, written as JSON of a type of the schema, such as
// schema::Embedded().data_sources.at("cts_bucket_check").type.

#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "provider/cty/json.h"
#include "provider/cty/value.h"

namespace provider::testing {

// Unset attributes are null, as core sends them. Throws if `json` does not conform to `type`.
inline cty::Value ConfigFrom(std::string_view json, const cty::Type& type) {
  auto value = cty::DecodeJson(json, type);
  if (!value) throw std::invalid_argument(value.error().message);
  return *std::move(value);
}

// `object` with one attribute replaced, for values that JSON cannot represent.
inline cty::Value With(const cty::Value& object, std::string name, cty::Value value) {
  cty::Value::Attributes attributes = object.AsObject();
  attributes.insert_or_assign(std::move(name), std::move(value));
  return cty::Value::Object(std::move(attributes));
}

}  // namespace provider::testing
