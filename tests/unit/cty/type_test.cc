// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cty/type.h"

#include <stdexcept>

#include <gtest/gtest.h>

namespace provider::cty {
namespace {

TEST(Type, IsDynamicByDefault) {
  EXPECT_EQ(Type().kind(), Type::Kind::kDynamic);
  EXPECT_EQ(Type(), Type::Dynamic());
}

TEST(Type, ComparesByStructure) {
  const auto object = [](Type b) { return Type::Object({{"a", Type::Bool()}, {"b", b}}); };
  EXPECT_EQ(Type::List(object(Type::String())), Type::List(object(Type::String())));
  EXPECT_NE(Type::List(object(Type::String())), Type::List(object(Type::Number())));
  EXPECT_NE(Type::List(Type::String()), Type::Set(Type::String()));
  EXPECT_NE(Type::Tuple({Type::String()}), Type::Tuple({Type::String(), Type::String()}));
  EXPECT_NE(Type::Object({{"a", Type::Bool()}}), Type::Object({{"b", Type::Bool()}}));
  EXPECT_NE(Type::Dynamic(), Type::String());
  EXPECT_NE(Type::Tuple({}), Type::Object({}));
}

TEST(Type, FindsDynamicTypeAtAnyDepth) {
  EXPECT_TRUE(Type::Dynamic().HasDynamic());
  EXPECT_TRUE(Type::Map(Type::Tuple({Type::Bool(), Type::Object({{"a", Type()}})})).HasDynamic());
  EXPECT_FALSE(
      Type::Map(Type::Tuple({Type::Bool(), Type::Object({{"a", Type::String()}})})).HasDynamic());
  EXPECT_FALSE(Type::Tuple({}).HasDynamic());
}

TEST(Type, ReturnsAFriendlyName) {
  EXPECT_EQ(Type::String().FriendlyName(), "string");
  EXPECT_EQ(Type::Dynamic().FriendlyName(), "dynamic");
  EXPECT_EQ(Type::List(Type::Object({})).FriendlyName(), "list of object");
  EXPECT_EQ(Type::Map(Type::Set(Type::Number())).FriendlyName(), "map of set of number");
  EXPECT_EQ(Type::Tuple({Type::Bool()}).FriendlyName(), "tuple");
}

TEST(Type, ThrowsOnAnAccessorOfAnotherKind) {
  EXPECT_THROW((void)Type::String().element(), std::logic_error);
  EXPECT_THROW((void)Type::Dynamic().element(), std::logic_error);
  EXPECT_THROW((void)Type::Tuple({}).element(), std::logic_error);
  EXPECT_THROW((void)Type::List(Type::String()).elements(), std::logic_error);
  EXPECT_THROW((void)Type::Map(Type::String()).attributes(), std::logic_error);
}

}  // namespace
}  // namespace provider::cty
