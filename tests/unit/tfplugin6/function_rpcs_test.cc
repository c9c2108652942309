// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Calls of functions.

#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/tfplugin6/fake_provider.h"

namespace provider::tfplugin6 {
namespace {

using ::testing::HasSubstr;
namespace pb = ::tfplugin6;

const std::string kText = "\xa1x";
const std::string kNull = "\xc0";
const std::string kUnknown("\xd4\x00\x00", 3);

class FunctionRpcs : public provider::testing::ProviderRpcsTest {
 protected:
  FunctionRpcs() {
    schema::Function function;
    function.parameters = {{"first", cty::Type::String(), "", /*allow_null=*/false, false},
                           {"second", cty::Type::String(), "", /*allow_null=*/true, false}};
    function.return_type = cty::Type::String();
    schema_.functions.emplace("thing", function);
    provider_.function = [](const std::vector<cty::Value>& arguments, cty::Value& result) {
      result = arguments[0];
      return std::optional<framework::FunctionError>();
    };
  }

  pb::CallFunction::Response Call(const std::vector<std::string>& arguments,
                                  const char* name = "thing") {
    pb::CallFunction::Request request;
    request.set_name(name);
    for (const std::string& argument : arguments) {
      request.add_arguments()->set_msgpack(argument);
    }
    pb::CallFunction::Response response;
    rpcs_.CallFunction(request, response);
    return response;
  }
};

TEST_F(FunctionRpcs, ReturnsTheResultAsMsgpack) {
  const auto response = Call({kText, kText});
  EXPECT_FALSE(response.has_error());
  EXPECT_EQ(response.result().msgpack(), kText);
}

TEST_F(FunctionRpcs, AcceptsNullOnlyWhereTheSchemaAllowsIt) {
  EXPECT_EQ(Call({kText, kNull}).result().msgpack(), kText);
  const auto response = Call({kNull, kText});
  EXPECT_FALSE(response.has_result());
  EXPECT_EQ(response.error().function_argument(), 0);
  EXPECT_THAT(response.error().text(), HasSubstr("\"first\" must not be null"));
  EXPECT_EQ(provider_.calls, 1);
}

// OpenTofu's form of null: a DynamicValue without bytes.
TEST_F(FunctionRpcs, ReadsEmptyDynamicValueAsNull) {
  bool was_null = false;
  provider_.function = [&was_null](const std::vector<cty::Value>& arguments, cty::Value& result) {
    was_null = arguments[1].IsNull();
    result = arguments[0];
    return std::optional<framework::FunctionError>();
  };
  EXPECT_FALSE(Call({kText, ""}).has_error());
  EXPECT_TRUE(was_null);
}

// Hosts return unknown without sending such a call; one that sends it gets the same result.
TEST_F(FunctionRpcs, UnknownArgumentMakesTheResultUnknown) {
  EXPECT_EQ(Call({kText, kUnknown}).result().msgpack(), kUnknown);
  EXPECT_EQ(provider_.calls, 0);
  schema_.functions.at("thing").parameters[1].allow_unknown = true;
  EXPECT_EQ(Call({kText, kUnknown}).result().msgpack(), kText);
}

TEST_F(FunctionRpcs, ReportsInvalidArgumentAtItsIndex) {
  const auto response = Call({kText, "\x03"});
  EXPECT_FALSE(response.has_result());
  EXPECT_EQ(response.error().function_argument(), 1);
  EXPECT_FALSE(response.error().text().empty());
}

TEST_F(FunctionRpcs, RefusesWrongNumberOfArguments) {
  for (const auto& arguments :
       {std::vector<std::string>{}, {kText}, std::vector<std::string>{kText, kText, kText}}) {
    const auto response = Call(arguments);
    EXPECT_FALSE(response.has_result());
    EXPECT_THAT(response.error().text(), HasSubstr("takes 2 arguments"));
    EXPECT_FALSE(response.error().has_function_argument());
  }
  EXPECT_EQ(provider_.calls, 0);
}

TEST_F(FunctionRpcs, FunctionErrorKeepsItsArgument) {
  provider_.function = [](const std::vector<cty::Value>&, cty::Value&) {
    return std::optional<framework::FunctionError>({"The second is bad.", 1});
  };
  const auto response = Call({kText, kText});
  EXPECT_FALSE(response.has_result());
  EXPECT_EQ(response.error().text(), "The second is bad.");
  EXPECT_EQ(response.error().function_argument(), 1);
}

TEST_F(FunctionRpcs, ReportsResultThatDoesNotMatchTheSchema) {
  provider_.function = [](const std::vector<cty::Value>&, cty::Value& result) {
    result = cty::Value::Bool(true);
    return std::optional<framework::FunctionError>();
  };
  const auto response = Call({kText, kText});
  EXPECT_FALSE(response.has_result());
  EXPECT_THAT(response.error().text(), HasSubstr("report"));
}

TEST_F(FunctionRpcs, RefusesUnknownFunction) {
  EXPECT_THAT(Call({kText}, "other").error().text(), HasSubstr("\"other\""));
  schema_.functions.clear();
  EXPECT_THAT(Call({kText, kText}).error().text(), HasSubstr("\"thing\""));
}

}  // namespace
}  // namespace provider::tfplugin6
