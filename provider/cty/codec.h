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

// Deeper input is refused, because decoding recurses. Schemas are far below this limit; our deepest
// has 5 levels.
inline constexpr int kMaxDepth = 128;

struct CodecError {
  Path path;            // position in the value
  std::string message;  // "string required, got a number"; no values: they may be secret
};

// Refuse makes an error at this level. Under adds an outer step to the path of an error.
[[nodiscard]] inline tl::unexpected<CodecError> Refuse(std::string message) {
  return tl::make_unexpected(CodecError{{}, std::move(message)});
}
[[nodiscard]] inline tl::unexpected<CodecError> Under(Path::Step step, CodecError error) {
  error.path = std::move(error.path).Under(std::move(step));
  return tl::make_unexpected(std::move(error));
}

}  // namespace provider::cty
