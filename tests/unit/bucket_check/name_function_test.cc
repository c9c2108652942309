// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/bucket_check/bucket_rules.h"
#include "provider/cty/msgpack.h"
#include "provider/schema/schema.h"

namespace provider::bucket_check {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const schema::Function& Schema() { return schema::Embedded().functions.at("bucket_name_problems"); }

std::vector<std::string> Problems(cty::Value name) {
  cty::Value result = cty::Value::Null();
  const auto error = NameFunction().Call({std::move(name)}, result);
  if (error) ADD_FAILURE() << error->text;
  EXPECT_TRUE(cty::EncodeMsgpack(result, Schema().return_type).has_value());
  std::vector<std::string> problems;
  for (const cty::Value& problem : result.AsList()) problems.push_back(problem.AsString());
  return problems;
}

std::vector<std::string> Problems(std::string name) {
  return Problems(cty::Value::String(std::move(name)));
}

TEST(NameFunction, ReturnsNoProblemsForAGoodName) {
  EXPECT_THAT(Problems("audit-traces"), IsEmpty());
}

TEST(NameFunction, ReturnsNoProblemsForANullName) {
  EXPECT_THAT(Problems(cty::Value::Null()), IsEmpty());
  ASSERT_THAT(Schema().parameters, SizeIs(1));
  EXPECT_TRUE(Schema().parameters[0].allow_null);
  EXPECT_FALSE(Schema().parameters[0].allow_unknown);
}

TEST(NameFunction, ReturnsOneProblemForAnEmptyName) {
  EXPECT_THAT(Problems(""), ElementsAre(HasSubstr("is empty")));
}

TEST(NameFunction, ListsApiProblemsBeforeObsProblems) {
  EXPECT_THAT(Problems("Audit-"), ElementsAre(HasSubstr("'A'"), HasSubstr("ends with '-'")));
  EXPECT_THAT(Problems("192.168.1.1"), ElementsAre(HasSubstr("IP address")));
}

// Users write error_message = join(" ", …) with them.
TEST(NameFunction, EachProblemIsASentenceThatNamesTheBucket) {
  const auto problems = Problems("-A..b-");
  EXPECT_THAT(problems, SizeIs(4));
  EXPECT_THAT(problems, Each(AllOf(HasSubstr("\"-A..b-\""), EndsWith("."))));
}

TEST(NameFunction, AppliesTheRulesOfTheDataSource) {
  for (const char* name : {"a", "a-b", "a.-b", "10.0.0.1", "\xff\xfe", "a\nb"}) {
    auto rules = NameProblems(name, FindApiNameFaults(name));
    for (auto& problem : NameProblems(name, FindObsNameFaults(name))) {
      rules.push_back(std::move(problem));
    }
    EXPECT_EQ(Problems(name), rules);
  }
}

}  // namespace
}  // namespace provider::bucket_check
