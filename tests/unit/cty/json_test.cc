// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cty/json.h"

#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace provider::cty {
namespace {

Value Decoded(std::string_view json, const Type& type) {
  const auto value = DecodeJson(json, type);
  if (!value) ADD_FAILURE() << json << ": " << value.error().message;
  return value.value_or(Value::String("refused"));
}

// The error of decoding as "path: message".
std::string Refusal(std::string_view json, const Type& type) {
  const auto value = DecodeJson(json, type);
  return value ? "none" : value.error().path.ToString() + ": " + value.error().message;
}

Value Decimal(std::string_view text) { return Value::Number(*Number::FromDecimal(text)); }

TEST(Json, ReadsAndWritesEveryKind) {
  const Type type =
      Type::Object({{"bool", Type::Bool()},
                    {"dynamic", Type::Dynamic()},
                    {"list", Type::List(Type::Number())},
                    {"map", Type::Map(Type::String())},
                    {"null", Type::String()},
                    {"tuple", Type::Tuple({Type::String(), Type::Set(Type::Bool())})}});
  const std::string json =
      R"({"bool":true,"dynamic":{"value":"x","type":"string"},"list":[1,-2,0.5],)"
      R"("map":{"a":"1","b":null},"null":null,"tuple":["x",[true,false]]})";
  const Value value = Value::Object(
      {{"bool", Value::Bool(true)},
       {"dynamic", Value::Dynamic(Type::String(), Value::String("x"))},
       {"list", Value::List({Value::Integer(1), Value::Integer(-2), Value::Number(Number(0.5))})},
       {"map", Value::Object({{"a", Value::String("1")}, {"b", Value::Null()}})},
       {"null", Value::Null()},
       {"tuple",
        Value::List({Value::String("x"), Value::List({Value::Bool(true), Value::Bool(false)})})}});
  EXPECT_EQ(Decoded(json, type), value);
  EXPECT_EQ(EncodeJson(value, type).value_or("refused"), json);
}

TEST(Json, KeepsEveryDigit) {
  EXPECT_EQ(Decoded("0.1", Type::Number()), Decimal("0.1"));
  EXPECT_EQ(Decoded("18446744073709551616", Type::Number()), Decimal("18446744073709551616"));
  EXPECT_EQ(Decoded("3.14159265358979323846264338327950288", Type::Number()),
            Decimal("3.14159265358979323846264338327950288"));
  EXPECT_EQ(Decoded("1E+2", Type::Number()), Value::Integer(100));
  EXPECT_EQ(EncodeJson(Decimal("1e30"), Type::Number()).value_or(""), "1" + std::string(30, '0'));
}

TEST(Json, ConvertsPrimitivesAsGoCtyDoes) {
  EXPECT_EQ(Decoded("true", Type::String()), Value::String("true"));
  EXPECT_EQ(Decoded("1.50", Type::String()), Value::String("1.5"));
  EXPECT_EQ(Decoded(R"("0.1")", Type::Number()), Decimal("0.1"));
  EXPECT_EQ(Decoded(R"("true")", Type::Bool()), Value::Bool(true));
  EXPECT_EQ(Decoded(R"("1")", Type::Bool()), Value::Bool(true));
  EXPECT_EQ(Decoded(R"("0")", Type::Bool()), Value::Bool(false));
  EXPECT_EQ(Refusal(R"("True")", Type::Bool()), ": bool required");
  EXPECT_EQ(Refusal("1", Type::Bool()), ": bool required");
  EXPECT_EQ(Refusal("true", Type::Number()), ": number required");
  EXPECT_EQ(Refusal(R"("0x10")", Type::Number()), ": number required");
  EXPECT_EQ(Refusal("[]", Type::String()), ": string required");
}

TEST(Json, ReadsAbsentAttributeAsNullAndRefusesUnsupported) {
  const Type type = Type::Object({{"a", Type::String()}, {"b", Type::Bool()}});
  EXPECT_EQ(Decoded(R"({"a":"x"})", type),
            Value::Object({{"a", Value::String("x")}, {"b", Value::Null()}}));
  EXPECT_EQ(Refusal(R"({"a":"x","c":1})", type), "c: unsupported attribute");
}

TEST(Json, ErrorNamesThePath) {
  const Type type = Type::Object({{"buckets", Type::List(Type::Object({{"name", Type::String()}}))},
                                  {"endpoints", Type::Map(Type::String())}});
  EXPECT_EQ(Refusal(R"({"buckets":[{"name":"a"},{"name":[]}]})", type),
            "buckets[1].name: string required");
  EXPECT_EQ(Refusal(R"({"endpoints":{"cts":{}}})", type), R"(endpoints["cts"]: string required)");
}

TEST(Json, ReadsDynamicValues) {
  EXPECT_EQ(Decoded("null", Type::Dynamic()), Value::Null());
  EXPECT_EQ(Decoded(R"({"type":["list","bool"],"value":[true]})", Type::Dynamic()),
            Value::Dynamic(Type::List(Type::Bool()), Value::List({Value::Bool(true)})));
  EXPECT_EQ(Decoded(R"({"value":null,"type":"string"})", Type::Dynamic()),
            Value::Dynamic(Type::String(), Value::Null()));
  const std::string_view wrong = ": a dynamic value is an object of value and type";
  EXPECT_EQ(Refusal(R"("x")", Type::Dynamic()), wrong);
  EXPECT_EQ(Refusal(R"({"value":1})", Type::Dynamic()), wrong);
  EXPECT_EQ(Refusal(R"({"value":1,"type":"number","x":1})", Type::Dynamic()), wrong);
  EXPECT_EQ(Refusal(R"({"value":1,"type":"text"})", Type::Dynamic()),
            ": the type has an unknown name");
}

TEST(Json, RefusesElementsOfDifferentTypes) {
  const std::string_view mixed = R"([{"value":1,"type":"number"},{"value":"x","type":"string"}])";
  EXPECT_EQ(Refusal(mixed, Type::List(Type::Dynamic())), ": the elements are of differing types");
  EXPECT_EQ(Refusal(mixed, Type::Tuple({Type::Dynamic(), Type::Dynamic()})), "none");
}

TEST(Json, RefusesToWriteUnknownInfinityAndInvalidUtf8) {
  const auto unknown =
      EncodeJson(Value::List({Value::Null(), Value::Unknown()}), Type::List(Type::String()));
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().path.ToString(), "[1]");
  EXPECT_EQ(unknown.error().message, "JSON has no unknown values");
  const Value infinity = Value::Number(Number(std::numeric_limits<double>::infinity()));
  EXPECT_FALSE(EncodeJson(infinity, Type::Number()));
  EXPECT_FALSE(EncodeJson(Value::String("\xff"), Type::String()));
}

