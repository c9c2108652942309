// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Compares the codecs with vectors.json, written by go-cty, the library of both cores.
//
// Only a refined unknown does not round-trip byte for byte: refinements are dropped, and the vector
// has what go-cty writes without them ("canonical").

#include <charconv>
#include <fstream>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "provider/cty/json.h"
#include "provider/cty/msgpack.h"

namespace provider::cty {
namespace {

using nlohmann::json;

const json& Vectors() {
  static const json& vectors = *new json(json::parse(std::ifstream(CTY_VECTORS)));
  return vectors;
}

std::string FromHex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    unsigned byte = 0;
    std::from_chars(hex.data() + i, hex.data() + i + 2, byte, 16);
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

std::string ToHex(std::string_view bytes) {
  std::string hex;
  for (const char byte : bytes) {
    hex += "0123456789abcdef"[static_cast<unsigned char>(byte) >> 4];
    hex += "0123456789abcdef"[static_cast<unsigned char>(byte) & 15];
  }
  return hex;
}

Type TypeOf(const json& vector) {
  const auto type = TypeFromJson(vector.at("type").get_ref<const std::string&>());
  if (!type) {
    ADD_FAILURE() << type.error().message;
    return Type::Dynamic();
  }
  return *type;
}

std::string Canonical(const json& vector) {
  return vector.value("canonical", vector.at("msgpack").get<std::string>());
}

TEST(GoCty, TypesMatch) {
  ASSERT_GE(Vectors().at("types").size(), 40U);
  for (const auto& text : Vectors().at("types")) {
    const auto type = TypeFromJson(text.get_ref<const std::string&>());
    ASSERT_TRUE(type) << text << ": " << type.error().message;
    EXPECT_EQ(TypeToJson(*type), text.get<std::string>());
    const auto again = TypeFromJson(json::parse(text.get<std::string>()));
    ASSERT_TRUE(again) << text;
    EXPECT_EQ(*again, *type);
  }
}

TEST(GoCty, ValuesMatchInMsgpack) {
  ASSERT_GE(Vectors().at("vectors").size(), 500U);
  for (const auto& vector : Vectors().at("vectors")) {
    SCOPED_TRACE(vector.dump());
    const Type type = TypeOf(vector);
    EXPECT_EQ(TypeToJson(type), vector.at("type").get<std::string>());
    const auto value = DecodeMsgpack(FromHex(vector.at("msgpack").get<std::string>()), type);
    ASSERT_TRUE(value) << value.error().message << " at " << value.error().path.ToString();
    const auto bytes = EncodeMsgpack(*value, type);
    ASSERT_TRUE(bytes) << bytes.error().message;
    EXPECT_EQ(ToHex(*bytes), Canonical(vector));
  }
}

TEST(GoCty, ValuesMatchInJson) {
  std::size_t checked = 0;
  for (const auto& vector : Vectors().at("vectors")) {
    if (!vector.contains("json")) continue;
    SCOPED_TRACE(vector.dump());
    ++checked;
    const Type type = TypeOf(vector);
    const auto text = vector.at("json").get<std::string>();
    const auto packed = DecodeMsgpack(FromHex(vector.at("msgpack").get<std::string>()), type);
    ASSERT_TRUE(packed) << packed.error().message;
    EXPECT_EQ(EncodeJson(*packed, type).value_or("refused"), text);
    const auto value = DecodeJson(text, type);
    ASSERT_TRUE(value) << value.error().message << " at " << value.error().path.ToString();
    EXPECT_EQ(EncodeJson(*value, type).value_or("refused"), text);
  }
  EXPECT_GE(checked, 250U);
}

// JSON has no unknowns: if go-cty writes no JSON, the provider must not either.
TEST(GoCty, UnknownsHaveNoJson) {
  std::size_t checked = 0;
  for (const auto& vector : Vectors().at("vectors")) {
    const Type type = TypeOf(vector);
    const auto value = DecodeMsgpack(FromHex(vector.at("msgpack").get<std::string>()), type);
    ASSERT_TRUE(value);
    if (value->IsWhollyKnown()) continue;
    SCOPED_TRACE(vector.dump());
    ++checked;
    EXPECT_FALSE(vector.contains("json"));
    EXPECT_FALSE(EncodeJson(*value, type));
  }
  EXPECT_GE(checked, 50U);
}

TEST(GoCty, RefusesInvalidMsgpack) {
  ASSERT_GE(Vectors().at("refusals").size(), 50U);
  for (const auto& refusal : Vectors().at("refusals")) {
    const auto value =
        DecodeMsgpack(FromHex(refusal.at("msgpack").get<std::string>()), TypeOf(refusal));
    EXPECT_FALSE(value) << refusal.dump();
  }
}

}  // namespace
}  // namespace provider::cty
