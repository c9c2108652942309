// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// JSON forms: of types (schemas, dynamic wrappers) and of values (DynamicValue.json).
//
// Source: go-cty's json package. A value's JSON has no unknowns; a dynamic one is
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
// A json and nothing that converts to one: a std::string would otherwise fit both.
template <std::same_as<nlohmann::json> Json>
[[nodiscard]] tl::expected<Type, CodecError> TypeFromJson(const Json& json);
// `tree` is of ParseJson: the wrapper of a dynamic value holds one.
[[nodiscard]] tl::expected<Type, CodecError> TypeFromTree(const Value& tree);

// Compact, attribute names sorted: byte for byte what go-cty writes.
[[nodiscard]] std::string TypeToJson(const Type& type);

// Lenient as go-cty is: absent attributes are null, primitives convert between string and number or
// bool (a number as its shortest text). An attribute that the type does not have is an error, and
// so is a number beyond a float64's range.
[[nodiscard]] tl::expected<Value, CodecError> DecodeJson(std::string_view json, const Type& type);

// An unknown anywhere is an error: JSON cannot say it.
[[nodiscard]] tl::expected<std::string, CodecError> EncodeJson(const Value& value,
                                                               const Type& type);

}  // namespace provider::cty
