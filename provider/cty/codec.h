// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Limits and errors that the msgpack and JSON codecs share.

#pragma once

#include <cstddef>
#include <string>

#include "provider/cty/path.h"

namespace provider::cty {

// Deeper input is refused: decoding recurses. Far above any schema (deepest of ours: 5).
inline constexpr int kMaxDepth = 128;

struct CodecError {
  Path path;            // where in the value
  std::string message;  // "a string is required, got a number"
};

}  // namespace provider::cty
