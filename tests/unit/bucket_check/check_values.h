// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Configuration values, written as JSON: of the data source, whose schema the ephemeral resource
// shares, and of the action.

#pragma once

#include <string_view>

#include "provider/cty/value.h"
#include "provider/schema/schema.h"
#include "tests/support/config_values.h"

namespace provider::testing {

inline const cty::Type& CheckType() {
  return schema::Embedded().data_sources.at("cts_bucket_check").type;
}

inline cty::Value CheckConfigFrom(std::string_view json) { return ConfigFrom(json, CheckType()); }

inline cty::Value ActionConfigFrom(std::string_view json) {
  return ConfigFrom(json, schema::Embedded().actions.at("cts_bucket_check").type);
}

}  // namespace provider::testing
