// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/roles_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/configure/config.h"

namespace provider::configure {
namespace {

using auth::Agency;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

struct Agencies {
  AgenciesConfig config;
  std::vector<framework::Diagnostic> problems;
};

Agencies ReadFrom(const cty::Value& config, const Variables& variables = {}) {
  const base::Environment environment(variables);
  framework::Diagnostics diagnostics;
  ValueRules rules(environment, diagnostics);
  auto result = ReadAgencies(Arguments(config, environment), rules);
  return {std::move(result), diagnostics.items()};
}
Agencies ReadFrom(std::string_view json, const Variables& variables = {}) {
  return ReadFrom(Config(json), variables);
}

const Variables kAgency = {{"HW_ASSUME_ROLE_AGENCY_NAME", "env"},
                           {"HW_ASSUME_ROLE_DOMAIN_NAME", "env-name"},
                           {"HW_ASSUME_ROLE_DURATION", "1800"}};

TEST(ReadAgencies, TakesBlocksInOrder) {
  const auto read = ReadFrom(R"({"assume_role":[
      {"agency_name":"a","domain_name":"a-name"},
      {"agency_name":"b","domain_id":"b-id","duration":900}]})",
                             kAgency);
  EXPECT_THAT(read.problems, IsEmpty());
  EXPECT_THAT(read.config.agencies,
              ElementsAre(Agency{"a", "a-name", "", 0}, Agency{"b", "", "b-id", 900}));
}

TEST(ReadAgencies, VariablesReplaceAMissingBlock) {
  EXPECT_THAT(ReadFrom("{}", kAgency).config.agencies,
              ElementsAre(Agency{"env", "env-name", "", 1800}));
  EXPECT_THAT(ReadFrom(R"({"assume_role":[]})", kAgency).config.agencies, SizeIs(1));
}

TEST(ReadAgencies, VariablesCompleteASingleBlock) {
  EXPECT_THAT(ReadFrom(R"({"assume_role":[{"agency_name":"own"}]})", kAgency).config.agencies,
              ElementsAre(Agency{"own", "env-name", "", 1800}));
  EXPECT_THAT(ReadFrom(R"({"assume_role":[{}]})", kAgency).config.agencies,
              ElementsAre(Agency{"env", "env-name", "", 1800}));
}

TEST(ReadAgencies, AccountInBlockWinsOverEnvironment) {
  auto variables = kAgency;
  variables["HW_ASSUME_ROLE_DOMAIN_ID"] = "env-id";
  EXPECT_THAT(
      ReadFrom(R"({"assume_role":[{"agency_name":"own","domain_name":"own-name"}]})", variables)
          .config.agencies,
      ElementsAre(Agency{"own", "own-name", "", 1800}));
}

TEST(ReadAgencies, VariablesWithoutAnAgencyNameHaveNoEffect) {
  const auto read = ReadFrom("{}", {{"HW_ASSUME_ROLE_DOMAIN_NAME", "d"},
                                    {"HW_ASSUME_ROLE_DOMAIN_ID", "i"},
                                    {"HW_ASSUME_ROLE_DURATION", "900"}});
  EXPECT_THAT(read.config.agencies, IsEmpty());
  EXPECT_THAT(read.problems, IsEmpty());
}

TEST(ReadAgencies, VariablesApplyToTheIdTokenIfThereIsOne) {
  auto variables = kAgency;
  variables["HW_ASSUME_ROLE_IDP_ID"] = "idp";
  EXPECT_THAT(ReadFrom("{}", variables).config.agencies, IsEmpty());
  EXPECT_THAT(ReadFrom(R"({"assume_role_with_oidc":[{"idp_id":"i"}]})", kAgency).config.agencies,
              IsEmpty());
  const auto own =
      ReadFrom(R"({"assume_role":[{"agency_name":"own","domain_name":"n"}]})", variables);
  EXPECT_THAT(own.config.agencies, ElementsAre(Agency{"own", "n", "", 0}));
}

