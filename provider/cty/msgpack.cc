// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cty/msgpack.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "provider/cty/json.h"
#include "provider/cty/msgpack_reader.h"
#include "provider/cty/msgpack_writer.h"
#include "provider/text/utf8.h"

namespace provider::cty {
namespace {

using Result = tl::expected<Value, CodecError>;
using Token = MsgpackReader::Token;

constexpr std::int8_t kRefinedUnknown = 0x0c;
constexpr std::size_t kMaxRefinements = 1024;  // bytes, as in go-cty

tl::unexpected<CodecError> Malformed() { return Refuse("the msgpack is malformed or ends early"); }

// Names only kinds, because a value may be a secret.
tl::unexpected<CodecError> Required(const Type& type, const Token& got) {
  static constexpr std::array kNames = {"null",   "a bool", "a number", "a number",  "a number",
                                        "a text", "a list", "a map",    "an unknown"};
  static_assert(kNames.size() == std::variant_size_v<Token>);
  return Refuse(fmt::format("{} required, got {}", type.FriendlyName(), kNames[got.index()]));
}

std::optional<Number> ToNumber(const Token& token) {
  if (const auto* value = std::get_if<std::int64_t>(&token)) return Number(*value);
  if (const auto* value = std::get_if<std::uint64_t>(&token)) return Number(*value);
  if (const auto* value = std::get_if<std::string_view>(&token)) return Number::FromDecimal(*value);
  if (const auto* value = std::get_if<double>(&token)) {
    return std::isnan(*value) ? std::nullopt : std::optional(Number(*value));
  }
  return std::nullopt;
}

template <typename T>
bool NextIs(MsgpackReader& reader) {
  const auto token = reader.Next();
  return token && std::holds_alternative<T>(*token);
}

// Checks the value of a refinement by its key. Skips unknown keys, which a later go-cty may add.
bool IsRefinement(std::uint64_t key, MsgpackReader& reader) {
  switch (key) {
    case 1:  // nullness
      return NextIs<bool>(reader);
    case 2: {  // string prefix
      const auto prefix = reader.Next();
      const auto* text = prefix ? std::get_if<std::string_view>(&*prefix) : nullptr;
      return text != nullptr && text::IsUtf8(*text);
    }
    case 3:    // number, lower
    case 4: {  // and upper bound: [number, inclusive]
      const auto pair = reader.Next();
      const auto* array = pair ? std::get_if<MsgpackReader::Array>(&*pair) : nullptr;
      if (array == nullptr || array->size != 2) return false;
      const auto bound = reader.Next();
      return bound && ToNumber(*bound) && NextIs<bool>(reader);
    }
    case 5:  // length, lower
    case 6:  // and upper bound
      return NextIs<std::uint64_t>(reader);
    default:
      return reader.Skip();
  }
}

// An ext of up to one byte is a plain unknown, whatever its type. A longer one describes the
// unknown value with refinements; they are checked and dropped, because nothing here uses them.
bool IsUnknownExt(const MsgpackReader::Ext& ext) {
  if (ext.body.size() <= 1) return true;
  if (ext.type != kRefinedUnknown || ext.body.size() > kMaxRefinements) return false;
  MsgpackReader reader(ext.body);
  const auto token = reader.Next();
  const auto* map = token ? std::get_if<MsgpackReader::Map>(&*token) : nullptr;
  if (map == nullptr) return false;
  for (std::size_t i = 0; i < map->size; ++i) {
    const auto key = reader.Next();
    if (!key) return false;
    if (const auto* code = std::get_if<std::uint64_t>(&*key)) {
      if (!IsRefinement(*code, reader)) return false;
    } else if (!std::holds_alternative<std::int64_t>(*key) || !reader.Skip()) {
      return false;
    }
  }
  return true;
}

class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : reader_(bytes) {}

  Result Decode(const Type& type, int depth) {
    if (depth > kMaxDepth) return Refuse("nested too deeply");
    const auto token = reader_.Next();
    if (!token) return Malformed();
    if (std::holds_alternative<MsgpackReader::Nil>(*token)) return Value::Null();
    if (const auto* ext = std::get_if<MsgpackReader::Ext>(&*token)) {
      return IsUnknownExt(*ext) ? Result(Value::Unknown())
                                : Refuse("an unknown value is malformed");
    }
    switch (type.kind()) {
      case Type::Kind::kDynamic:
        if (const auto* array = std::get_if<MsgpackReader::Array>(&*token)) {
          return DecodeDynamic(array->size, depth);
        }
        break;
      case Type::Kind::kBool:
        if (const auto* value = std::get_if<bool>(&*token)) return Value::Bool(*value);
        break;
      case Type::Kind::kNumber:
        if (auto number = ToNumber(*token)) return Value::Number(*std::move(number));
        if (std::holds_alternative<double>(*token)) return Refuse("NaN is no number");
        break;
      case Type::Kind::kString:
        if (const auto* text = std::get_if<std::string_view>(&*token)) {
          if (!text::IsUtf8(*text)) return Refuse("the text is no valid UTF-8");
          return Value::String(std::string(*text));
        }
        break;
      case Type::Kind::kList:
      case Type::Kind::kSet:
        if (const auto* array = std::get_if<MsgpackReader::Array>(&*token)) {
          return DecodeList(array->size, type, depth);
        }
        break;
      case Type::Kind::kTuple:
        if (const auto* array = std::get_if<MsgpackReader::Array>(&*token)) {
          return DecodeTuple(array->size, type, depth);
        }
        break;
      case Type::Kind::kMap:
        if (const auto* map = std::get_if<MsgpackReader::Map>(&*token)) {
          return DecodeMap(map->size, type, depth);
        }
        break;
      case Type::Kind::kObject:
        if (const auto* map = std::get_if<MsgpackReader::Map>(&*token)) {
          return DecodeObject(map->size, type, depth);
        }
        break;
    }
    return Required(type, *token);
  }

