// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cty/msgpack_reader.h"

#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "tests/unit/cty/bytes.h"

namespace provider::cty {
namespace {

using testing::FromHex;

// The only token of `hex`.
template <typename T>
T Read(std::string_view hex) {
  const std::string bytes = FromHex(hex);
  MsgpackReader reader(bytes);
  const auto token = reader.Next();
  if (!token || !std::holds_alternative<T>(*token)) {
    ADD_FAILURE() << hex << " is of another kind";
    return T{};
  }
  EXPECT_FALSE(reader.Next()) << hex << " is longer than one token";
  return std::get<T>(*token);
}

std::string ReadText(std::string_view hex) {
  const std::string bytes = FromHex(hex);
  MsgpackReader reader(bytes);
  const auto token = reader.Next();
  return token && std::holds_alternative<std::string_view>(*token)
             ? std::string(std::get<std::string_view>(*token))
             : "another kind";
}

bool Fails(std::string_view hex) {
  const std::string bytes = FromHex(hex);
  return !MsgpackReader(bytes).Next();
}

TEST(MsgpackReader, ReadsIntegersOfEveryWidth) {
  EXPECT_EQ(Read<std::uint64_t>("00"), 0U);
  EXPECT_EQ(Read<std::uint64_t>("7f"), 127U);
  EXPECT_EQ(Read<std::uint64_t>("cc ff"), 255U);
  EXPECT_EQ(Read<std::uint64_t>("cd ffff"), 65535U);
  EXPECT_EQ(Read<std::uint64_t>("ce ffffffff"), 4294967295U);
  EXPECT_EQ(Read<std::uint64_t>("cf ffffffffffffffff"), 18446744073709551615U);
  EXPECT_EQ(Read<std::int64_t>("ff"), -1);
  EXPECT_EQ(Read<std::int64_t>("e0"), -32);
  EXPECT_EQ(Read<std::int64_t>("d0 80"), -128);
  EXPECT_EQ(Read<std::uint64_t>("d0 00"), 0U);
  EXPECT_EQ(Read<std::int64_t>("d1 8000"), -32768);
  EXPECT_EQ(Read<std::int64_t>("d2 80000000"), -2147483648);
  EXPECT_EQ(Read<std::int64_t>("d3 8000000000000000"), INT64_MIN);
  EXPECT_EQ(Read<std::uint64_t>("d1 0001"), 1U);  // signed on the wire, not negative
}

TEST(MsgpackReader, ReadsFloats) {
  EXPECT_EQ(Read<double>("ca 3f000000"), 0.5);
  EXPECT_EQ(Read<double>("cb 3fb999999999999a"), 0.1);
  EXPECT_TRUE(std::isnan(Read<double>("cb 7ff8000000000000")));
}

TEST(MsgpackReader, ReadsStrAndBinAlike) {
  for (const std::string_view hex : {"a2 6869", "d9 02 6869", "da 0002 6869", "db 00000002 6869",
                                     "c4 02 6869", "c5 0002 6869", "c6 00000002 6869"}) {
    EXPECT_EQ(ReadText(hex), "hi") << hex;
  }
  EXPECT_EQ(ReadText("a0"), "");
}

TEST(MsgpackReader, ReadsExtsOfEveryWidth) {
  for (const std::string_view hex :
       {"d4 0c 2a", "c7 01 0c 2a", "c8 0001 0c 2a", "c9 00000001 0c 2a"}) {
    const std::string bytes = FromHex(hex);
    MsgpackReader reader(bytes);
    const auto token = reader.Next();
    ASSERT_TRUE(token && std::holds_alternative<MsgpackReader::Ext>(*token)) << hex;
    EXPECT_EQ(std::get<MsgpackReader::Ext>(*token).type, 12);
    EXPECT_EQ(std::get<MsgpackReader::Ext>(*token).body, "*");
  }
  const std::string sixteen = FromHex("d8 ff") + std::string(16, 'x');
  const auto token = MsgpackReader(sixteen).Next();
  ASSERT_TRUE(token);
  EXPECT_EQ(std::get<MsgpackReader::Ext>(*token).type, -1);
  EXPECT_EQ(std::get<MsgpackReader::Ext>(*token).body.size(), 16U);
}

TEST(MsgpackReader, ReadsCountsThatTheInputCanHold) {
  for (const std::string_view hex : {"92 0000", "dc 0002 0000", "dd 00000002 0000"}) {
    const std::string bytes = FromHex(hex);
    const auto token = MsgpackReader(bytes).Next();
    ASSERT_TRUE(token) << hex;
    EXPECT_EQ(std::get<MsgpackReader::Array>(*token).size, 2U);
  }
  for (const std::string_view hex : {"81 a0 00", "de 0001 a0 00", "df 00000001 a0 00"}) {
    const std::string bytes = FromHex(hex);
    const auto token = MsgpackReader(bytes).Next();
    ASSERT_TRUE(token) << hex;
    EXPECT_EQ(std::get<MsgpackReader::Map>(*token).size, 1U);
  }
}

TEST(MsgpackReader, RefusesCountsThatTheInputCannotHold) {
  for (const std::string_view hex :
       {"91", "92 00", "dc ffff 00", "dd ffffffff 00", "81 a0", "de ffff 00", "df ffffffff 0000",
        "df 80000000 0000", "a1", "d9 02 68", "da ffff 68", "db ffffffff 68", "c4 01",
        "c6 ffffffff", "d4 00", "d8 00 00", "c7 02 00 00", "c9 ffffffff 00 00"}) {
    EXPECT_TRUE(Fails(hex)) << hex;
  }
}

TEST(MsgpackReader, RefusesTruncatedHeaders) {
  for (const std::string_view hex : {"",
                                     "cc",
                                     "cd 00",
                                     "ce 000000",
                                     "cf 00000000000000",
                                     "d0",
                                     "d1 00",
                                     "d2 000000",
                                     "d3 00000000000000",
                                     "ca 000000",
                                     "cb 00000000000000",
                                     "d9",
                                     "da 00",
                                     "db 000000",
                                     "c4",
                                     "c5 00",
                                     "c6 000000",
                                     "c7",
                                     "c7 00",
                                     "c8 00",
                                     "c9 000000",
                                     "d4",
                                     "dc 00",
                                     "dd 000000",
                                     "de 00",
                                     "df 000000"}) {
    EXPECT_TRUE(Fails(hex)) << hex;
  }
}

TEST(MsgpackReader, RefusesUnusedByteC1) { EXPECT_TRUE(Fails("c1 00")); }

TEST(MsgpackReader, SkipsWholeValues) {
  const std::string bytes = FromHex("92 81 a161 93 01 c0 d40000 82 01 90 02 80 2a");
  MsgpackReader reader(bytes);
  ASSERT_TRUE(reader.Skip());
  const auto next = reader.Next();
  ASSERT_TRUE(next);
  EXPECT_EQ(std::get<std::uint64_t>(*next), 42U);
  EXPECT_FALSE(reader.Skip());  // nothing is left
}

TEST(MsgpackReader, SkipsDeepNestingWithoutRecursion) {
  const std::string bytes = std::string(1'000'000, '\x91') + '\xc0';
  MsgpackReader reader(bytes);
  EXPECT_TRUE(reader.Skip());
  EXPECT_FALSE(MsgpackReader(std::string_view(bytes).substr(0, bytes.size() - 1)).Skip());
}

}  // namespace
}  // namespace provider::cty
