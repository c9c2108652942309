// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Parses JSON text into a tree, before a type gives it a meaning.
//
// Numbers keep every digit: a double would change 0.1 and 18446744073709551616.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "provider/cty/value.h"

namespace provider::cty {

// Twice kMaxDepth and more, because a dynamic value takes two levels of JSON, and so does each
// level of a type inside it.
inline constexpr std::size_t kMaxJsonDepth = 512;

// Parses the whole of `text` as null, bool, number, string, list or object. The error is a message:
// `text` is not JSON or not UTF-8, is nested more deeply than kMaxJsonDepth, or has a number
// outside the range of float64 or longer than kMaxNumberText. If a key occurs twice, the last one
// wins.
[[nodiscard]] tl::expected<Value, std::string> ParseJson(std::string_view text);

}  // namespace provider::cty