 private:
  Result DecodeDynamic(std::size_t size, int depth) {
    const auto json = size == 2 ? reader_.Next() : std::nullopt;
    const auto* text = json ? std::get_if<std::string_view>(&*json) : nullptr;
    if (text == nullptr) return Refuse("a dynamic value is a pair of type and value");
    auto type = TypeFromJson(*text);
    if (!type) return tl::make_unexpected(std::move(type.error()));
    auto value = Decode(*type, depth + 1);
    if (!value || type->kind() == Type::Kind::kDynamic) return value;
    return Value::Dynamic(*std::move(type), *std::move(value));
  }

  // Does not reserve: memory must grow with the values that are present, not with the announced
  // count.
  Result DecodeList(std::size_t size, const Type& type, int depth) {
    Value::Elements elements;
    for (std::size_t i = 0; i < size; ++i) {
      auto element = Decode(type.element(), depth + 1);
      if (!element) {
        return Under(Path::IndexStep{static_cast<std::int64_t>(i)}, std::move(element.error()));
      }
      elements.push_back(*std::move(element));
    }
    return OfOneType(Value::List(std::move(elements)), type);
  }

  Result DecodeTuple(std::size_t size, const Type& type, int depth) {
    if (size != type.elements().size()) {
      return Refuse(
          fmt::format("a tuple of {} elements is required, got {}", type.elements().size(), size));
    }
    Value::Elements elements;
    for (std::size_t i = 0; i < size; ++i) {
      auto element = Decode(type.elements()[i], depth + 1);
      if (!element) {
        return Under(Path::IndexStep{static_cast<std::int64_t>(i)}, std::move(element.error()));
      }
      elements.push_back(*std::move(element));
    }
    return Value::List(std::move(elements));
  }

  // If a key occurs twice, the last one wins, as in go-cty.
  Result DecodeMap(std::size_t size, const Type& type, int depth) {
    Value::Attributes elements;
    for (std::size_t i = 0; i < size; ++i) {
      const auto key = DecodeKey();
      if (!key) return tl::make_unexpected(key.error());
      auto element = Decode(type.element(), depth + 1);
      if (!element) return Under(Path::KeyStep{std::string(*key)}, std::move(element.error()));
      elements.insert_or_assign(std::string(*key), *std::move(element));
    }
    return OfOneType(Value::Object(std::move(elements)), type);
  }

  // If the number of attributes is right, all are known and none occurs twice, then none is
  // missing.
  Result DecodeObject(std::size_t size, const Type& type, int depth) {
    if (size != type.attributes().size()) {
      return Refuse(fmt::format("an object of {} attributes is required, got {}",
                                type.attributes().size(), size));
    }
    Value::Attributes attributes;
    for (std::size_t i = 0; i < size; ++i) {
      const auto key = DecodeKey();
      if (!key) return tl::make_unexpected(key.error());
      const auto found = type.attributes().find(*key);
      if (found == type.attributes().end()) {
        return Under(Path::AttributeStep{std::string(*key)}, {{}, "unsupported attribute"});
      }
      const auto& [name, attribute_type] = *found;
      auto attribute = Decode(attribute_type, depth + 1);
      if (!attribute) return Under(Path::AttributeStep{name}, std::move(attribute.error()));
      // Hosts write the attributes in order, so the hint is usually right.
      attributes.emplace_hint(attributes.end(), name, *std::move(attribute));
      if (attributes.size() == i) {
        return Under(Path::AttributeStep{name}, {{}, "the attribute comes twice"});
      }
    }
    return Value::Object(std::move(attributes));
  }

  tl::expected<std::string_view, CodecError> DecodeKey() {
    const auto token = reader_.Next();
    if (!token) return Malformed();
    const auto* key = std::get_if<std::string_view>(&*token);
    if (key == nullptr || !text::IsUtf8(*key)) return Refuse("a key is no text");
    return *key;
  }

  static Result OfOneType(Value collection, const Type& type) {
    if (!ElementsHaveOneType(collection, type))
      return Refuse("the elements are of differing types");
    return collection;
  }

  MsgpackReader reader_;
};

}  // namespace

tl::expected<Value, CodecError> DecodeMsgpack(std::string_view bytes, const Type& type) {
  return Decoder(bytes).Decode(type, 0);
}

tl::expected<std::string, CodecError> EncodeMsgpack(const Value& value, const Type& type) {
  MsgpackWriter writer;
  if (auto written = WriteValue(value, type, writer); !written) {
    return tl::make_unexpected(std::move(written.error()));
  }
  return std::move(writer).Take();
}

}  // namespace provider::cty
