// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// JSON forms of types (schemas, dynamic wrappers) and of values (DynamicValue.json).
//
// Source: go-cty's json package. JSON cannot represent unknown values; a dynamic one is
// {"value":…,"type":…}.

#pragma once

#include <concepts>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>
#include <tl/expected.hpp>

#include "provider/cty/codec.h"
#include "provider/cty/type.h"
#include "provider/cty/value.h"

namespace provider::cty {

[[nodiscard]] tl::expected<Type, CodecError> TypeFromJson(std::string_view json);
// Takes only a json, not what converts to one: a std::string would otherwise be ambiguous.
template <std::same_as<nlohmann::json> Json>
[[nodiscard]] tl::expected<Type, CodecError> TypeFromJson(const Json& json);
// `tree` comes from ParseJson, for the type inside the wrapper of a dynamic value.
[[nodiscard]] tl::expected<Type, CodecError> TypeFromTree(const Value& tree);

// Compact, with sorted attribute names; byte for byte what go-cty writes.
[[nodiscard]] std::string TypeToJson(const Type& type);

// As lenient as go-cty: absent attributes are null, and primitives convert between string and
// number or bool (a number as its shortest text). An attribute that the type does not have is an
// error, and so is a number outside the range of float64.
[[nodiscard]] tl::expected<Value, CodecError> DecodeJson(std::string_view json, const Type& type);

// An unknown value is an error, because JSON cannot represent it.
[[nodiscard]] tl::expected<std::string, CodecError> EncodeJson(const Value& value,
                                                               const Type& type);

}  // namespace provider::cty
