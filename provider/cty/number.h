// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A cty number: an arbitrary-precision decimal on the wire.
//
// 0.1 in HCL arrives as the string "0.1" because it is no float64; 0.5 arrives as a float64, 3 as
// an integer. Whoever reads numbers takes all three (plugin protocol, encoding table).

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace provider::cty {

// No number's plain text is longer, whether read or expanded from an exponent: "1e999999999" would
// be a gigabyte. Far above what a 512-bit number of a core needs in practice (155 digits).
inline constexpr std::size_t kMaxNumberText = 1024;

class Number {
 public:
  Number() : value_(std::int64_t{0}) {}
  explicit Number(std::int64_t value) : value_(value) {}
  explicit Number(std::uint64_t value);  // becomes int64 where it fits
  // Not NaN: a NaN panics the host, so it is refused here with std::invalid_argument. A value that
  // is a whole number within int64 becomes one; a larger whole one becomes its shortest digits
  // filled up with zeros, as in go-cty (1e30 is no 1000000000000000019884624838656).
  explicit Number(double value);
  // Decimal text as go-cty writes it: optional sign, digits, optional fraction, optional exponent.
  // Not hex, not "inf". nullopt when it is not such a number or when it, or its plain form, is
  // longer than kMaxNumberText. Text equal to a float64 becomes one, as go-cty encodes it.
  static std::optional<Number> FromDecimal(std::string_view text);

  // Never NaN, so equality is total. It compares forms: 0.1 and the float64 next to it differ.
  friend bool operator==(const Number&, const Number&) = default;

  // The value as int64 when it is a whole number within range, whatever its form ("3.0", 3.0, 3).
  [[nodiscard]] std::optional<std::int64_t> AsInt64() const;
  [[nodiscard]] double AsDouble() const;

  // Shortest text: "3", "0.1", "1e+30" is written "1000…"; an infinity is "+Inf" or "-Inf".
  [[nodiscard]] std::string ToString() const;

  // int64 | uint64 (above int64 only) | double (non-integer or infinite) | normalised decimal text.
  using Form = std::variant<std::int64_t, std::uint64_t, double, std::string>;
  [[nodiscard]] const Form& form() const { return value_; }

 private:
  Number(std::in_place_type_t<std::string> form, std::string plain)
      : value_(form, std::move(plain)) {}

  Form value_;
};

}  // namespace provider::cty
