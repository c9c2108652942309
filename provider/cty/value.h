// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Values of cty: known, null or unknown.
//
// A Value does not have its type; as on the wire, the type comes from the schema. The exception is
// a value in a dynamic slot, which carries the type it was wrapped with.

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "provider/cty/number.h"
#include "provider/cty/type.h"

namespace provider::cty {

// Copyable and movable; a const Value is thread safe. Copies share their immutable content, so
// copying a configuration of ten thousand buckets into its state is cheap. Accessors of the wrong
// kind throw std::logic_error: a decoded value conforms to its type, so a wrong accessor is a bug
// in the provider.
class Value {
 public:
  using Elements = std::vector<Value>;                           // list, set, tuple
  using Attributes = std::map<std::string, Value, std::less<>>;  // map, object

  Value() = default;  // null
  static Value Null() { return Value(); }
  static Value Unknown();
  static Value Bool(bool value);
  static Value Number(cty::Number value);
  static Value Integer(std::int64_t value);
  static Value String(std::string value);
  static Value List(Elements elements);        // also set and tuple
  static Value Object(Attributes attributes);  // also map
  // A value in a dynamic slot, known, null or unknown, with its own type.
  static Value Dynamic(Type type, Value value);

  // For a dynamic wrapper, these refer to the wrapped value.
  [[nodiscard]] bool IsNull() const;
  [[nodiscard]] bool IsUnknown() const;
  [[nodiscard]] bool IsKnown() const { return !IsUnknown(); }
  // True if nothing in the value is unknown.
  [[nodiscard]] bool IsWhollyKnown() const;

  [[nodiscard]] bool IsBool() const;
  [[nodiscard]] bool IsNumber() const;
  [[nodiscard]] bool IsString() const;
  [[nodiscard]] bool IsList() const;
  [[nodiscard]] bool IsObject() const;
  [[nodiscard]] bool IsDynamic() const;

  [[nodiscard]] bool AsBool() const;
  [[nodiscard]] const cty::Number& AsNumber() const;
  [[nodiscard]] const std::string& AsString() const;
  [[nodiscard]] const Elements& AsList() const;
  [[nodiscard]] const Attributes& AsObject() const;
  [[nodiscard]] const Type& DynamicType() const;
  [[nodiscard]] const Value& DynamicValue() const;

  // The attribute of an object or the element of a map. Returns a null value if the object is null
  // or has no such name, an unknown value if the object is unknown. Looks through a dynamic
  // wrapper.
  [[nodiscard]] const Value& At(std::string_view name) const;

  friend bool operator==(const Value&, const Value&);

 private:
  struct NullTag {
    friend bool operator==(NullTag, NullTag) { return true; }
  };
  struct UnknownTag {
    friend bool operator==(UnknownTag, UnknownTag) { return true; }
  };
  // The memory that copies share; never null.
  template <typename T>
  struct Shared {
    std::shared_ptr<const T> target;
    friend bool operator==(const Shared& a, const Shared& b) {
      return a.target == b.target || *a.target == *b.target;
    }
  };
  struct Wrapped {
    Type type;
    Shared<Value> value;
    friend bool operator==(const Wrapped&, const Wrapped&) = default;
  };
  using Rep = std::variant<NullTag, UnknownTag, bool, cty::Number, std::string, Shared<Elements>,
                           Shared<Attributes>, Wrapped>;

  template <typename T>
  Value(std::in_place_type_t<T> kind, T value) : rep_(kind, std::move(value)) {}
  template <typename T>
  static Shared<T> Share(T value) {
    return {std::make_shared<const T>(std::move(value))};
  }
  template <typename T>
  const T& As(const char* wanted) const;

  Rep rep_;
};

// Whether cty.ListVal, SetVal and MapVal accept the elements of `collection`, which must fit
// `type`: a list, set or map, or null or unknown. A host panics if they do not.
//
// The elements of a collection must have the same type. That matters only if the element type
// contains a dynamic type: the type of an object then depends on the values of its dynamic
// attributes, so {a = "x"} and {a = null} have different types.
[[nodiscard]] bool ElementsHaveOneType(const Value& collection, const Type& type);

}  // namespace provider::cty