TEST(ReadAgencies, ReportsMissingOrInvalidValuesAtTheirBlock) {
  const struct {
    const char* json;
    const char* message;
    std::size_t index;
  } cases[] = {
      {R"({"assume_role":[{"domain_name":"d"}]})", "HW_ASSUME_ROLE_AGENCY_NAME", 0},
      {R"({"assume_role":[{"agency_name":"a"}]})", "\"domain_name\" or \"domain_id\"", 0},
      {R"({"assume_role":[{"agency_name":"a","domain_name":"d"},{"agency_name":"b"}]})",
       "\"domain_name\" or \"domain_id\"", 1},
  };
  for (const auto& row : cases) {
    const auto read = ReadFrom(row.json);
    ASSERT_THAT(read.problems, SizeIs(1)) << row.json;
    EXPECT_THAT(read.problems[0].detail, HasSubstr(row.message));
    EXPECT_EQ(read.problems[0].path,
              cty::Path::Root("assume_role").Index(static_cast<std::int64_t>(row.index)));
  }
  for (const auto* json :
       {R"({"assume_role":[{"agency_name":"a","domain_id":"x/y"}]})",
        R"({"assume_role":[{"agency_name":"a","domain_id":"d","duration":10}]})",
        R"({"assume_role":[{"agency_name":"a","domain_id":"d","duration":900.5}]})"}) {
    const auto read = ReadFrom(json);
    ASSERT_THAT(read.problems, SizeIs(1)) << json;
    EXPECT_THAT(read.config.agencies, IsEmpty());
  }
  EXPECT_THAT(
      Read(R"({"access_key":"a","secret_key":"s","assume_role":[{}]})").auth.credentials_problem,
      HasSubstr("agency_name"))
      << "a read must not go on with the caller's own account";
}

TEST(ReadAgencies, NamesVariablesOnlyWhereTheyApply) {
  const auto message = [](std::string_view json, const Variables& variables = {}) {
    const auto read = ReadFrom(json, variables);
    return read.problems.size() == 1 ? read.problems[0].detail : "";
  };
  EXPECT_EQ(message("{}", {{"HW_ASSUME_ROLE_AGENCY_NAME", "a"}}),
            "HW_ASSUME_ROLE_AGENCY_NAME is set, so HW_ASSUME_ROLE_DOMAIN_NAME or "
            "HW_ASSUME_ROLE_DOMAIN_ID is needed too. Set one of them, or unset "
            "HW_ASSUME_ROLE_AGENCY_NAME.");
  EXPECT_EQ(message(R"({"assume_role":[{"domain_id":"d"}]})"),
            "The block \"assume_role\" needs \"agency_name\". Set it in the block, or set "
            "HW_ASSUME_ROLE_AGENCY_NAME in the environment.");
  EXPECT_EQ(
      message(R"({"assume_role":[{"agency_name":"a","domain_id":"d"},{"agency_name":"b"}]})"),
      "The block \"assume_role\" needs \"domain_name\" or \"domain_id\". Set one of them in the "
      "block.")
      << "variables complete a single block only";
}

TEST(ReadAgencies, AcceptsUnknownBlocksAndNamesThemAtARead) {
  const auto block = cty::Value::Object({{"agency_name", cty::Value::Unknown()},
                                         {"domain_name", cty::Value::String("d")},
                                         {"domain_id", cty::Value::Null()},
                                         {"duration", cty::Value::Null()}});
  for (const auto& value : {cty::Value::Unknown(), cty::Value::List({cty::Value::Unknown()}),
                            cty::Value::List({block})}) {
    const auto config = With(Config("{}"), "assume_role", value);
    EXPECT_THAT(Validate(config), IsEmpty());
    EXPECT_THAT(Read(config).auth.unknown_arguments, ElementsAre("assume_role"));
  }
  const auto oidc = WithUnknown("{}", {"assume_role_with_oidc"});
  EXPECT_THAT(Validate(oidc), IsEmpty());
  EXPECT_THAT(Read(oidc).auth.unknown_arguments, ElementsAre("assume_role_with_oidc"));
}

IdTokenConfig OfBlock(std::string_view json, const Variables& variables,
                      std::vector<framework::Diagnostic>* problems = nullptr) {
  const auto config = Config(json);
  const base::Environment environment(variables);
  framework::Diagnostics diagnostics;
  ValueRules rules(environment, diagnostics);
  auto result = ReadIdTokenOfBlock(Arguments(config, environment), rules);
  if (problems != nullptr) *problems = diagnostics.items();
  return result;
}

TEST(ReadIdToken, CompletesTheBlockFromTheEnvironment) {
  EXPECT_EQ(OfBlock(R"({"assume_role_with_oidc":[{"idp_id":"i","id_token_file":"/t",
                        "agency_name":"a","domain_id":"d","duration":3600}]})",
                    {{"HW_ASSUME_ROLE_ID_TOKEN", "other"}})
                .id_token,
            (auth::IdToken{"i", "", "/t", {"a", "", "d", 3600}}));
  EXPECT_EQ(
      OfBlock(R"({"assume_role_with_oidc":[{"idp_id":"i"}]})", {{"HW_ASSUME_ROLE_ID_TOKEN", "t"},
                                                                {"HW_ASSUME_ROLE_AGENCY_NAME", "a"},
                                                                {"HW_ASSUME_ROLE_DOMAIN_ID", "d"}})
          .id_token,
      (auth::IdToken{"i", "t", "", {"a", "", "d", 0}}));
  EXPECT_FALSE(OfBlock("{}", {{"HW_ASSUME_ROLE_IDP_ID", "i"}}).present);
}

