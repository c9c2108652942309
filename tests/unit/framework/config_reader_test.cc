// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/framework/config_reader.h"

#include <cstdint>
#include <limits>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace provider::framework {
namespace {

using cty::Value;

Value Object() {
  return Value::Object({{"text", Value::String("x")},
                        {"empty", Value::String("")},
                        {"null", Value::Null()},
                        {"unknown", Value::Unknown()},
                        {"yes", Value::Bool(true)},
                        {"no", Value::Bool(false)},
                        {"three", Value::Integer(3)},
                        {"half", Value::Number(cty::Number(0.5))},
                        {"whole", Value::Number(*cty::Number::FromDecimal("3.0"))},
                        {"least", Value::Integer(std::numeric_limits<std::int64_t>::min())},
                        {"huge", Value::Number(*cty::Number::FromDecimal("1e30"))}});
}

TEST(ReadString, DistinguishesKnownUnsetAndUnknown) {
  EXPECT_EQ(ReadString(Object(), "text").ToOptional(), "x");
  EXPECT_TRUE(ReadString(Object(), "null").unset());
  EXPECT_TRUE(ReadString(Object(), "unknown").unknown());
  EXPECT_EQ(ReadString(Object(), "unknown").ToOptional(), std::nullopt);
}

TEST(ReadString, TreatsEmptyStringAsUnsetUnlessRaw) {
  EXPECT_TRUE(ReadString(Object(), "empty").unset());
  EXPECT_TRUE(ReadRawString(Object(), "empty").known());
  EXPECT_EQ(ReadRawString(Object(), "empty").ToOptional(), "");
}

TEST(ReadString, TreatsAbsentNamesAndNullObjectsAsUnset) {
  EXPECT_TRUE(ReadString(Object(), "absent").unset());
  EXPECT_TRUE(ReadString(Value::Null(), "text").unset());
  EXPECT_TRUE(ReadString(Value::Unknown(), "text").unknown());
}

TEST(ReadString, ThrowsOnAnotherKind) {
  EXPECT_THROW(static_cast<void>(ReadString(Object(), "three")), std::logic_error);
  EXPECT_THROW(static_cast<void>(ReadBool(Object(), "text")), std::logic_error);
  EXPECT_THROW(static_cast<void>(ReadInteger(Object(), "yes")), std::logic_error);
}

TEST(ReadBool, DistinguishesFalseFromUnset) {
  EXPECT_EQ(ReadBool(Object(), "yes").ToOptional(), true);
  EXPECT_EQ(ReadBool(Object(), "no").ToOptional(), false);
  EXPECT_TRUE(ReadBool(Object(), "null").unset());
  EXPECT_TRUE(ReadBool(Object(), "unknown").unknown());
}

TEST(ReadInteger, ReportsNumbersThatDoNotFitInt64) {
  EXPECT_EQ(ReadInteger(Object(), "three").value, (Integer{3, true}));
  EXPECT_EQ(ReadInteger(Object(), "whole").value, (Integer{3, true}));
  EXPECT_EQ(ReadInteger(Object(), "least").value,
            (Integer{std::numeric_limits<std::int64_t>::min(), true}));
  EXPECT_TRUE(ReadInteger(Object(), "half").known());
  EXPECT_FALSE(ReadInteger(Object(), "half").value.fits);
  EXPECT_FALSE(ReadInteger(Object(), "huge").value.fits);
  EXPECT_TRUE(ReadInteger(Object(), "null").unset());
  EXPECT_TRUE(ReadInteger(Object(), "unknown").unknown());
}

}  // namespace
}  // namespace provider::framework
