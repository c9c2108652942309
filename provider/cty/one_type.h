// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The rule whose breach panics a host: elements of a collection have one type.
//
// It only bites where a dynamic type stands inside the element type. The type of an object is then
// that of what its dynamic attributes hold, so that {a = "x"} and {a = null} are of two types.

#pragma once

#include "provider/cty/type.h"
#include "provider/cty/value.h"

namespace provider::cty {

// Whether cty.ListVal, SetVal and MapVal take the elements of `collection`, which fits `type`: a
// list, set or map, or null or unknown.
[[nodiscard]] bool ElementsHaveOneType(const Value& collection, const Type& type);

}  // namespace provider::cty
