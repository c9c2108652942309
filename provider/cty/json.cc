// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cty/json.h"

#include <utility>

#include <fmt/format.h>

#include "provider/cty/json_reader.h"
#include "provider/cty/json_writer.h"

namespace provider::cty {
namespace {

using Result = tl::expected<Value, CodecError>;

constexpr std::size_t kMaxAbsent = 250'000;

tl::unexpected<CodecError> Required(const Type& type) {
  return Refuse(type.FriendlyName() + " required");
}

Result ReadBool(const Value& tree, const Type& type) {
  if (tree.IsBool()) return tree;
  if (!tree.IsString()) return Required(type);
  const auto& text = tree.AsString();
  if (text == "true" || text == "1") return Value::Bool(true);
  if (text == "false" || text == "0") return Value::Bool(false);
  return Required(type);
}

Result ReadNumber(const Value& tree, const Type& type) {
  if (tree.IsNumber()) return tree;
  if (!tree.IsString()) return Required(type);
  auto number = Number::FromDecimal(tree.AsString());
  if (!number) return Required(type);
  return Value::Number(*std::move(number));
}

Result ReadString(const Value& tree, const Type& type) {
  if (tree.IsString()) return tree;
  if (tree.IsNumber()) return Value::String(tree.AsNumber().ToString());
  if (tree.IsBool()) return Value::String(tree.AsBool() ? "true" : "false");
  return Required(type);
}

// Converts a tree of ParseJson to a value of a type.
class Decoder {
 public:
  Result Read(const Value& tree, const Type& type, int depth) {
    if (depth > kMaxDepth) return Refuse("nested too deeply");
    if (tree.IsNull()) return Value::Null();
    switch (type.kind()) {
      case Type::Kind::kDynamic:
        return ReadDynamic(tree, depth);
      case Type::Kind::kBool:
        return ReadBool(tree, type);
      case Type::Kind::kNumber:
        return ReadNumber(tree, type);
      case Type::Kind::kString:
        return ReadString(tree, type);
      case Type::Kind::kList:
      case Type::Kind::kSet:
      case Type::Kind::kTuple:
        return ReadElements(tree, type, depth);
      case Type::Kind::kMap:
        return ReadMap(tree, type, depth);
      case Type::Kind::kObject:
        return ReadObject(tree, type, depth);
    }
    return Required(type);
  }

 private:
  static Result OfOneType(Value collection, const Type& type) {
    if (!ElementsHaveOneType(collection, type))
      return Refuse("the elements are of differing types");
    return collection;
  }

  Result ReadElements(const Value& tree, const Type& type, int depth) {
    if (!tree.IsList()) return Required(type);
    const bool is_tuple = type.kind() == Type::Kind::kTuple;
    const auto& items = tree.AsList();
    if (is_tuple && items.size() != type.elements().size()) {
      return Refuse(fmt::format("a tuple of {} elements is required, got {}",
                                type.elements().size(), items.size()));
    }
    Value::Elements elements;
    elements.reserve(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
      auto element = Read(items[i], is_tuple ? type.elements()[i] : type.element(), depth + 1);
      if (!element) {
        return Under(Path::IndexStep{static_cast<std::int64_t>(i)}, std::move(element.error()));
      }
      elements.push_back(*std::move(element));
    }
    auto list = Value::List(std::move(elements));
    return is_tuple ? list : OfOneType(std::move(list), type);
  }

  Result ReadMap(const Value& tree, const Type& type, int depth) {
    if (!tree.IsObject()) return Required(type);
    Value::Attributes elements;
    for (const auto& [key, item] : tree.AsObject()) {
      auto element = Read(item, type.element(), depth + 1);
      if (!element) return Under(Path::KeyStep{key}, std::move(element.error()));
      elements.emplace_hint(elements.end(), key, *std::move(element));
    }
    return OfOneType(Value::Object(std::move(elements)), type);
  }

  Result ReadObject(const Value& tree, const Type& type, int depth) {
    if (!tree.IsObject()) return Required(type);
    Value::Attributes attributes;
    for (const auto& [name, item] : tree.AsObject()) {
      const auto found = type.attributes().find(name);
      if (found == type.attributes().end()) {
        return Under(Path::AttributeStep{name}, {{}, "unsupported attribute"});
      }
      auto attribute = Read(item, found->second, depth + 1);
      if (!attribute) return Under(Path::AttributeStep{name}, std::move(attribute.error()));
      attributes.emplace_hint(attributes.end(), name, *std::move(attribute));
    }
    absent_ += type.attributes().size() - attributes.size();
    if (absent_ > kMaxAbsent) return Refuse("too many attributes are absent");
    for (const auto& [name, attribute] : type.attributes()) attributes.try_emplace(name);
    return Value::Object(std::move(attributes));
  }

  Result ReadDynamic(const Value& tree, int depth) {
    if (!tree.IsObject() || tree.AsObject().size() != 2 || !tree.AsObject().contains("value") ||
        !tree.AsObject().contains("type")) {
      return Refuse("a dynamic value is an object of value and type");
    }
    auto type = TypeFromTree(tree.At("type"));
    if (!type) return tl::make_unexpected(std::move(type.error()));
    auto value = Read(tree.At("value"), *type, depth + 1);
    if (!value || type->kind() == Type::Kind::kDynamic) return value;
    return Value::Dynamic(*std::move(type), *std::move(value));
  }

  // Absent attributes become nulls that the input does not contain. Without a limit, a type with
  // many attributes and a list of {} would turn a few kilobytes into gigabytes.
  std::size_t absent_ = 0;
};

}  // namespace

tl::expected<Value, CodecError> DecodeJson(std::string_view json, const Type& type) {
  const auto tree = ParseJson(json);
  if (!tree) return Refuse(tree.error());
  return Decoder().Read(*tree, type, 0);
}

tl::expected<std::string, CodecError> EncodeJson(const Value& value, const Type& type) {
  JsonWriter writer;
  if (auto written = WriteValue(value, type, writer); !written) {
    return tl::make_unexpected(std::move(written.error()));
  }
  return std::move(writer).Take();
}

}  // namespace provider::cty
