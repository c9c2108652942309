// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Types of cty, the value system of Terraform and OpenTofu.
//
// Source: go-cty's type system; JSON form in the plugin protocol ("string", ["list","string"], …).

#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace provider::cty {

// A cheap handle to an immutable description. Thread safe. Equality is structural. An accessor that
// does not apply to the type's kind throws std::logic_error.
class Type {
 public:
  enum class Kind { kDynamic, kBool, kNumber, kString, kList, kSet, kMap, kTuple, kObject };
  using Attributes = std::map<std::string, Type, std::less<>>;

  Type() = default;  // dynamic

  static Type Dynamic() { return Type(); }
  static Type Bool();
  static Type Number();
  static Type String();
  static Type List(Type element);
  static Type Set(Type element);
  static Type Map(Type element);
  static Type Tuple(std::vector<Type> elements);
  static Type Object(Attributes attributes);

  [[nodiscard]] Kind kind() const;

  // For a list, set or map.
  [[nodiscard]] const Type& element() const;
  // For a tuple.
  [[nodiscard]] const std::vector<Type>& elements() const;
  // For an object. Sorted by name, as on the wire.
  [[nodiscard]] const Attributes& attributes() const;

  // A list, set or map.
  [[nodiscard]] bool IsCollection() const;

  // True if there is a dynamic type anywhere inside.
  [[nodiscard]] bool HasDynamic() const;

  // For messages: "string", "list of object", "map of number".
  [[nodiscard]] std::string FriendlyName() const;

  friend bool operator==(const Type& a, const Type& b);

 private:
  struct Rep;
  static Type Collection(Kind kind, Type element);
  explicit Type(std::shared_ptr<const Rep> rep) : rep_(std::move(rep)) {}

  std::shared_ptr<const Rep> rep_;  // null: dynamic
};

}  // namespace provider::cty
