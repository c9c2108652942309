// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cty/value.h"

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

namespace provider::cty {
namespace {

[[noreturn]] void WrongValueKind(const char* wanted) {
  throw std::logic_error(std::string("cty: the value is no ") + wanted);
}

Type TypeOf(const Value& value, const Type& type);

// Works like cty.ListVal: ignores elements of unknown type (a bare null or unknown). Calls
// `differs` if two different types remain.
template <typename Differs>
Type ElementType(const Value& collection, const Type& type, Differs differs) {
  Type found;
  const auto see = [&](const Value& element) {
    Type next = TypeOf(element, type.element());
    if (found.kind() == Type::Kind::kDynamic) {
      found = std::move(next);
    } else if (next.kind() != Type::Kind::kDynamic && next != found) {
      differs();
    }
  };
  if (type.kind() == Type::Kind::kMap) {
    for (const auto& [key, element] : collection.AsObject()) see(element);
  } else {
    for (const auto& element : collection.AsList()) see(element);
  }
  return found;
}

// The type that go-cty gives to a value decoded as `type`: dynamic parts are replaced by the types
// of the actual values, if known.
Type TypeOf(const Value& value, const Type& type) {
  if (!type.HasDynamic()) return type;
  if (value.IsDynamic()) return TypeOf(value.DynamicValue(), value.DynamicType());
  if (value.IsNull() || value.IsUnknown()) return type;
  switch (type.kind()) {
    case Type::Kind::kTuple: {
      std::vector<Type> elements;
      for (std::size_t i = 0; i < type.elements().size(); ++i) {
        elements.push_back(TypeOf(value.AsList()[i], type.elements()[i]));
      }
      return Type::Tuple(std::move(elements));
    }
    case Type::Kind::kObject: {
      Type::Attributes attributes;
      for (const auto& [name, attribute] : type.attributes()) {
        attributes.emplace(name, TypeOf(value.At(name), attribute));
      }
      return Type::Object(std::move(attributes));
    }
    case Type::Kind::kList:
    case Type::Kind::kSet:
    case Type::Kind::kMap: {
      const Type element = ElementType(value, type, [] {});
      if (element.kind() == Type::Kind::kDynamic) return type;
      return type.kind() == Type::Kind::kList  ? Type::List(element)
             : type.kind() == Type::Kind::kSet ? Type::Set(element)
                                               : Type::Map(element);
    }
    default:
      return type;
  }
}

}  // namespace

template <typename T>
const T& Value::As(const char* wanted) const {
  const T* value = std::get_if<T>(&rep_);
  if (value == nullptr) WrongValueKind(wanted);
  return *value;
}

Value Value::Unknown() { return {std::in_place_type<UnknownTag>, UnknownTag()}; }
Value Value::Bool(bool value) { return {std::in_place_type<bool>, value}; }
Value Value::Integer(std::int64_t value) { return Number(cty::Number(value)); }
Value Value::Number(cty::Number value) {
  return {std::in_place_type<cty::Number>, std::move(value)};
}
Value Value::String(std::string value) {
  return {std::in_place_type<std::string>, std::move(value)};
}
Value Value::List(Elements elements) {
  return {std::in_place_type<Shared<Elements>>, Share(std::move(elements))};
}
Value Value::Object(Attributes attributes) {
  return {std::in_place_type<Shared<Attributes>>, Share(std::move(attributes))};
}
Value Value::Dynamic(Type type, Value value) {
  return {std::in_place_type<Wrapped>, Wrapped{std::move(type), Share(std::move(value))}};
}

bool Value::IsNull() const {
  if (IsDynamic()) return DynamicValue().IsNull();
  return std::holds_alternative<NullTag>(rep_);
}

bool Value::IsUnknown() const {
  if (IsDynamic()) return DynamicValue().IsUnknown();
  return std::holds_alternative<UnknownTag>(rep_);
}

bool Value::IsWhollyKnown() const {
  if (IsDynamic()) return DynamicValue().IsWhollyKnown();
  if (IsList()) {
    return std::all_of(AsList().begin(), AsList().end(),
                       [](const Value& element) { return element.IsWhollyKnown(); });
  }
  if (IsObject()) {
    return std::all_of(AsObject().begin(), AsObject().end(),
                       [](const auto& attribute) { return attribute.second.IsWhollyKnown(); });
  }
  return IsKnown();
}

bool Value::IsBool() const { return std::holds_alternative<bool>(rep_); }
bool Value::IsNumber() const { return std::holds_alternative<cty::Number>(rep_); }
bool Value::IsString() const { return std::holds_alternative<std::string>(rep_); }
bool Value::IsList() const { return std::holds_alternative<Shared<Elements>>(rep_); }
bool Value::IsObject() const { return std::holds_alternative<Shared<Attributes>>(rep_); }
bool Value::IsDynamic() const { return std::holds_alternative<Wrapped>(rep_); }

bool Value::AsBool() const { return As<bool>("bool"); }
const cty::Number& Value::AsNumber() const { return As<cty::Number>("number"); }
const std::string& Value::AsString() const { return As<std::string>("string"); }
const Value::Elements& Value::AsList() const { return *As<Shared<Elements>>("list").target; }
const Value::Attributes& Value::AsObject() const {
  return *As<Shared<Attributes>>("object").target;
}
const Type& Value::DynamicType() const { return As<Wrapped>("dynamic value").type; }
const Value& Value::DynamicValue() const { return *As<Wrapped>("dynamic value").value.target; }

const Value& Value::At(std::string_view name) const {
  static const Value& null = *new Value();
  static const Value& unknown = *new Value(Unknown());
  if (IsDynamic()) return DynamicValue().At(name);
  if (IsNull()) return null;
  if (IsUnknown()) return unknown;
  const auto found = AsObject().find(name);
  return found == AsObject().end() ? null : found->second;
}

bool operator==(const Value& a, const Value& b) { return a.rep_ == b.rep_; }

bool ElementsHaveOneType(const Value& collection, const Type& type) {
  if (!type.HasDynamic() || collection.IsNull() || collection.IsUnknown()) return true;
  bool one = true;
  ElementType(collection, type, [&] { one = false; });
  return one;
}

}  // namespace provider::cty
