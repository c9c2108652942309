// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A value of the provider block that may be known only after apply. Reading it without looking is a
// compile error, so that an unknown value cannot fall back to a default.

#pragma once

#include <string>

#include <tl/expected.hpp>

#include "provider/service/error.h"

namespace provider::service {

struct UnknownValue {
  std::string argument;  // as users write it: "cloud", "endpoints.iam"
  friend bool operator==(const UnknownValue&, const UnknownValue&) = default;
};

// Empty text: not set.
using MaybeUnknown = tl::expected<std::string, UnknownValue>;

// What a read says that needs the value.
[[nodiscard]] Error UnknownError(const UnknownValue& value);

}  // namespace provider::service
