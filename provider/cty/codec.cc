// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cty/codec.h"

#include <utility>

namespace provider::cty {

tl::unexpected<CodecError> Refuse(std::string message) {
  return tl::make_unexpected(CodecError{{}, std::move(message)});
}

tl::unexpected<CodecError> Under(Path::Step step, CodecError error) {
  error.path = std::move(error.path).Under(std::move(step));
  return tl::make_unexpected(std::move(error));
}

}  // namespace provider::cty
