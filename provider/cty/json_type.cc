// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "provider/cty/json.h"
#include "provider/cty/json_reader.h"
#include "provider/cty/json_writer.h"

namespace provider::cty {
namespace {

using Result = tl::expected<Type, CodecError>;

Result ReadType(const Value& tree, int depth);

// In go-cty, the names of optional attributes matter only when a configuration is written; they are
// not part of a value's type.
bool AreOptionals(const Value& names, const Type::Attributes& attributes) {
  if (!names.IsList()) return false;
  for (const Value& name : names.AsList()) {
    if (!name.IsString() || !attributes.contains(name.AsString())) return false;
  }
  return true;
}

Result ReadObject(const Value::Elements& tree, int depth) {
  if (tree[1].IsNull()) return Type::Object({});  // Go's nil map
  if (!tree[1].IsObject()) return Refuse("the attributes of an object type are malformed");
  Type::Attributes attributes;
  for (const auto& [name, attribute] : tree[1].AsObject()) {
    auto type = ReadType(attribute, depth + 1);
    if (!type) return type;
    attributes.emplace_hint(attributes.end(), name, *std::move(type));
  }
  if (tree.size() == 3 && !AreOptionals(tree[2], attributes)) {
    return Refuse("the optional attributes of an object type are malformed");
  }
  return Type::Object(std::move(attributes));
}

Result ReadTuple(const Value& tree, int depth) {
  if (tree.IsNull()) return Type::Tuple({});  // Go's nil slice
  if (!tree.IsList()) return Refuse("the elements of a tuple type are malformed");
  std::vector<Type> elements;
  for (const Value& element : tree.AsList()) {
    auto type = ReadType(element, depth + 1);
    if (!type) return type;
    elements.push_back(*std::move(type));
  }
  return Type::Tuple(std::move(elements));
}

Result ReadType(const Value& tree, int depth) {
  if (depth > kMaxDepth) return Refuse("the type is nested too deeply");
  if (tree.IsString()) {
    const auto& name = tree.AsString();
    if (name == "string") return Type::String();
    if (name == "number") return Type::Number();
    if (name == "bool") return Type::Bool();
    if (name == "dynamic") return Type::Dynamic();
    return Refuse("the type has an unknown name");
  }
  if (!tree.IsList() || tree.AsList().size() < 2 || !tree.AsList()[0].IsString()) {
    return Refuse("the type is malformed");
  }
  const auto& parts = tree.AsList();
  const auto& kind = parts[0].AsString();
  if (kind == "object" && parts.size() <= 3) return ReadObject(parts, depth);
  if (parts.size() != 2) return Refuse("the type is malformed");
  if (kind == "tuple") return ReadTuple(parts[1], depth);
  if (kind != "list" && kind != "set" && kind != "map")
    return Refuse("the type is of unknown kind");
  auto element = ReadType(parts[1], depth + 1);
  if (!element) return element;
  return kind == "list"  ? Type::List(*std::move(element))
         : kind == "set" ? Type::Set(*std::move(element))
                         : Type::Map(*std::move(element));
}

void WriteType(const Type& type, JsonWriter& writer) {
  const auto begin = [&](std::string_view kind) {
    writer.BeginArray();
    writer.String(kind);
  };
  switch (type.kind()) {
    case Type::Kind::kDynamic:
    case Type::Kind::kBool:
    case Type::Kind::kNumber:
    case Type::Kind::kString:
      return writer.String(type.FriendlyName());
    case Type::Kind::kList:
    case Type::Kind::kSet:
    case Type::Kind::kMap:
      begin(type.kind() == Type::Kind::kList  ? "list"
            : type.kind() == Type::Kind::kSet ? "set"
                                              : "map");
      WriteType(type.element(), writer);
      break;
    case Type::Kind::kTuple:
      begin("tuple");
      writer.BeginArray();
      for (const Type& element : type.elements()) WriteType(element, writer);
      writer.EndArray();
      break;
    case Type::Kind::kObject:
      begin("object");
      writer.BeginMap();
      for (const auto& [name, attribute] : type.attributes()) {
        writer.Key(name);
        WriteType(attribute, writer);
      }
      writer.EndMap();
      break;
  }
  writer.EndArray();
}

}  // namespace

tl::expected<Type, CodecError> TypeFromTree(const Value& tree) { return ReadType(tree, 0); }

tl::expected<Type, CodecError> TypeFromJson(std::string_view json) {
  const auto tree = ParseJson(json);
  if (!tree) return Refuse("the type is malformed: " + tree.error());
  return TypeFromTree(*tree);
}

template <>
tl::expected<Type, CodecError> TypeFromJson(const nlohmann::json& json) {
  return TypeFromJson(
      std::string_view(json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)));
}

std::string TypeToJson(const Type& type) {
  JsonWriter writer;
  WriteType(type, writer);
  return std::move(writer).Take();
}

}  // namespace provider::cty
