// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Checks a decoded configuration value against its schema.
//
// Core checks types and required arguments before it calls the provider. A host that does not must
// still get a diagnostic, not a crash.

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

// Reports all problems at once: read-only arguments that are set, and blocks with too few or too
// many items. Unknown values are not a problem. Neither is a required argument that is null: the
// validation of the data source or action can say what to write there. The value must have the
// schema's implied type.
[[nodiscard]] std::vector<Problem> CheckConfig(const cty::Value& config, const Block& block);

}  // namespace provider::schema
