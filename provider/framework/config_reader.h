// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Typed reads of a configuration value that conforms to its schema.
//
// Keeps the three states of a Terraform value apart: unset (null), unknown, known. ReadString()
// applies the contract's rule that an empty string counts as unset.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "provider/cty/value.h"

namespace provider::framework {

// If the argument is unset or unknown, the value is T{}.
template <typename T>
struct Argument {
  enum class State { kUnset, kUnknown, kKnown };
  State state = State::kUnset;
  T value{};

  [[nodiscard]] bool known() const { return state == State::kKnown; }
  [[nodiscard]] bool unknown() const { return state == State::kUnknown; }
  [[nodiscard]] bool unset() const { return state == State::kUnset; }
  [[nodiscard]] std::optional<T> ToOptional() const {
    return known() ? std::optional<T>(value) : std::nullopt;
  }
  friend bool operator==(const Argument&, const Argument&) = default;
};

// `object` is an object value. If it is null or unknown, every argument is unset or unknown. A name
// that the object does not have reads as unset. A value of another kind throws std::logic_error.
[[nodiscard]] Argument<std::string> ReadString(const cty::Value& object, std::string_view name);
// Without the rule that empty means unset, for bucket_name.
[[nodiscard]] Argument<std::string> ReadRawString(const cty::Value& object, std::string_view name);
[[nodiscard]] Argument<bool> ReadBool(const cty::Value& object, std::string_view name);
// A number that is not an int64 reads as known with `fits` false.
struct Integer {
  std::int64_t value = 0;
  bool fits = true;
  friend bool operator==(const Integer&, const Integer&) = default;
};
[[nodiscard]] Argument<Integer> ReadInteger(const cty::Value& object, std::string_view name);

}  // namespace provider::framework
