// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/base/environment.h"

#include <gtest/gtest.h>

#include "tests/support/system.h"

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
  const Environment environment({{"http_proxy", "x"}}, kPosixConventions);
  EXPECT_EQ(environment.Get("HTTP_PROXY"), std::nullopt);
}

TEST(Environment, IgnoresCaseOnWindows) {
  const Environment windows({{"Http_Proxy", "x"}, {"OS_EndPoint_A", "a"}, {"os_endpoint_B", "b"}},
                            kWindowsConventions);
  EXPECT_EQ(windows.Get("HTTP_PROXY"), "x");
  EXPECT_EQ(windows.First({"http_proxy"})->value, "x");
  const auto found = windows.StartingWith("OS_ENDPOINT_");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].name, "OS_EndPoint_A");
  EXPECT_EQ(found[1].name, "os_endpoint_B");
  EXPECT_TRUE(windows.StartingWith("OS_ENDPOINT_C").empty());
}

TEST(Environment, KeepsItsConventionsInCopies) {
  const Environment windows({{"a", "1"}}, kWindowsConventions);
  Environment copy;
  copy = windows;
  EXPECT_EQ(copy.Get("A"), "1");
  EXPECT_EQ(copy.conventions().home_variable, "USERPROFILE");
  EXPECT_EQ(Environment().conventions().home_variable, SystemConventions().home_variable);
}

TEST(ExpandHome, ReplacesTildeBeforeASeparator) {
  const Environment posix({{"HOME", "/home/me"}}, kPosixConventions);
  EXPECT_EQ(ExpandHome("~/ca.pem", posix), "/home/me/ca.pem");
  for (const auto* path : {"", "~", "~me/ca.pem", "~\\ca.pem", "/a/~/b"}) {
    EXPECT_EQ(ExpandHome(path, posix), path);
  }
  EXPECT_EQ(ExpandHome("~/ca.pem", Environment({}, kPosixConventions)), std::nullopt);
}

TEST(ExpandHome, UsesTheProfileFolderOnWindows) {
  const Environment windows({{"USERPROFILE", "C:\\Users\\me"}, {"HOME", "/home/me"}},
                            kWindowsConventions);
  EXPECT_EQ(ExpandHome("~/ca.pem", windows), "C:\\Users\\me\\ca.pem");
  EXPECT_EQ(ExpandHome("~\\ca.pem", windows), "C:\\Users\\me\\ca.pem");
  EXPECT_EQ(ExpandHome("C:\\ca.pem", windows), "C:\\ca.pem");
}

TEST(Environment, CopiesTheEnvironmentOfTheProcess) {
  testing::SetVariable("CTS_ENVIRONMENT_TEST", "with=equals");
  const auto environment = Environment::FromProcess();
  testing::UnsetVariable("CTS_ENVIRONMENT_TEST");
  EXPECT_EQ(environment.Get("CTS_ENVIRONMENT_TEST"), "with=equals");
}

}  // namespace
}  // namespace provider::base
