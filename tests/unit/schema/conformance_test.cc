// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/schema/conformance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/base/embedded_file.h"
#include "provider/cty/json.h"
#include "provider/schema/loader.h"

namespace provider::schema {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kSchema[] = R"({
  "version": 0,
  "block": {
    "attributes": {
      "need": {"type": "string", "required": true},
      "may": {"type": "string", "optional": true},
      "made": {"type": "string", "computed": true},
      "both": {"type": "string", "optional": true, "computed": true},
      "one": {"optional": true, "nested_type": {"nesting_mode": "single", "attributes": {
        "out": {"type": "string", "computed": true}}}},
      "many": {"optional": true, "nested_type": {"nesting_mode": "list", "attributes": {
        "inner": {"type": "string", "required": true},
        "out": {"type": "string", "computed": true}}}},
      "keyed": {"optional": true, "nested_type": {"nesting_mode": "map", "attributes": {
        "out": {"type": "string", "computed": true}}}}
    },
    "block_types": {
      "step": {"nesting_mode": "list", "min_items": 1, "max_items": 2, "block": {"attributes": {
        "name": {"type": "string", "required": true}}}},
      "must": {"nesting_mode": "single", "min_items": 1, "max_items": 1, "block": {"attributes": {
        "name": {"type": "string", "required": true}}}}
    }
  }
})";

const Schema& TestSchema() {
  static const Schema schema = [] {
    const base::EmbeddedFile files[] = {{"schemas/provider.json", kSchema}};
    return LoadSchemas(files).provider;
  }();
  return schema;
}

// Attributes that are not mentioned are null, as core sends them.
cty::Value Config(std::string_view json) {
  auto value = cty::DecodeJson(json, TestSchema().type);
  if (!value) {
    ADD_FAILURE() << value.error().message;
    return {};
  }
  return *std::move(value);
}

cty::Value With(const cty::Value& object, const std::string& name, cty::Value value) {
  auto attributes = object.AsObject();
  attributes[name] = std::move(value);
  return cty::Value::Object(std::move(attributes));
}

cty::Value ValidConfig() {
  return Config(R"({"need":"x","step":[{"name":"a"}],"must":{"name":"m"}})");
}

std::vector<std::string> ProblemPaths(const cty::Value& config) {
  std::vector<std::string> paths;
  for (const auto& problem : CheckConfig(config, TestSchema().block)) {
    paths.push_back(problem.path.ToString());
  }
  return paths;
}

TEST(CheckConfig, AcceptsWhatTheSchemaAllows) {
  EXPECT_THAT(ProblemPaths(ValidConfig()), IsEmpty());
  EXPECT_THAT(ProblemPaths(With(ValidConfig(), "both", cty::Value::String("set"))), IsEmpty());
}

TEST(CheckConfig, ReportsEveryProblemAtOnce) {
  const auto config = Config(R"({"made":"x","step":[{}],"must":null})");
  EXPECT_THAT(ProblemPaths(config), ::testing::UnorderedElementsAre("made", "must"));
}

// The data source's own validation gives a better message than that something is missing.
TEST(CheckConfig, AcceptsNullForRequiredArguments) {
  const auto null = cty::Value::Null();
  const auto element = cty::Value::Object({{"inner", null}, {"out", null}});
  EXPECT_THAT(ProblemPaths(With(ValidConfig(), "need", null)), IsEmpty());
  EXPECT_THAT(ProblemPaths(With(ValidConfig(), "many", cty::Value::List({element}))), IsEmpty());
}

TEST(CheckConfig, ReportsNestedAttributeAtItsElement) {
  const auto config = With(
      ValidConfig(), "many",
      cty::Value::List({
          cty::Value::Object({{"inner", cty::Value::String("x")}, {"out", cty::Value::Null()}}),
          cty::Value::Object({{"inner", cty::Value::Null()}, {"out", cty::Value::String("x")}}),
      }));
  const auto problems = CheckConfig(config, TestSchema().block);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].path, cty::Path::Root("many").Index(1));
  EXPECT_THAT(problems[0].message, HasSubstr("\"many.out\" is read-only"));
}

TEST(CheckConfig, ChecksSingleAndKeyedNestedAttributes) {
  const auto set = cty::Value::Object({{"out", cty::Value::String("x")}});
  EXPECT_THAT(ProblemPaths(With(ValidConfig(), "one", set)), ElementsAre("one"));
  EXPECT_THAT(ProblemPaths(With(ValidConfig(), "keyed", cty::Value::Object({{"k", set}}))),
              ElementsAre("keyed[\"k\"]"));
}

TEST(CheckConfig, AcceptsUnknownValuesEverywhere) {
  for (const std::string name : {"need", "may", "one", "many", "keyed", "step", "must"}) {
    EXPECT_THAT(ProblemPaths(With(ValidConfig(), name, cty::Value::Unknown())), IsEmpty()) << name;
  }
  EXPECT_THAT(ProblemPaths(cty::Value::Unknown()), IsEmpty());
}

TEST(CheckConfig, EnforcesBlockCounts) {
  EXPECT_THAT(ProblemPaths(With(ValidConfig(), "step", cty::Value::List({}))), ElementsAre("step"));
  EXPECT_THAT(ProblemPaths(With(ValidConfig(), "step", cty::Value::Null())), ElementsAre("step"));
  const auto step = cty::Value::Object({{"name", cty::Value::String("a")}});
  EXPECT_THAT(ProblemPaths(With(ValidConfig(), "step", cty::Value::List({step, step}))), IsEmpty());
  EXPECT_THAT(ProblemPaths(With(ValidConfig(), "step", cty::Value::List({step, step, step}))),
              ElementsAre("step"));
}

TEST(CheckConfig, DoesNotCountBlocksIfOneIsUnknown) {
  const auto step = cty::Value::Object({{"name", cty::Value::String("a")}});
  const auto three = cty::Value::List({step, step, cty::Value::Unknown()});
  EXPECT_THAT(ProblemPaths(With(ValidConfig(), "step", three)), IsEmpty());
}

TEST(CheckConfig, HandlesNulls) {
  EXPECT_THAT(ProblemPaths(cty::Value::Null()), ElementsAre(""));
  EXPECT_THAT(ProblemPaths(With(ValidConfig(), "step", cty::Value::List({cty::Value::Null()}))),
              ElementsAre("step[0]"));
  EXPECT_THAT(ProblemPaths(With(ValidConfig(), "many", cty::Value::List({cty::Value::Null()}))),
              IsEmpty());
}

}  // namespace
}  // namespace provider::schema
