// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/base/environment.h"

#include <cstdlib>

#include <gtest/gtest.h>

namespace provider::base {
namespace {

TEST(Environment, TreatsAnEmptyVariableAsUnset) {
  const Environment environment({{"HW_REGION_NAME", ""}, {"OS_REGION_NAME", "eu-west-0"}});
  EXPECT_EQ(environment.Get("HW_REGION_NAME"), std::nullopt);
  EXPECT_EQ(environment.Get("OS_REGION_NAME"), "eu-west-0");
  EXPECT_EQ(environment.Get("ABSENT"), std::nullopt);
}

TEST(Environment, FindsTheFirstSetVariableAndItsName) {
  const Environment environment({{"A", ""}, {"B", "b"}, {"C", "c"}});
  const auto found = environment.First({"A", "B", "C"});
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->name, "B");
  EXPECT_EQ(found->value, "b");
  EXPECT_FALSE(environment.First({"A", "D"}).has_value());
  EXPECT_FALSE(environment.First({}).has_value());
}

TEST(Environment, FindsVariablesByPrefix) {
  const Environment environment({{"A", "a"}, {"A_1", "1"}, {"A_2", ""}, {"A_3", "3"}, {"B", "b"}});
  const auto found = environment.StartingWith("A_");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].name, "A_1");
  EXPECT_EQ(found[1].value, "3");
  EXPECT_TRUE(environment.StartingWith("C").empty());
}

TEST(Environment, IsCaseSensitive) {
  const Environment environment({{"http_proxy", "x"}});
  EXPECT_EQ(environment.Get("HTTP_PROXY"), std::nullopt);
}

TEST(Environment, CopiesTheEnvironmentOfTheProcess) {
  ::setenv("CTS_ENVIRONMENT_TEST", "with=equals", 1);
  const auto environment = Environment::FromProcess();
  ::unsetenv("CTS_ENVIRONMENT_TEST");
  EXPECT_EQ(environment.Get("CTS_ENVIRONMENT_TEST"), "with=equals");
}

}  // namespace
}  // namespace provider::base
