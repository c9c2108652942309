// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Invalid input. If it were accepted, each case would cost memory, the stack or a wrong value.

#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "provider/cty/json.h"
#include "provider/cty/msgpack.h"
#include "tests/unit/cty/bytes.h"

namespace provider::cty {
namespace {

using testing::FromHex;

std::string Refusal(std::string_view bytes, const Type& type) {
  const auto value = DecodeMsgpack(bytes, type);
  return value ? "none" : value.error().message;
}

constexpr std::string_view kMalformed = "the msgpack is malformed or ends early";

TEST(HostileMsgpack, RefusesLengthsBeyondTheInput) {
  EXPECT_EQ(Refusal(FromHex("dd ffffffff c0"), Type::List(Type::Dynamic())), kMalformed);
  EXPECT_EQ(Refusal(FromHex("df ffffffff a161 c0"), Type::Map(Type::String())), kMalformed);
  EXPECT_EQ(Refusal(FromHex("db ffffffff 61"), Type::String()), kMalformed);
  EXPECT_EQ(Refusal(FromHex("c9 ffffffff 0c 80"), Type::String()), kMalformed);
  EXPECT_EQ(Refusal("", Type::Dynamic()), kMalformed);
}

// A list of a million lists of a million …: each count fits the remaining bytes; none is allocated.
TEST(HostileMsgpack, RefusesNestedCountsLargerThanTheInput) {
  std::string bytes;
  for (int i = 0; i < 100; ++i) bytes += FromHex("dd 000f4240");
  bytes.append(1'000'000, '\xc0');
  Type type = Type::String();
  for (int i = 0; i < 101; ++i) type = Type::List(type);
  EXPECT_EQ(Refusal(bytes, type), kMalformed);
}

TEST(HostileMsgpack, RefusesDeeplyNestedDynamicWrappers) {
  std::string bytes;
  for (int i = 0; i < 100'000; ++i) bytes += FromHex("92 c409 2264796e616d696322");
  EXPECT_EQ(Refusal(bytes + '\xc0', Type::Dynamic()), "nested too deeply");
}

TEST(HostileMsgpack, RefusesDynamicWrapperWithDeeplyNestedType) {
  std::string type;
  for (int i = 0; i < 10'000; ++i) type += R"(["list",)";
  type += "\"bool\"" + std::string(10'000, ']');
  std::string bytes = FromHex("92 c6");
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(type.size() >> shift);
  EXPECT_EQ(Refusal(bytes + type + '\xc0', Type::Dynamic()),
            "the type is malformed: nested too deeply");
}

TEST(HostileMsgpack, RefusesNanInEveryForm) {
  for (const std::string_view hex : {"cb 7ff8000000000000", "cb 7ff0000000000001",
                                     "cb fff8000000000000", "ca 7fc00000", "ca ff800001"}) {
    EXPECT_EQ(Refusal(FromHex(hex), Type::Number()), "NaN is no number") << hex;
  }
}

TEST(HostileMsgpack, RefusesNumberWithHugeExponent) {
  EXPECT_EQ(Refusal(FromHex("ab 31653939393939393939 39"), Type::Number()),  // "1e999999999"
            "number required, got a text");
}

TEST(HostileMsgpack, RefusesInvalidUtf8) {
  EXPECT_EQ(Refusal(FromHex("a2 c328"), Type::String()), "the text is no valid UTF-8");
  EXPECT_EQ(Refusal(FromHex("c4 01 ff"), Type::String()), "the text is no valid UTF-8");
  EXPECT_EQ(Refusal(FromHex("81 a1ff c0"), Type::Map(Type::String())), "a key is no text");
}

// go-cty accepts these as the key "".
TEST(HostileMsgpack, RefusesNonStringKeys) {
  for (const std::string_view hex : {"81 01 c0", "81 c0 c0", "81 90 c0", "81 d40000 c0"}) {
    EXPECT_EQ(Refusal(FromHex(hex), Type::Map(Type::String())), "a key is no text") << hex;
  }
}

TEST(HostileMsgpack, RefusesMissingDuplicateOrUnsupportedAttributes) {
  const Type type = Type::Object({{"a", Type::String()}, {"b", Type::Bool()}});
  // go-cty accepts the first two as objects of another type.
  EXPECT_EQ(Refusal(FromHex("80"), type), "an object of 2 attributes is required, got 0");
  EXPECT_EQ(Refusal(FromHex("82 a161 c0 a161 c0"), type), "the attribute comes twice");
  EXPECT_EQ(Refusal(FromHex("82 a161 c0 a163 c0"), type), "unsupported attribute");
}

TEST(HostileMsgpack, RefusesMalformedRefinements) {
  for (const std::string_view hex : {
           "c7020d8001",        // of a foreign type
           "c7020c9001",        // not a map
           "c7020c8101",        // a key without a value
           "c7030c81c1c0",      // a key that is an invalid byte
           "c7040c81a161c2",    // a key that is a text
           "c7030c810101",      // nullness
           "c7040c8102a1ff",    // a prefix that is not UTF-8
           "c7030c8102c2",      // a prefix that is not a text
           "c7060c81039203c2",  // a body longer than the input
           "c7050c8201c20107",  // only the first of two is in order
           "c7050c8103920303",  // an inclusive that is not a bool
           "c7040c81039103",    // a bound of one part
           "c7060c81039292c2c2",
           "c70d0c810392cb7ff8000000000000c2",  // a bound that is NaN
           "c7030c8105ff",                      // a negative length
           "c7040c8105a131",
           "c7030c8107c1",  // an unknown key with an invalid byte
           "c7030c8107dc",
       }) {
    const auto refusal = Refusal(FromHex(hex), Type::String());
    EXPECT_TRUE(refusal == "an unknown value is malformed" || refusal == kMalformed)
        << hex << ": " << refusal;
  }
}

TEST(HostileMsgpack, RefusesRefinementsAboveOneKibibyte) {
  const std::string fits = FromHex("c8 0400 0c 80") + std::string(1023, 'x');
  EXPECT_EQ(DecodeMsgpack(fits, Type::String()).value_or(Value()), Value::Unknown());
  EXPECT_EQ(Refusal(FromHex("c8 0401 0c 80") + std::string(1024, 'x'), Type::String()),
            "an unknown value is malformed");
}

TEST(HostileMsgpack, ErrorDoesNotQuoteTheValue) {
  const std::string text = FromHex("a6 736563726574");  // "secret"
  const Type object = Type::Object({{"a", Type::Number()}});
  for (const auto& [bytes, type] :
       {std::pair(text, Type::Number()), std::pair(text, Type::Bool()),
        std::pair(text, Type::List(Type::String())), std::pair(text, Type::Map(Type::String())),
        std::pair(text, object), std::pair(FromHex("91") + text, Type::List(Type::Number())),
        std::pair(FromHex("81 a161") + text, object),
        std::pair(FromHex("92") + text + "\xc0", Type::Dynamic())}) {
    const auto value = DecodeMsgpack(bytes, type);
    ASSERT_FALSE(value) << TypeToJson(type);
    EXPECT_EQ(value.error().message.find("secret"), std::string::npos) << value.error().message;
    EXPECT_EQ(value.error().path.ToString().find("secret"), std::string::npos);
  }
}

}  // namespace
}  // namespace provider::cty
