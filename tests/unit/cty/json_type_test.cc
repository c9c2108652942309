// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "provider/cty/json.h"

namespace provider::cty {
namespace {

TEST(TypeJson, ReadsAndWritesEveryKind) {
  const std::vector<std::pair<std::string, Type>> rows = {
      {R"("string")", Type::String()},
      {R"("number")", Type::Number()},
      {R"("bool")", Type::Bool()},
      {R"("dynamic")", Type::Dynamic()},
      {R"(["list","string"])", Type::List(Type::String())},
      {R"(["set",["map","bool"]])", Type::Set(Type::Map(Type::Bool()))},
      {R"(["tuple",[]])", Type::Tuple({})},
      {R"(["tuple",["string",["tuple",["bool"]]]])",
       Type::Tuple({Type::String(), Type::Tuple({Type::Bool()})})},
      {R"(["object",{}])", Type::Object({})},
      {R"(["object",{"a":"string","b":["object",{"c":"dynamic"}]}])",
       Type::Object({{"a", Type::String()}, {"b", Type::Object({{"c", Type::Dynamic()}})}})},
  };
  for (const auto& [json, type] : rows) {
    EXPECT_EQ(TypeToJson(type), json);
    EXPECT_EQ(TypeFromJson(json).value_or(Type::Dynamic()), type) << json;
    EXPECT_EQ(TypeFromJson(nlohmann::json::parse(json)).value_or(Type::Dynamic()), type) << json;
  }
}

TEST(TypeJson, ReadsAnyOrderAndSpacesAndWritesSorted) {
  const auto type = TypeFromJson(R"( [ "object" , { "b" : "bool" , "a" : "string" } ] )");
  ASSERT_TRUE(type);
  EXPECT_EQ(TypeToJson(*type), R"(["object",{"a":"string","b":"bool"}])");
}

TEST(TypeJson, DropsTheListOfOptionalAttributes) {
  EXPECT_EQ(TypeFromJson(R"(["object",{"a":"bool"},["a"]])").value_or(Type()),
            Type::Object({{"a", Type::Bool()}}));
  EXPECT_FALSE(TypeFromJson(R"(["object",{"a":"bool"},["b"]])"));
  EXPECT_FALSE(TypeFromJson(R"(["object",{"a":"bool"},"a"])"));
  EXPECT_FALSE(TypeFromJson(R"(["object",{"a":"bool"},[1]])"));
}

// Go writes a nil slice as null, and go-cty creates such tuples.
TEST(TypeJson, ReadsGoNilAsEmpty) {
  EXPECT_EQ(TypeFromJson(R"(["tuple",null])").value_or(Type()), Type::Tuple({}));
  EXPECT_EQ(TypeFromJson(R"(["object",null])").value_or(Type()), Type::Object({}));
}

TEST(TypeJson, EscapesNamesAsGoDoes) {
  const Type type = Type::Object({{"<\"&\u2028\x01>", Type::Bool()}});
  EXPECT_EQ(TypeToJson(type), R"(["object",{"\u003c\"\u0026\u2028\u0001\u003e":"bool"}])");
  EXPECT_EQ(TypeFromJson(TypeToJson(type)).value_or(Type()), type);
}

TEST(TypeJson, RefusesInvalidTypes) {
  for (const std::string_view json : {"",
                                      "null",
                                      "1",
                                      "{}",
                                      "[]",
                                      R"("text")",
                                      R"("String")",
                                      R"(["list"])",
                                      R"(["list",null])",
                                      R"(["list","string","string"])",
                                      R"(["string"])",
                                      R"([1,"string"])",
                                      R"(["tuple",{}])",
                                      R"(["tuple","string"])",
                                      R"(["tuple",["text"]])",
                                      R"(["object",[]])",
                                      R"(["object",{"a":1}])",
                                      R"(["object",{},[],[]])",
                                      R"(["queue","string"])",
                                      R"("string" "string")",
                                      R"("string)",
                                      "\"str\xff\""}) {
    const auto type = TypeFromJson(json);
    ASSERT_FALSE(type) << json;
    EXPECT_FALSE(type.error().message.empty());
  }
}

TEST(TypeJson, RefusesDeepNesting) {
  const std::vector<std::pair<std::string, std::string>> wrappers = {
      {R"(["list",)", "]"}, {R"(["tuple",[)", "]]"}, {R"(["object",{"a":)", "}]"}};
  for (const auto& [before, after] : wrappers) {
    const auto nested = [&](int depth) {
      std::string json = "\"bool\"";
      for (int i = 0; i < depth; ++i) json.insert(0, before).append(after);
      return json;
    };
    EXPECT_TRUE(TypeFromJson(nested(kMaxDepth))) << before;
    EXPECT_FALSE(TypeFromJson(nested(kMaxDepth + 1))) << before;
  }
  EXPECT_FALSE(TypeFromJson(std::string(1'000'000, '[')));
}

}  // namespace
}  // namespace provider::cty
