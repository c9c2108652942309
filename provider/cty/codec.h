// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Limits and errors that the msgpack and JSON codecs share.

#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include <tl/expected.hpp>

#include "provider/cty/path.h"

namespace provider::cty {

// Deeper input is refused: decoding recurses. Far above any schema (deepest of ours: 5).
inline constexpr int kMaxDepth = 128;

struct CodecError {
  Path path;            // where in the value
  std::string message;  // "string required, got a number": never a part of the value, a secret
};

// An error here; and the same error seen from one level further out.
[[nodiscard]] inline tl::unexpected<CodecError> Refuse(std::string message) {
  return tl::make_unexpected(CodecError{{}, std::move(message)});
}
[[nodiscard]] inline tl::unexpected<CodecError> Under(Path::Step step, CodecError error) {
  error.path = std::move(error.path).Under(std::move(step));
  return tl::make_unexpected(std::move(error));
}

}  // namespace provider::cty
