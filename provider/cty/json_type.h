// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Types from JSON that is already a tree: the wrapper of a dynamic value holds one.

#pragma once

#include <tl/expected.hpp>

#include "provider/cty/codec.h"
#include "provider/cty/type.h"
#include "provider/cty/value.h"

namespace provider::cty {

// `tree` is of ParseJson.
[[nodiscard]] tl::expected<Type, CodecError> TypeFromTree(const Value& tree);

}  // namespace provider::cty
