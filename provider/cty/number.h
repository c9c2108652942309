// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A cty number: an arbitrary-precision decimal on the wire.
//
// 0.1 in HCL arrives as the string "0.1" because it is not a float64; 0.5 arrives as a float64, 3
// as an integer. Code that reads numbers must accept all three (plugin protocol, encoding table).

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace provider::cty {

// The maximum length of a number's plain text, whether read or expanded from an exponent:
// "1e999999999" would take a gigabyte. In practice, the 512-bit numbers of core need far less (155
// digits).
inline constexpr std::size_t kMaxNumberText = 1024;

class Number {
 public:
  Number() : value_(std::int64_t{0}) {}
  explicit Number(std::int64_t value) : value_(value) {}
  explicit Number(std::uint64_t value);  // becomes int64 if it fits
  // Throws std::invalid_argument for NaN, which would panic the host. A whole number within int64
  // becomes one. A larger whole number becomes its shortest digits padded with zeros, as in go-cty
  // (1e30, not 1000000000000000019884624838656).
  explicit Number(double value);
  // Decimal text as go-cty reads it: optional sign, digits on at least one side of an optional
  // point (".5", "5."), optional exponent; not hex, not "inf". nullopt if it is not such a number,
  // or if it or its plain form is longer than kMaxNumberText. Text that equals a float64 becomes
  // one, as in go-cty's encoding.
  static std::optional<Number> FromDecimal(std::string_view text);

  // Total, because there is no NaN. Compares forms: 0.1 and the float64 closest to it differ.
  friend bool operator==(const Number&, const Number&) = default;

  // The value as int64 if it is a whole number within range, in any form ("3.0", 3.0, 3).
  [[nodiscard]] std::optional<std::int64_t> AsInt64() const;
  [[nodiscard]] double AsDouble() const;

  // The shortest plain text: "3", "0.1", "1000…" for 1e+30. An infinity is "+Inf" or "-Inf".
  [[nodiscard]] std::string ToString() const;

  // int64 | uint64 (only above int64) | double (non-integer or infinite) | normalised decimal text.
  using Form = std::variant<std::int64_t, std::uint64_t, double, std::string>;
  [[nodiscard]] const Form& form() const { return value_; }

 private:
  Number(std::in_place_type_t<std::string> form, std::string plain)
      : value_(form, std::move(plain)) {}

  Form value_;
};

}  // namespace provider::cty