TEST(ReadIdToken, WorksFromTheEnvironmentAlone) {
  const auto config = Config("{}");
  const base::Environment environment(Variables{{"HW_ASSUME_ROLE_IDP_ID", "i"},
                                                {"HW_ASSUME_ROLE_ID_TOKEN", "t"},
                                                {"HW_ASSUME_ROLE_ID_TOKEN_FILE", "/t"}});
  framework::Diagnostics diagnostics;
  ValueRules rules(environment, diagnostics);
  EXPECT_EQ(ReadIdTokenOfEnvironment(Arguments(config, environment), rules).id_token,
            (auth::IdToken{"i", "t", "", {}}));
  EXPECT_THAT(diagnostics.items(), IsEmpty());
}

TEST(ReadIdToken, ReportsProblemsWithoutShowingTheToken) {
  for (const auto& [attributes, message] :
       {std::pair(R"("id_token":"hunter2")", "HW_ASSUME_ROLE_IDP_ID"),
        std::pair(R"("idp_id":"i")", "HW_ASSUME_ROLE_ID_TOKEN or HW_ASSUME_ROLE_ID_TOKEN_FILE"),
        std::pair(R"("idp_id":"i","id_token":"hunter2","id_token_file":"/t")", "one of them"),
        std::pair(R"("idp_id":"i","id_token":"hunter2","agency_name":"a")", "\"domain_id\""),
        std::pair(R"("idp_id":"i","id_token":"hunter2","domain_id":"d")", "\"agency_name\""),
        std::pair(R"("idp_id":"i","id_token":"hunter2\n")", "id_token"),
        std::pair(R"("idp_id":"i\r\nX-Evil: 1","id_token":"hunter2")", "idp_id")}) {
    std::vector<framework::Diagnostic> problems;
    const auto read =
        OfBlock(std::string(R"({"assume_role_with_oidc":[{)") + attributes + "}]}", {}, &problems);
    EXPECT_TRUE(read.present);
    EXPECT_FALSE(read.id_token) << attributes;
    ASSERT_THAT(problems, SizeIs(1)) << attributes;
    EXPECT_THAT(problems[0].detail, AllOf(HasSubstr(message), Not(HasSubstr("hunter2"))));
  }
}

TEST(ReadIdToken, ReportsMissingVariables) {
  const struct {
    Variables variables;
    const char* message;
  } cases[] = {
      {{{"HW_ASSUME_ROLE_ID_TOKEN_FILE", "/t"}},
       "HW_ASSUME_ROLE_ID_TOKEN_FILE is set, so HW_ASSUME_ROLE_IDP_ID is needed too. Set it, or "
       "unset HW_ASSUME_ROLE_ID_TOKEN_FILE."},
      {{{"HW_ASSUME_ROLE_ID_TOKEN", "hunter2"}},
       "HW_ASSUME_ROLE_ID_TOKEN is set, so HW_ASSUME_ROLE_IDP_ID is needed too. Set it, or unset "
       "HW_ASSUME_ROLE_ID_TOKEN."},
      {{{"HW_ASSUME_ROLE_IDP_ID", "i"}},
       "HW_ASSUME_ROLE_IDP_ID is set, so HW_ASSUME_ROLE_ID_TOKEN or HW_ASSUME_ROLE_ID_TOKEN_FILE "
       "is needed too. Set one of them, or unset HW_ASSUME_ROLE_IDP_ID."},
      {{{"HW_ASSUME_ROLE_IDP_ID", "i"},
        {"HW_ASSUME_ROLE_ID_TOKEN", "hunter2"},
        {"HW_ASSUME_ROLE_AGENCY_NAME", "a"}},
       "HW_ASSUME_ROLE_AGENCY_NAME is set, so HW_ASSUME_ROLE_DOMAIN_ID is needed too. Set it, or "
       "unset HW_ASSUME_ROLE_AGENCY_NAME. It is the ID of the account that created the agency."},
  };
  for (const auto& row : cases) {
    const auto config = Config("{}");
    const base::Environment environment(row.variables);
    framework::Diagnostics diagnostics;
    ValueRules rules(environment, diagnostics);
    EXPECT_FALSE(ReadIdTokenOfEnvironment(Arguments(config, environment), rules).id_token);
    ASSERT_THAT(diagnostics.items(), SizeIs(1)) << row.message;
    EXPECT_EQ(diagnostics.items()[0].detail, row.message);
  }
}

}  // namespace
}  // namespace provider::configure
