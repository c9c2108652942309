// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Typed reads of a configuration value that has passed schema conformance.
//
// The three states of a Terraform value stay apart: unset (null), unknown, known. The contract's
// rule that an empty string counts as not set is applied by String().

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "provider/cty/value.h"

namespace provider::framework {

// Reading the value without looking at the state gives T{}.
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

// `object` is an object value; a null or unknown one has every argument unset or unknown.
// A name the object does not have reads as unset. A value of another kind throws std::logic_error.
[[nodiscard]] Argument<std::string> ReadString(const cty::Value& object, std::string_view name);
// Without the empty-means-unset rule, for bucket_name.
[[nodiscard]] Argument<std::string> ReadRawString(const cty::Value& object, std::string_view name);
[[nodiscard]] Argument<bool> ReadBool(const cty::Value& object, std::string_view name);
// A number that is no int64 reads as known with `fits` false.
struct Integer {
  std::int64_t value = 0;
  bool fits = true;
  friend bool operator==(const Integer&, const Integer&) = default;
};
[[nodiscard]] Argument<Integer> ReadInteger(const cty::Value& object, std::string_view name);

}  // namespace provider::framework
