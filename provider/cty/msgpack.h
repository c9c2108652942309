// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// msgpack form of values, the one both cores send (DynamicValue.msgpack).
//
// Source: go-cty's msgpack package; byte vectors in tests/conformance. Unknown is an ext of type 0;
// a refined unknown is ext 12, whose refinements are checked for form and dropped.

#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "provider/cty/codec.h"
#include "provider/cty/type.h"
#include "provider/cty/value.h"

namespace provider::cty {

// Every byte is hostile: lengths are checked against what is left before anything is allocated,
// depth against kMaxDepth. An object must have exactly the type's attributes, as the cores send it.
// Trailing bytes are ignored, as in go-cty.
[[nodiscard]] tl::expected<Value, CodecError> DecodeMsgpack(std::string_view bytes,
                                                            const Type& type);

// Makes what would panic a host impossible: NaN does not exist (see Number), an attribute missing
// in an object is written as nil, elements of a list of dynamic with differing types are an error,
// and so is a value that does not fit `type`.
[[nodiscard]] tl::expected<std::string, CodecError> EncodeMsgpack(const Value& value,
                                                                  const Type& type);

}  // namespace provider::cty
