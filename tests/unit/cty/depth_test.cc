// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// How deep a value may be: each codec counts each kind of level alike, in both directions.

#include <functional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/cty/codec.h"
#include "provider/cty/json.h"
#include "provider/cty/json_reader.h"
#include "provider/cty/msgpack.h"
#include "tests/unit/cty/bytes.h"

namespace provider::cty {
namespace {

using testing::FromHex;
using ::testing::HasSubstr;

struct Level {
  const char* name;
  std::function<Type(Type)> type_around;
  std::function<Value(Value)> value_around;
  std::string msgpack_before;
  std::string json_before;
  std::string json_after;
  int depth = 1;
  Type innermost_type = Type::Bool();
  Value innermost = Value::Bool(true);
};

Value Listed(Value value) { return Value::List({std::move(value)}); }
Value Named(Value value) { return Value::Object({{"a", std::move(value)}}); }

std::vector<Level> Levels() {
  const Type of_anything = Type::List(Type::Dynamic());
  return {
      {"list", Type::List, Listed, FromHex("91"), "[", "]"},
      {"set", Type::Set, Listed, FromHex("91"), "[", "]"},
      {"tuple", [](Type type) { return Type::Tuple({std::move(type)}); }, Listed, FromHex("91"),
       "[", "]"},
      {"map", Type::Map, Named, FromHex("81 a161"), R"({"a":)", "}"},
      {"object", [](Type type) { return Type::Object({{"a", std::move(type)}}); }, Named,
       FromHex("81 a161"), R"({"a":)", "}"},
      {"dynamic", [](Type) { return Type::Dynamic(); },
       [of_anything](Value value) { return Value::Dynamic(of_anything, Listed(std::move(value))); },
       FromHex("92 c412") + R"(["list","dynamic"])" + FromHex("91"), R"({"value":[)",
       R"(],"type":["list","dynamic"]})", 2, Type::Dynamic(), Value::Null()},
  };
}

struct Nested {
  Nested(const Level& level, int depth) : type(level.innermost_type), value(level.innermost) {
    const bool is_null = value == Value::Null();
    msgpack = FromHex(is_null ? "c0" : "c3");
    json = is_null ? "null" : "true";
    for (; depth > 0; depth -= level.depth) {
      type = level.type_around(std::move(type));
      value = level.value_around(std::move(value));
      msgpack.insert(0, level.msgpack_before);
      json.insert(0, level.json_before).append(level.json_after);
    }
  }

  Type type;
  Value value;
  std::string msgpack;
  std::string json;
};

TEST(Depth, ReadsAndWritesUpToTheLimit) {
  for (const Level& level : Levels()) {
    const Nested nested(level, kMaxDepth);
    EXPECT_EQ(EncodeMsgpack(nested.value, nested.type), nested.msgpack) << level.name;
    EXPECT_EQ(DecodeMsgpack(nested.msgpack, nested.type), nested.value) << level.name;
    EXPECT_EQ(EncodeJson(nested.value, nested.type), nested.json) << level.name;
    EXPECT_EQ(DecodeJson(nested.json, nested.type), nested.value) << level.name;
  }
}

template <typename T>
std::string Refusal(const tl::expected<T, CodecError>& result) {
  return result ? "none" : result.error().message;
}

TEST(Depth, ParseJsonRefusesBeyondItsOwnLimit) {
  const auto nested = [](std::size_t depth) {
    return ParseJson(std::string(depth, '[') + std::string(depth, ']'));
  };
  EXPECT_TRUE(nested(kMaxJsonDepth));
  EXPECT_EQ(nested(kMaxJsonDepth + 1), tl::unexpected<std::string>("nested too deeply"));
}

TEST(Depth, RefusesBeyondTheLimit) {
  for (const Level& level : Levels()) {
    const Nested nested(level, kMaxDepth + 1);
    const auto refused = HasSubstr("nested too deeply");
    EXPECT_THAT(Refusal(EncodeMsgpack(nested.value, nested.type)), refused) << level.name;
    EXPECT_THAT(Refusal(DecodeMsgpack(nested.msgpack, nested.type)), refused) << level.name;
    EXPECT_THAT(Refusal(EncodeJson(nested.value, nested.type)), refused) << level.name;
    EXPECT_THAT(Refusal(DecodeJson(nested.json, nested.type)), refused) << level.name;
  }
}

}  // namespace
}  // namespace provider::cty
