// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Valid encodings with bytes changed, removed and inserted, the same ones in every run.
//
// The decoder may refuse them. What it accepts, the encoder must be able to write and read back,
// because the provider echoes what a host sends.

#include <random>
#include <string>

#include <gtest/gtest.h>

#include "provider/cty/json.h"
#include "provider/cty/msgpack.h"

namespace provider::cty {
namespace {

struct Sample {
  Type type;
  Value value;
};

std::vector<Sample> Samples() {
  const Type bucket = Type::Object({{"bucket_name", Type::String()},
                                    {"kms_id", Type::String()},
                                    {"size", Type::Number()},
                                    {"tags", Type::Map(Type::Dynamic())}});
  const Value tag = Value::Dynamic(Type::Tuple({Type::Bool(), Type::List(Type::Dynamic())}),
                                   Value::List({Value::Bool(true), Value::Null()}));
  const Value object = Value::Object({{"bucket_name", Value::String("audit-traces")},
                                      {"kms_id", Value::Unknown()},
                                      {"size", Value::Number(*Number::FromDecimal("0.1"))},
                                      {"tags", Value::Object({{"a", tag}, {"b", tag}})}});
  const Type text = Type::Tuple({Type::String(), Type::Number(), Type::Set(Type::Number())});
  return {
      {Type::List(bucket), Value::List({object, object})},
      {Type::Dynamic(), Value::Dynamic(bucket, object)},
      {text, Value::List({Value::String(std::string(40, 'x')), Value::Number(Number(0.5)),
                          Value::List({Value::Integer(-200), Value::Unknown()})})},
  };
}

std::string Mutated(std::string bytes, std::mt19937& random) {
  for (auto changes = random() % 3 + 1; changes > 0 && !bytes.empty(); --changes) {
    const auto at = random() % bytes.size();
    switch (random() % 6) {
      case 0:
        bytes.resize(at);
        break;
      case 1:
        bytes.erase(at, 1);
        break;
      case 2:
        bytes.insert(at, 1, static_cast<char>(random()));
        break;
      case 3:
        bytes.insert(at, bytes, at, random() % 16);  // a piece of itself, which often fits
        break;
      case 4:
        bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ (1U << random() % 8));
        break;
      default:
        bytes[at] = static_cast<char>(random());
    }
  }
  return bytes;
}

TEST(MutatedMsgpack, IsRefusedOrRoundTrips) {
  std::mt19937 random(20240229);  // NOLINT(cert-msc51-cpp): the same run every time
  int accepted = 0;
  int refused = 0;
  for (int round = 0; round < 3'000; ++round) {
    for (const auto& [type, value] : Samples()) {
      const auto original = EncodeMsgpack(value, type);
      ASSERT_TRUE(original) << original.error().message;
      const auto decoded = DecodeMsgpack(Mutated(*original, random), type);
      if (!decoded) {
        EXPECT_FALSE(decoded.error().message.empty());
        ++refused;
        continue;
      }
      ++accepted;
      const auto bytes = EncodeMsgpack(*decoded, type);
      ASSERT_TRUE(bytes) << bytes.error().message;
      const auto again = DecodeMsgpack(*bytes, type);
      ASSERT_TRUE(again) << again.error().message;
      EXPECT_EQ(*again, *decoded);
      EXPECT_EQ(EncodeMsgpack(*again, type).value_or(""), *bytes);
      if (decoded->IsWhollyKnown()) (void)EncodeJson(*decoded, type);  // infinity alone is refused
    }
  }
  EXPECT_GT(accepted, 50);
  EXPECT_GT(refused, 50);
}

TEST(MutatedMsgpack, TruncatedInputIsRefused) {
  for (const auto& [type, value] : Samples()) {
    const auto bytes = EncodeMsgpack(value, type);
    ASSERT_TRUE(bytes);
    for (std::size_t size = 0; size < bytes->size(); ++size) {
      EXPECT_FALSE(DecodeMsgpack(std::string_view(*bytes).substr(0, size), type)) << size;
    }
  }
}

TEST(MutatedJson, IsRefusedOrRoundTrips) {
  std::mt19937 random(20240301);  // NOLINT(cert-msc51-cpp)
  const Type type = Type::Object({{"a", Type::List(Type::Number())},
                                  {"b", Type::Dynamic()},
                                  {"c", Type::Map(Type::String())}});
  const std::string text =
      R"({"a":[1,0.1,"2.50",1e30],"b":{"value":["x",true],"type":["tuple",["string","bool"]]},)"
      R"("c":{"k":"é😀","l":null,"m":12.5}})";
  ASSERT_TRUE(DecodeJson(text, type));
  int accepted = 0;
  for (int round = 0; round < 5'000; ++round) {
    const auto decoded = DecodeJson(Mutated(text, random), type);
    if (!decoded) continue;
    ++accepted;
    const auto again = EncodeJson(*decoded, type);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(DecodeJson(*again, type).value_or(Value()), *decoded) << *again;
  }
  EXPECT_GT(accepted, 20);
}

}  // namespace
}  // namespace provider::cty
