// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cty/one_type.h"

#include <utility>
#include <vector>

namespace provider::cty {
namespace {

Type TypeOf(const Value& value, const Type& type);

// As cty.ListVal goes about it: elements of no known type (a bare null or unknown) do not count.
// Calls `differs` when two types are left.
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

// The type go-cty gives to a value decoded as `type`: the same without its dynamic parts, as far as
// the value says what stands there.
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

bool ElementsHaveOneType(const Value& collection, const Type& type) {
  if (!type.HasDynamic() || collection.IsNull() || collection.IsUnknown()) return true;
  bool one = true;
  ElementType(collection, type, [&] { one = false; });
  return one;
}

}  // namespace provider::cty
