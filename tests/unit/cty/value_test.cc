// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cty/value.h"

#include <stdexcept>

#include <gtest/gtest.h>

namespace provider::cty {
namespace {

TEST(Value, IsNullByDefault) {
  EXPECT_TRUE(Value().IsNull());
  EXPECT_TRUE(Value().IsKnown());
  EXPECT_TRUE(Value().IsWhollyKnown());
}

TEST(Value, DistinguishesNullUnknownAndEmpty) {
  EXPECT_NE(Value::Null(), Value::Unknown());
  EXPECT_NE(Value::Null(), Value::String(""));
  EXPECT_FALSE(Value::String("").IsNull());
  EXPECT_FALSE(Value::List({}).IsNull());
  EXPECT_FALSE(Value::Unknown().IsNull());
  EXPECT_FALSE(Value::Null().IsUnknown());
}

TEST(Value, FindsAnUnknownAtAnyDepth) {
  const auto inside = [](Value leaf) {
    return Value::Object({{"a", Value::List({Value::Dynamic(Type::String(), std::move(leaf))})}});
  };
  EXPECT_FALSE(inside(Value::Unknown()).IsWhollyKnown());
  EXPECT_TRUE(inside(Value::Unknown()).IsKnown());
  EXPECT_TRUE(inside(Value::Null()).IsWhollyKnown());
}

TEST(Value, DynamicWrapperReportsNullAndUnknownOfItsContent) {
  EXPECT_TRUE(Value::Dynamic(Type::String(), Value::Null()).IsNull());
  EXPECT_TRUE(Value::Dynamic(Type::String(), Value::Unknown()).IsUnknown());
  const Value wrapped = Value::Dynamic(Type::String(), Value::String("x"));
  EXPECT_FALSE(wrapped.IsNull());
  EXPECT_FALSE(wrapped.IsString());
  EXPECT_EQ(wrapped.DynamicType(), Type::String());
  EXPECT_EQ(wrapped.DynamicValue(), Value::String("x"));
}

TEST(Value, ComparesWrappersByTypeAndValue) {
  EXPECT_EQ(Value::Dynamic(Type::String(), Value::Null()),
            Value::Dynamic(Type::String(), Value::Null()));
  EXPECT_NE(Value::Dynamic(Type::String(), Value::Null()),
            Value::Dynamic(Type::Bool(), Value::Null()));
  EXPECT_NE(Value::Dynamic(Type::String(), Value::String("a")),
            Value::Dynamic(Type::String(), Value::String("b")));
}

TEST(Value, ThrowsOnAnAccessorOfAnotherKind) {
  EXPECT_THROW((void)Value::Null().AsString(), std::logic_error);
  EXPECT_THROW((void)Value::Unknown().AsList(), std::logic_error);
  EXPECT_THROW((void)Value::String("true").AsBool(), std::logic_error);
  EXPECT_THROW((void)Value::Bool(true).AsNumber(), std::logic_error);
  EXPECT_THROW((void)Value::List({}).AsObject(), std::logic_error);
  EXPECT_THROW((void)Value::Integer(1).DynamicType(), std::logic_error);
  EXPECT_THROW((void)Value::Integer(1).DynamicValue(), std::logic_error);
}

TEST(Value, CopySharesItsContents) {
  const Value list = Value::List(Value::Elements(1000, Value::String("x")));
  const Value copy = list;
  EXPECT_EQ(&copy.AsList(), &list.AsList());
  const Value object = Value::Object({{"a", list}});
  auto attributes = object.AsObject();
  EXPECT_EQ(&attributes["a"].AsList(), &list.AsList());
  attributes["a"] = Value::Null();
  EXPECT_EQ(object.At("a"), list);
}

TEST(Value, ComparesCollectionsByContent) {
  EXPECT_EQ(Value::List({Value::Bool(true)}), Value::List({Value::Bool(true)}));
  EXPECT_NE(Value::List({Value::Bool(true)}), Value::List({Value::Bool(false)}));
  EXPECT_EQ(Value::Object({{"a", Value::Null()}}), Value::Object({{"a", Value::Null()}}));
  EXPECT_NE(Value::Object({{"a", Value::Null()}}), Value::Object({{"b", Value::Null()}}));
  EXPECT_NE(Value::List({}), Value::Object({}));
}

TEST(Value, AtFindsAnAttribute) {
  const Value object = Value::Object({{"a", Value::Bool(true)}});
  EXPECT_EQ(object.At("a"), Value::Bool(true));
  EXPECT_EQ(object.At("b"), Value::Null());
  EXPECT_EQ(Value::Dynamic(Type::Map(Type::Bool()), object).At("a"), Value::Bool(true));
}

TEST(Value, AtOfNullOrUnknownKeepsThatState) {
  EXPECT_TRUE(Value::Null().At("a").IsNull());
  EXPECT_TRUE(Value::Unknown().At("a").IsUnknown());
  EXPECT_TRUE(Value::Dynamic(Type::Object({}), Value::Unknown()).At("a").IsUnknown());
  EXPECT_THROW((void)Value::String("a").At("a"), std::logic_error);
  EXPECT_THROW((void)Value::List({}).At("a"), std::logic_error);
}

Value Text() { return Value::Dynamic(Type::String(), Value::String("x")); }
Value Yes() { return Value::Dynamic(Type::Bool(), Value::Bool(true)); }

const Type kDynamic = Type::Dynamic();
const Type kWithDynamic = Type::Object({{"a", Type::Dynamic()}, {"b", Type::Bool()}});

Value WithDynamic(Value a) { return Value::Object({{"a", std::move(a)}}); }

TEST(OneType, IsTrueWithoutADynamicPart) {
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

TEST(OneType, IgnoresUntypedNullAndUnknown) {
  EXPECT_TRUE(ElementsHaveOneType(Value::List({Value::Null(), Text(), Value::Unknown(), Text()}),
                                  Type::List(kDynamic)));
  EXPECT_FALSE(ElementsHaveOneType(Value::List({Value::Null(), Text(), Value::Unknown(), Yes()}),
                                   Type::List(kDynamic)));
}

TEST(OneType, CountsTypedNull) {
  const Value null = Value::Dynamic(Type::Bool(), Value::Null());
  EXPECT_FALSE(ElementsHaveOneType(Value::List({Text(), null}), Type::List(kDynamic)));
}

TEST(OneType, ChecksInsideObjectsAndTuples) {
  const Type list = Type::List(kWithDynamic);
  EXPECT_TRUE(ElementsHaveOneType(Value::List({WithDynamic(Text()), WithDynamic(Text())}), list));
  EXPECT_FALSE(ElementsHaveOneType(Value::List({WithDynamic(Text()), WithDynamic(Yes())}), list));
  EXPECT_FALSE(
      ElementsHaveOneType(Value::List({WithDynamic(Text()), WithDynamic(Value::Null())}), list));
  EXPECT_FALSE(ElementsHaveOneType(Value::List({WithDynamic(Text()), Value::Null()}), list));
  EXPECT_FALSE(ElementsHaveOneType(Value::List({Value::List({Text()}), Value::List({Yes()})}),
                                   Type::List(Type::Tuple({kDynamic}))));
}

TEST(OneType, ChecksInsideCollections) {
  const Type lists = Type::List(Type::List(kDynamic));
  EXPECT_TRUE(
      ElementsHaveOneType(Value::List({Value::List({Text()}), Value::List({Text()})}), lists));
  EXPECT_FALSE(
      ElementsHaveOneType(Value::List({Value::List({Text()}), Value::List({Yes()})}), lists));
  EXPECT_FALSE(ElementsHaveOneType(Value::List({Value::List({}), Value::List({Text()})}), lists));
}

TEST(OneType, IsTrueForNullAndUnknownCollections) {
  EXPECT_TRUE(ElementsHaveOneType(Value::Null(), Type::List(kDynamic)));
  EXPECT_TRUE(ElementsHaveOneType(Value::Unknown(), Type::Map(kDynamic)));
}

}  // namespace
}  // namespace provider::cty
