// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// msgpack form of values, which both cores send (DynamicValue.msgpack).
//
// Source: go-cty's msgpack package; byte vectors in tests/conformance. An unknown is an ext of type
// 0. A refined unknown is ext 12; its refinements are checked for form and dropped.

#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "provider/cty/codec.h"
#include "provider/cty/type.h"
#include "provider/cty/value.h"

namespace provider::cty {

// Treats the input as hostile: lengths are checked against the remaining bytes before anything is
// allocated, and depth against kMaxDepth. An object must have exactly the type's attributes, as the
// cores send it. Trailing bytes are ignored, as in go-cty.
[[nodiscard]] tl::expected<Value, CodecError> DecodeMsgpack(std::string_view bytes,
                                                            const Type& type);

// Never writes what would panic a host: NaN does not exist (see Number), a missing attribute of an
// object is written as nil, and a list of dynamic whose elements have different types, or a value
// that does not fit `type`, is an error.
[[nodiscard]] tl::expected<std::string, CodecError> EncodeMsgpack(const Value& value,
                                                                  const Type& type);

}  // namespace provider::cty
