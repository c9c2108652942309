// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/framework/config_reader.h"

#include <utility>

namespace provider::framework {
namespace {

template <typename T, typename Convert>
Argument<T> Read(const cty::Value& object, std::string_view name, const Convert& convert) {
  const cty::Value& value = object.At(name);
  if (value.IsUnknown()) return {.state = Argument<T>::State::kUnknown};
  if (value.IsNull()) return {};
  return {.state = Argument<T>::State::kKnown, .value = convert(value)};
}

}  // namespace

Argument<std::string> ReadString(const cty::Value& object, std::string_view name) {
  auto argument = ReadRawString(object, name);
  if (argument.known() && argument.value.empty()) return {};
  return argument;
}

Argument<std::string> ReadRawString(const cty::Value& object, std::string_view name) {
  return Read<std::string>(object, name, [](const cty::Value& value) { return value.AsString(); });
}

Argument<bool> ReadBool(const cty::Value& object, std::string_view name) {
  return Read<bool>(object, name, [](const cty::Value& value) { return value.AsBool(); });
}

Argument<Integer> ReadInteger(const cty::Value& object, std::string_view name) {
  return Read<Integer>(object, name, [](const cty::Value& value) {
    const auto integer = value.AsNumber().AsInt64();
    return Integer{.value = integer.value_or(0), .fits = integer.has_value()};
  });
}

}  // namespace provider::framework
