// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/arguments.h"

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/configure/config.h"

namespace provider::configure {
namespace {

struct Precedence {
  const char* argument;
  std::vector<std::string> variables;  // the first that is set is used
};

// Written from the contract, not from the schema.
const Precedence kPrecedence[] = {
    {"region", {"HW_REGION_NAME", "OS_REGION_NAME"}},
    {"access_key", {"HW_ACCESS_KEY", "OS_ACCESS_KEY", "HUAWEICLOUD_SDK_AK"}},
    {"secret_key", {"HW_SECRET_KEY", "OS_SECRET_KEY", "HUAWEICLOUD_SDK_SK"}},
    {"security_token", {"HW_SECURITY_TOKEN", "HUAWEICLOUD_SDK_SECURITY_TOKEN"}},
    {"token", {"HW_AUTH_TOKEN", "OS_AUTH_TOKEN"}},
    {"user_name", {"HW_USER_NAME", "OS_USERNAME"}},
    {"password", {"HW_USER_PASSWORD", "OS_PASSWORD"}},
    {"domain_name",
     {"HW_DOMAIN_NAME", "OS_DOMAIN_NAME", "OS_USER_DOMAIN_NAME", "OS_PROJECT_DOMAIN_NAME"}},
    {"domain_id",
     {"HW_DOMAIN_ID", "OS_DOMAIN_ID", "OS_USER_DOMAIN_ID", "OS_PROJECT_DOMAIN_ID",
      "HUAWEICLOUD_SDK_DOMAIN_ID"}},
    {"project_id",
     {"HW_PROJECT_ID", "OS_PROJECT_ID", "OS_TENANT_ID", "HUAWEICLOUD_SDK_PROJECT_ID"}},
    {"project_name", {"HW_PROJECT_NAME", "OS_PROJECT_NAME", "OS_TENANT_NAME"}},
    {"cloud", {"HW_CLOUD"}},
    {"auth_url", {"HW_AUTH_URL", "OS_AUTH_URL"}},
    {"shared_config_file", {"HW_SHARED_CONFIG_FILE"}},
    {"profile", {"HW_PROFILE"}},
    {"insecure", {"HW_INSECURE", "OS_INSECURE"}},
    {"cacert_file", {"OS_CACERT"}},
    {"max_retries", {"HW_MAX_RETRIES"}},
    {"endpoints", {}},
    {"batching", {}},
};

TEST(Arguments, TableCoversTheWholeBlock) {
  EXPECT_EQ(std::size(kPrecedence), schema::Embedded().provider.block.attributes.size());
  for (const auto& row : kPrecedence) {
    const auto* attribute = schema::Embedded().provider.block.FindAttribute(row.argument);
    ASSERT_NE(attribute, nullptr) << row.argument;
    EXPECT_EQ(attribute->environment, row.variables) << row.argument;
  }
}

TEST(Arguments, TakeTheFirstVariableThatIsNotEmpty) {
  const auto config = Config("{}");
  for (const auto& row : kPrecedence) {
    for (std::size_t first = 0; first < row.variables.size(); ++first) {
      Variables variables;
      for (std::size_t i = 0; i < row.variables.size(); ++i) {
        variables[row.variables[i]] = i < first ? "" : "value " + std::to_string(i);
      }
      const base::Environment environment(variables);
      const auto setting = Arguments(config, environment).Get(row.argument);
      EXPECT_EQ(setting.value, "value " + std::to_string(first)) << row.argument;
      EXPECT_EQ(setting.variable, row.variables[first]);
      EXPECT_TRUE(setting.path.empty());
    }
  }
}

TEST(Arguments, TakeTheVariablesOfOneFamily) {
  const base::Environment environment(
      Variables{{"OS_TENANT_ID", "os"}, {"HUAWEICLOUD_SDK_PROJECT_ID", "sdk"}});
  const auto config = Config(R"({"project_id":"block"})");
  const Arguments arguments(config, environment);
  EXPECT_TRUE(arguments.FromFamily("project_id", Family::kHw).unset());
  EXPECT_EQ(arguments.FromFamily("project_id", Family::kOs).value, "os");
  EXPECT_EQ(arguments.FromFamily("project_id", Family::kOs).variable, "OS_TENANT_ID");
  EXPECT_EQ(arguments.FromFamily("project_id", Family::kSdk).value, "sdk");
  EXPECT_EQ(Arguments::VariablesOf("project_id", Family::kOs), "OS_PROJECT_ID, OS_TENANT_ID");
  EXPECT_EQ(Arguments::VariablesOf("security_token", Family::kOs), "");
}

TEST(Arguments, EveryVariableBelongsToOneFamily) {
  for (const auto& row : kPrecedence) {
    std::string of_families;
    for (const auto family : kFamilies) {
      const auto names = Arguments::VariablesOf(row.argument, family);
      if (!of_families.empty() && !names.empty()) of_families += ", ";
      of_families += names;
    }
    EXPECT_EQ(of_families, Arguments::VariablesOf(row.argument)) << row.argument;
  }
}

TEST(Arguments, BlockWinsOverEnvironment) {
  const base::Environment environment(Variables{
      {"HW_REGION_NAME", "cn-north-1"}, {"HW_INSECURE", "true"}, {"HW_MAX_RETRIES", "9"}});
  const auto config = Config(R"({"region":"eu-west-0","insecure":false,"max_retries":0})");
  const Arguments arguments(config, environment);
  EXPECT_EQ(arguments.Get("region").value, "eu-west-0");
  EXPECT_EQ(arguments.Get("region").path, cty::Path::Root("region"));
  EXPECT_EQ(arguments.Get("insecure").value, "false");
  EXPECT_EQ(arguments.Get("max_retries").value, "0");
}

TEST(Arguments, TreatAnEmptyStringInTheBlockAsUnset) {
  const base::Environment environment(Variables{{"OS_REGION_NAME", "eu-west-1"}});
  const auto config = Config(R"({"region":""})");
  EXPECT_EQ(Arguments(config, environment).Get("region").value, "eu-west-1");
}

TEST(Arguments, UnknownValueHidesTheEnvironment) {
  const base::Environment environment(Variables{{"HW_REGION_NAME", "eu-west-1"}});
  const auto config = WithUnknown("{}", {"region"});
  const auto setting = Arguments(config, environment).Get("region");
  EXPECT_TRUE(setting.unknown());
  EXPECT_EQ(setting.value, "");
}

TEST(Arguments, ReadANullAndAnUnknownBlock) {
  const base::Environment environment(Variables{{"HW_REGION_NAME", "eu-west-1"}});
  const auto null = cty::Value::Null();
  EXPECT_EQ(Arguments(null, environment).Get("region").value, "eu-west-1");
  const auto unknown = cty::Value::Unknown();
  EXPECT_TRUE(Arguments(unknown, environment).Get("region").unknown());
}

TEST(Arguments, ThrowOnAnArgumentThatIsNotInTheSchema) {
  const base::Environment environment;
  const auto config = Config("{}");
  EXPECT_THROW(static_cast<void>(Arguments(config, environment).Get("regio")), std::logic_error);
}

}  // namespace
}  // namespace provider::configure
