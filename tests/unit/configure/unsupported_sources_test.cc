// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/unsupported_sources.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/configure/config.h"

namespace provider::configure {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// With good keys beside it: an unsupported source is refused whatever else is set.
constexpr char kKeys[] = R"({"access_key":"ak","secret_key":"sk")";

TEST(UnsupportedSources, RefusesEachArgumentAtItsPlace) {
  const struct {
    const char* argument;
    cty::Path path;
    const char* named;
  } cases[] = {
      {R"("profile":"p")", cty::Path::Root("profile"), "\"profile\""},
      {R"("shared_config_file":"f")", cty::Path::Root("shared_config_file"),
       "\"shared_config_file\""},
      {R"("assume_role":[{}])", cty::Path::Root("assume_role").Index(0), "\"assume_role\""},
      {R"("assume_role":[{"agency_name":"a"},{"agency_name":"b"}])",
       cty::Path::Root("assume_role").Index(0), "\"assume_role\""},
      {R"("assume_role_with_oidc":[{"idp_id":"i"}])",
       cty::Path::Root("assume_role_with_oidc").Index(0), "\"assume_role_with_oidc\""},
  };
  for (const auto& row : cases) {
    const auto json = std::string(kKeys) + "," + row.argument + "}";
    const auto problems = Validate(json);
    ASSERT_THAT(problems, SizeIs(1)) << json;
    EXPECT_EQ(problems[0].severity, framework::Severity::kError);
    EXPECT_EQ(problems[0].path, row.path);
    EXPECT_THAT(problems[0].detail, HasSubstr(row.named));
    EXPECT_THAT(problems[0].detail, HasSubstr("does not support"));
    EXPECT_THAT(problems[0].detail, HasSubstr("access_key and secret_key"));
    EXPECT_EQ(Read(json).auth.credentials_problem, problems[0].detail);
  }
}

TEST(UnsupportedSources, RefusesEachVariableByName) {
  for (const std::string variable :
       {"HW_PROFILE", "HW_SHARED_CONFIG_FILE", "HW_ASSUME_ROLE_AGENCY_NAME",
        "HW_ASSUME_ROLE_IDP_ID", "HW_ASSUME_ROLE_ID_TOKEN", "HW_ASSUME_ROLE_ID_TOKEN_FILE"}) {
    const auto json = std::string(kKeys) + "}";
    const auto problems = Validate(json, {{variable, "hunter2"}});
    ASSERT_THAT(problems, SizeIs(1)) << variable;
    EXPECT_TRUE(problems[0].path.empty());
    EXPECT_THAT(problems[0].detail, HasSubstr(variable));
    EXPECT_THAT(problems[0].detail, ::testing::Not(HasSubstr("hunter2")));
    EXPECT_FALSE(Read(json, {{variable, "x"}}).auth.credentials_problem.empty());
  }
}

TEST(UnsupportedSources, VariablesThatOnlyDescribeARoleTurnNothingOn) {
  EXPECT_THAT(Validate("{}", {{"HW_ASSUME_ROLE_DOMAIN_NAME", "d"},
                              {"HW_ASSUME_ROLE_DOMAIN_ID", "i"},
                              {"HW_ASSUME_ROLE_DURATION", "900"}}),
              IsEmpty());
}

TEST(UnsupportedSources, EmptyOnesAreNotSet) {
  EXPECT_THAT(Validate(R"({"profile":"","assume_role":[],"assume_role_with_oidc":[]})",
                       {{"HW_PROFILE", ""}}),
              IsEmpty());
}

TEST(UnsupportedSources, UnknownOnesPassAndAreNamedAtARead) {
  const std::vector<std::string> names = {"shared_config_file", "profile", "assume_role",
                                          "assume_role_with_oidc"};
  const auto config = WithUnknown("{}", names);
  EXPECT_THAT(Validate(config), IsEmpty());
  EXPECT_THAT(Read(config).auth.unknown_arguments, ::testing::ElementsAreArray(names));

  const auto partly = With(Config("{}"), "assume_role", cty::Value::List({cty::Value::Unknown()}));
  EXPECT_THAT(Validate(partly), IsEmpty());
  EXPECT_THAT(Read(partly).auth.unknown_arguments, ::testing::ElementsAre("assume_role"));
}

}  // namespace
}  // namespace provider::configure
