// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cty/type.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace provider::cty {

struct Type::Rep {
  Kind kind = Kind::kDynamic;
  Type element{};
  std::vector<Type> elements{};
  Attributes attributes{};
  bool has_dynamic = false;  // cached: codecs query it at every collection
};

namespace {

[[noreturn]] void WrongKind(const char* wanted) {
  throw std::logic_error(std::string("cty: this type has no ") + wanted);
}

}  // namespace

Type Type::Bool() {
  static const Type& type = *new Type(std::make_shared<Rep>(Rep{.kind = Kind::kBool}));
  return type;
}

Type Type::Number() {
  static const Type& type = *new Type(std::make_shared<Rep>(Rep{.kind = Kind::kNumber}));
  return type;
}

Type Type::String() {
  static const Type& type = *new Type(std::make_shared<Rep>(Rep{.kind = Kind::kString}));
  return type;
}

Type Type::Collection(Kind kind, Type element) {
  const bool has_dynamic = element.HasDynamic();
  return Type(std::make_shared<Rep>(
      Rep{.kind = kind, .element = std::move(element), .has_dynamic = has_dynamic}));
}

Type Type::List(Type element) { return Collection(Kind::kList, std::move(element)); }
Type Type::Set(Type element) { return Collection(Kind::kSet, std::move(element)); }
Type Type::Map(Type element) { return Collection(Kind::kMap, std::move(element)); }

Type Type::Tuple(std::vector<Type> elements) {
  const bool has_dynamic = std::any_of(elements.begin(), elements.end(),
                                       [](const Type& element) { return element.HasDynamic(); });
  return Type(std::make_shared<Rep>(
      Rep{.kind = Kind::kTuple, .elements = std::move(elements), .has_dynamic = has_dynamic}));
}

Type Type::Object(Attributes attributes) {
  const bool has_dynamic =
      std::any_of(attributes.begin(), attributes.end(),
                  [](const auto& attribute) { return attribute.second.HasDynamic(); });
  return Type(std::make_shared<Rep>(
      Rep{.kind = Kind::kObject, .attributes = std::move(attributes), .has_dynamic = has_dynamic}));
}

Type::Kind Type::kind() const { return rep_ == nullptr ? Kind::kDynamic : rep_->kind; }

const Type& Type::element() const {
  if (!IsCollection()) WrongKind("element type");
  return rep_->element;
}

const std::vector<Type>& Type::elements() const {
  if (kind() != Kind::kTuple) WrongKind("element types");
  return rep_->elements;
}

const Type::Attributes& Type::attributes() const {
  if (kind() != Kind::kObject) WrongKind("attributes");
  return rep_->attributes;
}

bool Type::IsCollection() const {
  return kind() == Kind::kList || kind() == Kind::kSet || kind() == Kind::kMap;
}

bool Type::HasDynamic() const { return rep_ == nullptr || rep_->has_dynamic; }

std::string Type::FriendlyName() const {
  switch (kind()) {
    case Kind::kDynamic:
      return "dynamic";
    case Kind::kBool:
      return "bool";
    case Kind::kNumber:
      return "number";
    case Kind::kString:
      return "string";
    case Kind::kList:
      return "list of " + element().FriendlyName();
    case Kind::kSet:
      return "set of " + element().FriendlyName();
    case Kind::kMap:
      return "map of " + element().FriendlyName();
    case Kind::kTuple:
      return "tuple";
    case Kind::kObject:
      return "object";
  }
  return "";  // unreachable: every kind is above
}

bool operator==(const Type& a, const Type& b) {
  if (a.rep_ == b.rep_) return true;
  if (a.kind() != b.kind() || a.rep_ == nullptr) return false;
  return a.rep_->element == b.rep_->element && a.rep_->elements == b.rep_->elements &&
         a.rep_->attributes == b.rep_->attributes;
}

}  // namespace provider::cty
