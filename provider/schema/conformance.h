// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Checks a decoded configuration value against its schema.
//
// Core has checked types and required arguments before it calls us; a host that has not must still
// get a diagnostic, never a crash further in.

#pragma once

#include <string>
#include <vector>

#include "provider/cty/path.h"
#include "provider/cty/value.h"
#include "provider/schema/schema.h"

namespace provider::schema {

struct Problem {
  cty::Path path;
  std::string message;  // a full sentence
};

// All problems at once: read-only arguments that are set, item counts of blocks outside their
// bounds. Unknown values are no problem, nor is a required argument that is null: the validation of
// the data source or action itself can say what to write there. The value has the schema's implied
// type.
[[nodiscard]] std::vector<Problem> CheckConfig(const cty::Value& config, const Block& block);

}  // namespace provider::schema