TEST(Json, EscapesAsGoDoes) {
  EXPECT_EQ(
      EncodeJson(Value::String("\b\f\n\r\t\x1f\x7f\"\\/<>&\u2027\u2028\u2029é😀"), Type::String())
          .value_or("refused"),
      "\"\\b\\f\\n\\r\\t\\u001f\x7f\\\"\\\\/\\u003c\\u003e\\u0026\u2027\\u2028\\u2029é😀\"");
}

TEST(Json, RefusesMalformedText) {
  for (const std::string_view json :
       {"", " ", "[1,]", "[1", "{\"a\":1", "{a:1}", "01", "1.", "NaN", "Infinity", "'x'",
        "true false", "\"\\ud800\"", "\"\xff\"", "\"a\nb\""}) {
    EXPECT_TRUE(Refusal(json, Type::Dynamic()).starts_with(": the JSON is malformed at byte"))
        << json << Refusal(json, Type::Dynamic());
  }
}

// Found by fuzzing: it was reported as malformed.
TEST(Json, ReportsNumberBeyondDoubleAsTooLong) {
  EXPECT_EQ(Refusal("1e999", Type::Number()), ": a number is too long");
  EXPECT_EQ(Refusal("[-15e918]", Type::List(Type::Number())), ": a number is too long");
}

// Found by fuzzing: the parser treats a NUL as the end.
TEST(Json, RefusesTextWithANulByte) {
  EXPECT_EQ(Refusal(std::string_view("true\0", 5), Type::Bool()),
            ": the JSON is malformed at byte 5");
  EXPECT_FALSE(DecodeJson(std::string_view("true\0false", 10), Type::Bool()));
  EXPECT_FALSE(TypeFromJson(std::string_view("\"bool\"\0x", 8)));
}

TEST(Json, ErrorDoesNotQuoteTheInput) {
  const auto malformed = Refusal(R"({"secret_key":"s3cret)", Type::Map(Type::String()));
  EXPECT_TRUE(malformed.starts_with(": the JSON is malformed at byte")) << malformed;
  EXPECT_EQ(malformed.find("s3cret"), std::string::npos) << malformed;
  const auto of_another_type = Refusal(R"({"secret_key":"s3cret"})", Type::Map(Type::Number()));
  EXPECT_NE(of_another_type, "none");
  EXPECT_EQ(of_another_type.find("s3cret"), std::string::npos) << of_another_type;
}

TEST(Json, RefusesNumbersWithHugeExpansions) {
  EXPECT_EQ(Refusal("1e999999999", Type::Number()), ": a number is too long");
  EXPECT_EQ(Refusal("1e-999999999", Type::Number()), ": a number is too long");
  EXPECT_EQ(Refusal("0." + std::string(2000, '1'), Type::Number()), ": a number is too long");
}

TEST(Json, RefusesDeepNesting) {
  EXPECT_EQ(Refusal(std::string(1'000'000, '['), Type::Dynamic()), ": nested too deeply");
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  EXPECT_EQ(Refusal(objects, Type::Dynamic()), ": nested too deeply");
  std::string wrappers = "null";
  for (int i = 0; i < 200; ++i) wrappers = R"({"type":"dynamic","value":)" + wrappers + "}";
  EXPECT_EQ(Refusal(wrappers, Type::Dynamic()), ": nested too deeply");
}

// A few kilobytes that would become gigabytes of nulls.
TEST(Json, RefusesTooManyAbsentAttributes) {
  std::string type = R"(["list",["object",{)";
  for (int i = 0; i < 2'809; ++i)
    type += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":\"bool\"";
  // One is there, so the first 89 elements lack 2,808 + 88 × 2,809 = 250,000: as many as may.
  std::string value = R"([{"0":true})";
  for (int i = 0; i < 2'000; ++i) value += ",{}";
  const auto refusal =
      Refusal("{\"type\":" + type + "}]],\"value\":" + value + "]}", Type::Dynamic());
  EXPECT_EQ(refusal, "[89]: too many attributes are absent");
}

}  // namespace
}  // namespace provider::cty
