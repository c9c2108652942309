// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cty/msgpack.h"

#include <cstdint>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "tests/unit/cty/bytes.h"

namespace provider::cty {
namespace {

using testing::FromHex;
using testing::ToHex;

struct Row {
  std::string_view hex;
  Type type;
  Value value;
};

Value Decimal(std::string_view text) { return Value::Number(*Number::FromDecimal(text)); }

std::string Encoded(const Value& value, const Type& type) {
  const auto bytes = EncodeMsgpack(value, type);
  return bytes ? ToHex(*bytes) : "refused: " + bytes.error().message;
}

Value Decoded(std::string_view hex, const Type& type) {
  const auto value = DecodeMsgpack(FromHex(hex), type);
  if (!value) ADD_FAILURE() << hex << ": " << value.error().message;
  return value.value_or(Value::String("refused"));
}

// The error of encoding as "path: message".
std::string EncodeError(const Value& value, const Type& type) {
  const auto bytes = EncodeMsgpack(value, type);
  return bytes ? "none" : bytes.error().path.ToString() + ": " + bytes.error().message;
}

// Bytes written by go-cty 1.18.
TEST(Msgpack, MatchesBytesWrittenByGoCty) {
  const Type pair = Type::Object({{"a", Type::String()}, {"b", Type::Bool()}});
  const Value text = Value::Dynamic(Type::String(), Value::String("a"));
  const std::vector<Row> rows = {
      {"a3302e31", Type::Number(), Decimal("0.1")},
      {"cb3fe0000000000000", Type::Number(), Decimal("0.5")},
      {"03", Type::Number(), Value::Integer(3)},
      {"ccc8", Type::Number(), Value::Integer(200)},
      {"d1ff38", Type::Number(), Value::Integer(-200)},
      {"b43138343436373434303733373039353531363135", Type::Number(),
       Decimal("18446744073709551615")},
      {"bf31303030303030303030303030303030303030303030303030303030303030", Type::Number(),
       Decimal("1e30")},
      {"d40000", Type::String(), Value::Unknown()},
      {"92c40822737472696e6722a161", Type::Dynamic(), text},
      {"c0", Type::Dynamic(), Value::Null()},
      {"92c40822737472696e6722c0", Type::Dynamic(), Value::Dynamic(Type::String(), Value::Null())},
      {"92c40822737472696e6722d40000", Type::Dynamic(),
       Value::Dynamic(Type::String(), Value::Unknown())},
      {"d40000", Type::Dynamic(), Value::Unknown()},
      {"82a161c0a162c3", pair, Value::Object({{"a", Value::Null()}, {"b", Value::Bool(true)}})},
  };
  for (const auto& [hex, type, value] : rows) {
    EXPECT_EQ(Encoded(value, type), hex);
    EXPECT_EQ(Decoded(hex, type), value) << hex;
  }
}

TEST(Msgpack, ReadsRefinedUnknownsAndDropsTheRefinements) {
  EXPECT_EQ(Decoded("c7030c8101c2", Type::String()), Value::Unknown());
  EXPECT_EQ(Decoded("c7070c8201c202a26162", Type::String()), Value::Unknown());
  EXPECT_EQ(Decoded("c7070c8201c205010603", Type::List(Type::String())), Value::Unknown());
  EXPECT_EQ(Decoded("c70c0c82 03 92 a3302e31 c3 04 92 03 c2", Type::Number()), Value::Unknown());
}

// go-cty does not skip the value of an unknown key and misreads the rest; the provider skips it.
TEST(Msgpack, SkipsUnrecognizedRefinements) {
  EXPECT_EQ(Decoded("92 c70c0c 83 0a 92 81a16101 c0 01 c2 20 90 a178",
                    Type::Tuple({Type::String(), Type::String()})),
            Value::List({Value::Unknown(), Value::String("x")}));
}

TEST(Msgpack, WritesIntegersInTheirSmallestForm) {
  const auto encoded = [](std::int64_t value) {
    return Encoded(Value::Integer(value), Type::Number());
  };
  EXPECT_EQ(encoded(127), "7f");
  EXPECT_EQ(encoded(128), "cc80");
  EXPECT_EQ(encoded(256), "cd0100");
  EXPECT_EQ(encoded(65536), "ce00010000");
  EXPECT_EQ(encoded(4294967296), "cf0000000100000000");
  EXPECT_EQ(encoded(std::numeric_limits<std::int64_t>::max()), "cf7fffffffffffffff");
  EXPECT_EQ(encoded(-32), "e0");
  EXPECT_EQ(encoded(-33), "d0df");
  EXPECT_EQ(encoded(-129), "d1ff7f");
  EXPECT_EQ(encoded(-32769), "d2ffff7fff");
  EXPECT_EQ(encoded(std::numeric_limits<std::int64_t>::min()), "d38000000000000000");
}

TEST(Msgpack, WritesLengthsInTheirSmallestForm) {
  const auto head = [](const Value& value, const Type& type) {
    return Encoded(value, type).substr(0, 10);
  };
  const auto text = [](std::size_t size) { return Value::String(std::string(size, 'x')); };
  EXPECT_EQ(head(text(31), Type::String()), "bf78787878");
  EXPECT_EQ(head(text(32), Type::String()), "d920787878");
  EXPECT_EQ(head(text(255), Type::String()), "d9ff787878");
  EXPECT_EQ(head(text(256), Type::String()), "da01007878");
  EXPECT_EQ(head(text(65535), Type::String()), "daffff7878");
  EXPECT_EQ(head(text(65536), Type::String()), "db00010000");

  const auto list = [](std::size_t size) { return Value::List(Value::Elements(size)); };
  EXPECT_EQ(head(list(15), Type::List(Type::Bool())), "9fc0c0c0c0");
  EXPECT_EQ(head(list(16), Type::List(Type::Bool())), "dc0010c0c0");
  EXPECT_EQ(head(list(65535), Type::List(Type::Bool())), "dcffffc0c0");
  EXPECT_EQ(head(list(65536), Type::List(Type::Bool())), "dd00010000");

  const auto map = [](int size) {
    Value::Attributes elements;
    for (int i = 0; i < size; ++i) elements.emplace(std::to_string(100'000 + i), Value::Null());
    return Value::Object(std::move(elements));
  };
  EXPECT_EQ(head(map(15), Type::Map(Type::Bool())), "8fa6313030");
  EXPECT_EQ(head(map(16), Type::Map(Type::Bool())), "de0010a631");
  EXPECT_EQ(head(map(65535), Type::Map(Type::Bool())), "deffffa631");
  EXPECT_EQ(head(map(65536), Type::Map(Type::Bool())), "df00010000");

  // A wrapper's type is a bin, with a length of 8, 16 or 32 bits.
  const auto wrapped = [](std::size_t name) {
    return Value::Dynamic(Type::Object({{std::string(name, 'n'), Type::Bool()}}), Value::Null());
  };
  EXPECT_EQ(head(wrapped(1), Type::Dynamic()), "92c4175b22");
  EXPECT_EQ(head(wrapped(233), Type::Dynamic()), "92c4ff5b22");
  EXPECT_EQ(head(wrapped(234), Type::Dynamic()), "92c501005b");
  EXPECT_EQ(head(wrapped(65'513), Type::Dynamic()), "92c5ffff5b");
  EXPECT_EQ(head(wrapped(70'000), Type::Dynamic()), "92c6000111");
  for (const std::size_t name : {1U, 233U, 234U, 65'513U, 70'000U}) {
    const auto bytes = EncodeMsgpack(wrapped(name), Type::Dynamic());
    ASSERT_TRUE(bytes);
    EXPECT_EQ(DecodeMsgpack(*bytes, Type::Dynamic()).value_or(Value()), wrapped(name));
  }
}

TEST(Msgpack, KeepsTheOrderOfSets) {
  const std::string_view hex = "93a162a161a163";
  EXPECT_EQ(Encoded(Decoded(hex, Type::Set(Type::String())), Type::Set(Type::String())), hex);
}

TEST(Msgpack, WritesAMissingAttributeAsNil) {
  const Type type = Type::Object({{"a", Type::String()}, {"b", Type::Bool()}});
  EXPECT_EQ(Encoded(Value::Object({{"b", Value::Bool(true)}}), type), "82a161c0a162c3");
}

TEST(Msgpack, ReadsAttributesInAnyOrder) {
  const Type type = Type::Object({{"a", Type::Bool()}, {"b", Type::Bool()}, {"c", Type::Bool()}});
  const auto value = DecodeMsgpack(FromHex("83 a162 c2 a163 c0 a161 c3"), type);
  ASSERT_TRUE(value) << value.error().message;
  EXPECT_EQ(*value,
            Value::Object({{"a", Value::Bool(true)}, {"b", Value::Bool(false)}, {"c", Value()}}));
  EXPECT_FALSE(DecodeMsgpack(FromHex("83 a162 c2 a163 c0 a162 c3"), type));
}

TEST(Msgpack, WritesMissingAttributesAtAnyPositionAsNil) {
  const Type type = Type::Object({{"a", Type::Bool()}, {"b", Type::Bool()}, {"c", Type::Bool()}});
  const auto written = [&](const char* name) {
    return EncodeMsgpack(Value::Object({{name, Value::Bool(true)}}), type).value_or("refused");
  };
  EXPECT_EQ(written("a"), FromHex("83 a161 c3 a162 c0 a163 c0"));
  EXPECT_EQ(written("b"), FromHex("83 a161 c0 a162 c3 a163 c0"));
  EXPECT_EQ(written("c"), FromHex("83 a161 c0 a162 c0 a163 c3"));
  for (const auto* name : {"A", "aa", "bb", "d"}) EXPECT_EQ(written(name), "refused") << name;
}

TEST(Msgpack, UnwrapsADynamicValueOfDynamicType) {
  const std::string_view hex = "92 c409 2264796e616d696322 92 c408 22737472696e6722 a161";
  EXPECT_EQ(Decoded(hex, Type::Dynamic()), Value::Dynamic(Type::String(), Value::String("a")));
  EXPECT_EQ(Encoded(Value::Dynamic(Type::Dynamic(), Value::Null()), Type::Dynamic()), "c0");
}

TEST(Msgpack, IgnoresTrailingBytes) {
  EXPECT_EQ(Decoded("a161 ff ff", Type::String()), Value::String("a"));
}

TEST(Msgpack, ErrorNamesThePath) {
  const Type type =
      Type::Object({{"buckets", Type::List(Type::Object({{"bucket_name", Type::String()}}))},
                    {"endpoints", Type::Map(Type::String())}});
  const auto name =
      DecodeMsgpack(FromHex("82 a7 6275636b657473 92 81 ab 6275636b65745f6e616d65 a161"
                            " 81 ab 6275636b65745f6e616d65 2a a9 656e64706f696e7473 c0"),
                    type);
  ASSERT_FALSE(name);
  EXPECT_EQ(name.error().path.ToString(), "buckets[1].bucket_name");
  EXPECT_EQ(name.error().message, "string required, got a number");

  const auto endpoint =
      DecodeMsgpack(FromHex("82 a7 6275636b657473 c0 a9 656e64706f696e7473 81 a3 637473 c3"), type);
  ASSERT_FALSE(endpoint);
  EXPECT_EQ(endpoint.error().path.ToString(), R"(endpoints["cts"])");
  EXPECT_EQ(endpoint.error().message, "string required, got a bool");
}

TEST(Msgpack, RefusesToWriteValueThatDoesNotMatchItsType) {
  const Type list = Type::List(Type::Object({{"a", Type::String()}}));
  const auto in_list = [](Value a) {
    return Value::List({Value::Null(), Value::Object({{"a", std::move(a)}})});
  };
  EXPECT_EQ(EncodeError(in_list(Value::Bool(true)), list), "[1].a: the value is no string");
  EXPECT_EQ(EncodeError(Value::List({Value::Object({{"b", Value::Null()}})}), list),
            "[0].b: unsupported attribute");
  EXPECT_EQ(EncodeError(Value::Object({}), list), ": the value is no list of object");
  EXPECT_EQ(EncodeError(Value::String("1"), Type::Number()), ": the value is no number");
  EXPECT_EQ(EncodeError(Value::Integer(1), Type::Bool()), ": the value is no bool");
  EXPECT_EQ(EncodeError(Value::List({}), Type::Map(Type::Bool())), ": the value is no map of bool");
  EXPECT_EQ(EncodeError(Value::List({}), Type::Object({})), ": the value is no object");
  EXPECT_EQ(EncodeError(Value::Object({}), Type::Tuple({})), ": the value is no tuple");
  EXPECT_EQ(EncodeError(Value::List({}), Type::Tuple({Type::Bool()})),
            ": a tuple of 1 elements is required, got 0");
  EXPECT_EQ(EncodeError(Value::Object({{"k", Value::Bool(true)}}), Type::Map(Type::String())),
            R"(["k"]: the value is no string)");
  EXPECT_EQ(EncodeError(Value::String("x"), Type::Dynamic()),
            ": a dynamic slot needs a value with a type");
  EXPECT_EQ(EncodeError(Value::Dynamic(Type::String(), Value::String("x")), Type::String()),
            ": the value is no string");
}

TEST(Msgpack, RefusesToWriteElementsOfDifferentTypes) {
  const Value mixed = Value::List({Value::Dynamic(Type::String(), Value::String("x")),
                                   Value::Dynamic(Type::Bool(), Value::Bool(true))});
  EXPECT_EQ(EncodeError(mixed, Type::List(Type::Dynamic())),
            ": the elements are of differing types");
  EXPECT_EQ(EncodeError(mixed, Type::Tuple({Type::Dynamic(), Type::Dynamic()})), "none");
}

TEST(Msgpack, RefusesToWriteInvalidUtf8) {
  EXPECT_EQ(EncodeError(Value::String("\xff"), Type::String()), ": the text is no valid UTF-8");
  EXPECT_EQ(EncodeError(Value::Object({{"\xff", Value::Null()}}), Type::Map(Type::String())),
            ": a key is no valid UTF-8");
}

TEST(Msgpack, RefusesToWriteDeeperThanItReads) {
  Value value = Value::String("x");
  Type type = Type::String();
  for (int i = 0; i < kMaxDepth; ++i) {
    value = Value::List({std::move(value)});
    type = Type::List(type);
  }
  const auto bytes = EncodeMsgpack(value, type);
  ASSERT_TRUE(bytes);
  EXPECT_EQ(DecodeMsgpack(*bytes, type).value_or(Value()), value);
  EXPECT_FALSE(EncodeMsgpack(Value::List({value}), Type::List(type)));
}

TEST(Msgpack, CountsMapsAndDynamicWrappersAsDepth) {
  Value wrapped;
  Type maps = Type::String();
  std::string bytes;
  for (int i = 0; i <= kMaxDepth; ++i) {
    EXPECT_EQ(Encoded(wrapped, Type::Dynamic()), "c0");
    wrapped = Value::Dynamic(Type::Dynamic(), std::move(wrapped));
    maps = Type::Map(maps);
    bytes += FromHex("81 a161");
  }
  EXPECT_EQ(EncodeError(wrapped, Type::Dynamic()), ": nested too deeply");
  const auto decoded = DecodeMsgpack(bytes + FromHex("a162"), maps);
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().message, "nested too deeply");
}

}  // namespace
}  // namespace provider::cty
