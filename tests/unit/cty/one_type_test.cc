// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cty/one_type.h"

#include <gtest/gtest.h>

namespace provider::cty {
namespace {

Value Text() { return Value::Dynamic(Type::String(), Value::String("x")); }
Value Yes() { return Value::Dynamic(Type::Bool(), Value::Bool(true)); }

const Type kDynamic = Type::Dynamic();
const Type kWithDynamic = Type::Object({{"a", Type::Dynamic()}, {"b", Type::Bool()}});

Value WithDynamic(Value a) { return Value::Object({{"a", std::move(a)}}); }

TEST(OneType, HoldsWithoutADynamicPart) {
  EXPECT_TRUE(ElementsHaveOneType(Value::List({Value::Null(), Value::String("x")}),
                                  Type::List(Type::String())));
}

TEST(OneType, ComparesTheTypesOfWrappers) {
  EXPECT_TRUE(ElementsHaveOneType(Value::List({Text(), Text()}), Type::List(kDynamic)));
  EXPECT_FALSE(ElementsHaveOneType(Value::List({Text(), Yes()}), Type::List(kDynamic)));
  EXPECT_FALSE(ElementsHaveOneType(Value::List({Text(), Yes()}), Type::Set(kDynamic)));
  EXPECT_FALSE(
      ElementsHaveOneType(Value::Object({{"k", Text()}, {"l", Yes()}}), Type::Map(kDynamic)));
}

TEST(OneType, DoesNotCountABareNullOrUnknown) {
  EXPECT_TRUE(ElementsHaveOneType(Value::List({Value::Null(), Text(), Value::Unknown(), Text()}),
                                  Type::List(kDynamic)));
  EXPECT_FALSE(ElementsHaveOneType(Value::List({Value::Null(), Text(), Value::Unknown(), Yes()}),
                                   Type::List(kDynamic)));
}

TEST(OneType, CountsANullThatHasAType) {
  const Value null = Value::Dynamic(Type::Bool(), Value::Null());
  EXPECT_FALSE(ElementsHaveOneType(Value::List({Text(), null}), Type::List(kDynamic)));
}

TEST(OneType, LooksIntoObjectsAndTuples) {
  const Type list = Type::List(kWithDynamic);
  EXPECT_TRUE(ElementsHaveOneType(Value::List({WithDynamic(Text()), WithDynamic(Text())}), list));
  EXPECT_FALSE(ElementsHaveOneType(Value::List({WithDynamic(Text()), WithDynamic(Yes())}), list));
  EXPECT_FALSE(
      ElementsHaveOneType(Value::List({WithDynamic(Text()), WithDynamic(Value::Null())}), list));
  EXPECT_FALSE(ElementsHaveOneType(Value::List({WithDynamic(Text()), Value::Null()}), list));
  EXPECT_FALSE(ElementsHaveOneType(Value::List({Value::List({Text()}), Value::List({Yes()})}),
                                   Type::List(Type::Tuple({kDynamic}))));
}

TEST(OneType, LooksIntoCollections) {
  const Type lists = Type::List(Type::List(kDynamic));
  EXPECT_TRUE(
      ElementsHaveOneType(Value::List({Value::List({Text()}), Value::List({Text()})}), lists));
  EXPECT_FALSE(
      ElementsHaveOneType(Value::List({Value::List({Text()}), Value::List({Yes()})}), lists));
  EXPECT_FALSE(ElementsHaveOneType(Value::List({Value::List({}), Value::List({Text()})}), lists));
}

TEST(OneType, HoldsForNullAndUnknownCollections) {
  EXPECT_TRUE(ElementsHaveOneType(Value::Null(), Type::List(kDynamic)));
  EXPECT_TRUE(ElementsHaveOneType(Value::Unknown(), Type::Map(kDynamic)));
}

}  // namespace
}  // namespace provider::cty
