// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cty/value_sink.h"

#include <utility>

#include <fmt/format.h>

#include "provider/text/utf8.h"

namespace provider::cty {
namespace {

using Result = tl::expected<void, CodecError>;

tl::unexpected<CodecError> NotA(const Type& type) {
  return Refuse(fmt::format("the value is no {}", type.FriendlyName()));
}

Result FromSink(tl::expected<void, std::string> result) {
  if (!result) return Refuse(std::move(result.error()));
  return {};
}

class Walk {
 public:
  explicit Walk(ValueSink& sink) : sink_(sink) {}

  Result Write(const Value& value, const Type& type, int depth) {
    if (depth > kMaxDepth) return Refuse("nested too deeply");
    if (type.kind() == Type::Kind::kDynamic) return WriteDynamic(value, depth);
    if (value.IsDynamic()) return NotA(type);
    if (value.IsUnknown()) return FromSink(sink_.Unknown());
    if (value.IsNull()) {
      sink_.Null();
      return {};
    }
    switch (type.kind()) {
      case Type::Kind::kBool:
        if (!value.IsBool()) return NotA(type);
        sink_.Bool(value.AsBool());
        return {};
      case Type::Kind::kNumber:
        if (!value.IsNumber()) return NotA(type);
        return FromSink(sink_.Number(value.AsNumber()));
      case Type::Kind::kString:
        if (!value.IsString()) return NotA(type);
        if (!text::IsUtf8(value.AsString())) return Refuse("the text is no valid UTF-8");
        sink_.String(value.AsString());
        return {};
      case Type::Kind::kList:
      case Type::Kind::kSet:
        return value.IsList() ? WriteList(value, type, depth) : NotA(type);
      case Type::Kind::kTuple:
        return value.IsList() ? WriteTuple(value, type, depth) : NotA(type);
      case Type::Kind::kMap:
        return value.IsObject() ? WriteMap(value, type, depth) : NotA(type);
      case Type::Kind::kObject:
        return value.IsObject() ? WriteObject(value, type, depth) : NotA(type);
      case Type::Kind::kDynamic:
        break;  // handled above
    }
    return NotA(type);
  }

 private:
  Result WriteDynamic(const Value& value, int depth) {
    if (value.IsDynamic()) {
      const Type& type = value.DynamicType();
      if (type.kind() == Type::Kind::kDynamic) return Write(value.DynamicValue(), type, depth + 1);
      sink_.BeginDynamic(type);
      if (auto result = Write(value.DynamicValue(), type, depth + 1); !result) return result;
      sink_.EndDynamic(type);
      return {};
    }
    if (value.IsUnknown()) return FromSink(sink_.Unknown());
    if (!value.IsNull()) return Refuse("a dynamic slot needs a value with a type");
    sink_.Null();
    return {};
  }

  Result WriteList(const Value& value, const Type& type, int depth) {
    sink_.BeginArray(value.AsList().size());
    std::int64_t index = 0;
    for (const Value& element : value.AsList()) {
      if (auto result = Write(element, type.element(), depth + 1); !result) {
        return Under(Path::IndexStep{index}, std::move(result.error()));
      }
      ++index;
    }
    sink_.EndArray();
    return CheckElements(value, type);
  }

  Result WriteTuple(const Value& value, const Type& type, int depth) {
    const auto& elements = value.AsList();
    if (elements.size() != type.elements().size()) {
      return Refuse(fmt::format("a tuple of {} elements is required, got {}",
                                type.elements().size(), elements.size()));
    }
    sink_.BeginArray(elements.size());
    for (std::size_t i = 0; i < elements.size(); ++i) {
      if (auto result = Write(elements[i], type.elements()[i], depth + 1); !result) {
        return Under(Path::IndexStep{static_cast<std::int64_t>(i)}, std::move(result.error()));
      }
    }
    sink_.EndArray();
    return {};
  }

  Result WriteMap(const Value& value, const Type& type, int depth) {
    sink_.BeginMap(value.AsObject().size());
    for (const auto& [key, element] : value.AsObject()) {
      if (!text::IsUtf8(key)) return Refuse("a key is no valid UTF-8");
      sink_.Key(key);
      if (auto result = Write(element, type.element(), depth + 1); !result) {
        return Under(Path::KeyStep{key}, std::move(result.error()));
      }
    }
    sink_.EndMap();
    return CheckElements(value, type);
  }

  // Writes every attribute of the type, including those that the value lacks, because a host counts
  // them. Both are sorted by name.
  Result WriteObject(const Value& value, const Type& type, int depth) {
    static const Value& null = *new Value();
    const auto& attributes = value.AsObject();
    auto next = attributes.begin();
    sink_.BeginMap(type.attributes().size());
    for (const auto& [name, attribute_type] : type.attributes()) {
      const int order = next == attributes.end() ? 1 : next->first.compare(name);
      if (order < 0) break;
      sink_.Key(name);
      const Value& attribute = order == 0 ? next++->second : null;
      if (auto result = Write(attribute, attribute_type, depth + 1); !result) {
        return Under(Path::AttributeStep{name}, std::move(result.error()));
      }
    }
    if (next != attributes.end()) {
      return Under(Path::AttributeStep{next->first}, {{}, "unsupported attribute"});
    }
    sink_.EndMap();
    return {};
  }

  // Call after checking that the elements fit their type.
  static Result CheckElements(const Value& value, const Type& type) {
    if (!ElementsHaveOneType(value, type)) return Refuse("the elements are of differing types");
    return {};
  }

  ValueSink& sink_;
};

}  // namespace

tl::expected<void, CodecError> WriteValue(const Value& value, const Type& type, ValueSink& sink) {
  return Walk(sink).Write(value, type, 0);
}

}  // namespace provider::cty
