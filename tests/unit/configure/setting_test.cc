// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/setting.h"

#include <stdexcept>

#include <gtest/gtest.h>

#include "tests/unit/configure/config.h"

namespace provider::configure {
namespace {

const base::Environment kEnvironment = EnvironmentOf({{"HOME", "/home/me"},
                                                      {"OS_REGION_NAME", "eu-west-0"},
                                                      {"HW_ASSUME_ROLE_DURATION", "900"},
                                                      {"SOME_FILE", "~/x"}});

TEST(Setting, ReportsItsSource) {
  const auto argument =
      FromValue(cty::Value::String("eu-west-1"), "region", cty::Path::Root("region"), kEnvironment);
  EXPECT_TRUE(argument.from_block());
  EXPECT_EQ(argument.Subject(), "The argument \"region\"");
  EXPECT_EQ(argument.Source(), "the argument \"region\"");
  EXPECT_EQ(argument.path, cty::Path::Root("region"));

  const auto variable = FromVariables("region", kEnvironment);
  EXPECT_EQ(variable.value, "eu-west-0");
  EXPECT_EQ(variable.Subject(),
            "The environment variable OS_REGION_NAME, which stands for the argument \"region\",");
  EXPECT_EQ(variable.Source(), "the environment variable OS_REGION_NAME");
  EXPECT_TRUE(variable.path.empty());

  const auto file = FromFile("eu-west-2", "region", "region", "profile \"p\" of /p.json",
                             cty::Path::Root("profile"), kEnvironment);
  EXPECT_EQ(file.Subject(), "The value of region in profile \"p\" of /p.json");
  EXPECT_EQ(file.Source(), "region in profile \"p\" of /p.json");
  EXPECT_EQ(file.path, cty::Path::Root("profile"));

  const auto path = FromPathVariable("SOME_FILE", kEnvironment);
  EXPECT_EQ(path.value, "/home/me/x");
  EXPECT_EQ(path.Subject(), "The environment variable SOME_FILE");
  EXPECT_TRUE(FromPathVariable("OTHER_FILE", kEnvironment).unset());
}

TEST(Setting, ConvertsEveryTypeToText) {
  const auto of = [](const cty::Value& value, const char* argument) {
    return FromValue(value, argument, {}, kEnvironment);
  };
  EXPECT_EQ(of(cty::Value::Bool(false), "insecure").value, "false");
  EXPECT_TRUE(of(cty::Value::String(""), "region").unset());
  EXPECT_TRUE(of(cty::Value::Null(), "region").unset());
  EXPECT_TRUE(of(cty::Value::Unknown(), "region").unknown());
  EXPECT_EQ(FromVariables("assume_role.duration", kEnvironment).value, "900");
}

TEST(AttributeOf, FindsArgumentsAndThrowsForUnknownNames) {
  EXPECT_EQ(AttributeOf("region").name, "region");
  EXPECT_EQ(AttributeOf("assume_role.duration").name, "duration");
  EXPECT_EQ(AttributeOf("batching.send_after").name, "send_after");
  EXPECT_EQ(AttributeOf("endpoints.cts").name, "endpoints");
  for (const auto* name : {"regio", "assume_role.regio", "batching.regio", "nothing.region"}) {
    EXPECT_THROW(static_cast<void>(AttributeOf(name)), std::logic_error) << name;
  }
}

}  // namespace
}  // namespace provider::configure
