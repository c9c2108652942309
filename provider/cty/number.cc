// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cty/number.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "provider/text/ascii.h"

namespace provider::cty {
namespace {

constexpr double kTwoTo63 = 9223372036854775808.0;

// Removes the digits at the beginning of `text` and returns them.
std::string_view TakeDigits(std::string_view& text) {
  std::size_t count = 0;
  while (count < text.size() && text::IsDigit(text[count])) ++count;
  const auto digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

// Parses the whole of `text` as a T; nullopt if it is not one.
template <typename T>
std::optional<T> Parse(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Decimal text in plain notation: no exponent, no superfluous zeros. nullopt if `text` is not a
// number or its plain form is longer than kMaxNumberText; the length is checked before the text is
// built.
std::optional<std::string> Plain(std::string_view text) {
  std::string out;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    if (text[0] == '-') out = "-";
    text.remove_prefix(1);
  }
  const auto whole = TakeDigits(text);
  std::string_view fraction;
  if (!text.empty() && text[0] == '.') {
    text.remove_prefix(1);
    fraction = TakeDigits(text);
  }
  if (whole.empty() && fraction.empty()) return std::nullopt;
  std::int32_t exponent = 0;
  if (!text.empty() && (text[0] == 'e' || text[0] == 'E')) {
    text.remove_prefix(1);
    if (text.size() > 1 && text[0] == '+' && text::IsDigit(text[1])) text.remove_prefix(1);
    const auto parsed = Parse<std::int32_t>(text);
    if (!parsed) return std::nullopt;
    exponent = *parsed;
    text = {};
  }
  if (!text.empty()) return std::nullopt;

  std::string digits = std::string(whole) + std::string(fraction);
  auto point = static_cast<std::int64_t>(whole.size()) + exponent;  // position in `digits`
  const auto leading = digits.find_first_not_of('0');
  if (leading == std::string::npos) return "0";
  digits.erase(0, leading);
  point -= static_cast<std::int64_t>(leading);
  digits.erase(digits.find_last_not_of('0') + 1);

  const auto size = static_cast<std::int64_t>(digits.size());
  const auto limit = static_cast<std::int64_t>(kMaxNumberText - out.size());
  if (point <= 0) {  // 0.00…digits
    if (2 - point + size > limit) return std::nullopt;
    return out.append("0.").append(static_cast<std::size_t>(-point), '0').append(digits);
  }
  if (point >= size) {  // digits…00
    if (point > limit) return std::nullopt;
    return out.append(digits).append(static_cast<std::size_t>(point - size), '0');
  }
  // Not longer than `text`, which has a point or an exponent.
  digits.insert(static_cast<std::size_t>(point), 1, '.');
  return out.append(digits);
}

// The double that is exactly equal to `plain`, which is not a whole number: there is one for 0.5,
// none for 0.1.
std::optional<double> ExactDouble(std::string_view plain) {
  if (plain.back() != '5') return std::nullopt;  // n/2^k with k > 0 ends in 5
  const auto value = Parse<double>(plain);
  if (!value) return std::nullopt;
  std::array<char, 1500> buffer;  // the longest: 309 digits, a point, 1,074 digits
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), *value,
                                          std::chars_format::fixed, 1074);
  if (error != std::errc()) return std::nullopt;
  std::string_view exact(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  exact.remove_suffix(exact.size() - 1 - exact.find_last_not_of('0'));
  return exact == plain ? value : std::nullopt;
}

// The shortest digits that read back as `value`, in plain notation. `value` must be finite.
std::string ShortestPlain(double value) {
  std::array<char, 32> buffer;
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                          std::chars_format::scientific);
  return *Plain({buffer.data(), static_cast<std::size_t>(end - buffer.data())});
}

}  // namespace

Number::Number(std::uint64_t value) {
  if (std::in_range<std::int64_t>(value)) {
    value_ = static_cast<std::int64_t>(value);
  } else {
    value_ = value;
  }
}

Number::Number(double value) {
  if (std::isnan(value)) throw std::invalid_argument("cty: NaN is no number");
  if (std::isinf(value) || value != std::trunc(value)) {
    value_ = value;
  } else if (value >= -kTwoTo63 && value < kTwoTo63) {
    value_ = static_cast<std::int64_t>(value);
  } else {
    value_ = FromDecimal(ShortestPlain(value))->value_;
  }
}

std::optional<Number> Number::FromDecimal(std::string_view text) {
  if (text.size() > kMaxNumberText) return std::nullopt;
  auto plain = Plain(text);
  if (!plain) return std::nullopt;
  if (const auto value = Parse<std::int64_t>(*plain)) return Number(*value);
  if (const auto value = Parse<std::uint64_t>(*plain)) return Number(*value);
  if (plain->find('.') != std::string::npos) {
    if (const auto value = ExactDouble(*plain)) return Number(*value);
  }
  return Number(std::in_place_type<std::string>, *std::move(plain));
}

std::optional<std::int64_t> Number::AsInt64() const {
  const auto* value = std::get_if<std::int64_t>(&value_);  // the form of all numbers that fit
  return value == nullptr ? std::nullopt : std::optional(*value);
}

double Number::AsDouble() const {
  if (const auto* value = std::get_if<std::int64_t>(&value_)) return static_cast<double>(*value);
  if (const auto* value = std::get_if<std::uint64_t>(&value_)) return static_cast<double>(*value);
  if (const auto* value = std::get_if<double>(&value_)) return *value;
  const auto& text = std::get<std::string>(value_);
  if (const auto value = Parse<double>(text)) return *value;
  const bool negative = text.front() == '-';  // out of range: too large, or too close to zero
  const bool tiny = text.find("0.") == (negative ? 1U : 0U);
  const double magnitude = tiny ? 0.0 : std::numeric_limits<double>::infinity();
  return negative ? -magnitude : magnitude;
}

std::string Number::ToString() const {
  if (const auto* value = std::get_if<std::int64_t>(&value_)) return std::to_string(*value);
  if (const auto* value = std::get_if<std::uint64_t>(&value_)) return std::to_string(*value);
  if (const auto* text = std::get_if<std::string>(&value_)) return *text;
  const double value = std::get<double>(value_);
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  return ShortestPlain(value);
}

}  // namespace provider::cty
