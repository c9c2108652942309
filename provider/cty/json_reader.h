// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// JSON text as a tree, before a type says what it means.
//
// Numbers keep every digit: as a double, 0.1 and 18446744073709551616 would be other numbers.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "provider/cty/value.h"

namespace provider::cty {

// A dynamic value takes two levels of JSON, and so does a level of a type inside it.
inline constexpr std::size_t kMaxJsonDepth = 512;

// The whole of `text` as null, bool, number, string, list or object. An error, a message, when it
// is no JSON or no UTF-8, is nested more deeply than kMaxJsonDepth or holds a number beyond a
// float64 or kMaxNumberText. Of a key that comes twice the last one wins.
[[nodiscard]] tl::expected<Value, std::string> ParseJson(std::string_view text);

}  // namespace provider::cty
