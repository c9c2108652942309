// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/schema/loader.h"

#include <stdexcept>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/cty/json.h"

namespace provider::schema {
namespace {

using ::testing::HasSubstr;

constexpr char kEmptyProvider[] = R"({"version":0,"block":{}})";

ProviderSchema Load(std::string_view provider) {
  const base::EmbeddedFile files[] = {{"schemas/provider.json", provider}};
  return LoadSchemas(files);
}

std::string LoadError(std::span<const base::EmbeddedFile> files) {
  try {
    static_cast<void>(LoadSchemas(files));
  } catch (const std::logic_error& error) {
    return error.what();
  }
  return "";
}

std::string AttributeError(std::string_view attribute) {
  const auto text =
      fmt::format(R"({{"version":0,"block":{{"attributes":{{"a":{}}}}}}})", attribute);
  const base::EmbeddedFile files[] = {{"schemas/provider.json", text}};
  return LoadError(files);
}

std::string BlockError(std::string_view block) {
  const auto text = fmt::format(R"({{"version":0,"block":{{"block_types":{{"b":{}}}}}}})", block);
  const base::EmbeddedFile files[] = {{"schemas/provider.json", text}};
  return LoadError(files);
}

TEST(LoadSchemas, RefusesInvalidAttributes) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"type":"string"})", "must be required, optional or computed"},
      {R"({"type":"string","required":true,"optional":true})", "required excludes"},
      {R"({"type":"string","required":true,"computed":true})", "required excludes"},
      {R"({"optional":true})", "exactly one of type and nested_type"},
      {R"({"type":"string","optional":true,
           "nested_type":{"nesting_mode":"list","attributes":{}}})",
       "exactly one of"},
      {R"({"type":"sting","optional":true})", "a/type: "},
      {R"({"type":["list"],"optional":true})", "a/type: "},
      {R"({"type":"string","optional":true,"deprecated":true})", "belong together"},
      {R"({"type":"string","optional":true,"deprecation_message":"x"})", "belong together"},
      {R"({"type":"string","optional":"yes"})", "must be a boolean"},
      {R"({"type":"string","optional":true,"descripton":"x"})", "\"descripton\" is unknown"},
      {R"({"type":"string","optional":true,"description_kind":"html"})", "plain or markdown"},
      {R"({"optional":true,"nested_type":{"nesting_mode":"group","attributes":{}}})",
       "group is for blocks"},
      {R"({"optional":true,"nested_type":{"nesting_mode":"many","attributes":{}}})",
       "single, list, set, map or group"},
      {R"({"optional":true,"nested_type":{"nesting_mode":"list","attributes":{
           "d":{"type":"dynamic","optional":true}}}})",
       "dynamic"},
      {R"({"type":"string","optional":true,"x_cts":{"env":["A"]}})", "\"env\" is unknown"},
      {R"({"type":"string","optional":true,"x_cts":{"environment":"A"}})", "must be a list"},
      {R"({"type":"string","optional":true,"x_cts":{"validators":[{"rule":"odd"}]}})",
       "is no rule"},
      {R"({"type":"number","optional":true,"x_cts":{"validators":[
           {"rule":"integer","min":2,"max":1}]}})",
       "min must not exceed max"},
      {R"({"type":"number","optional":true,"x_cts":{"validators":[{"rule":"integer","min":2}]}})",
       "\"max\" is missing"},
      {R"({"type":"string","optional":true,"x_cts":{"validators":[
           {"rule":"duration","min":"0s","max":"long"}]}})",
       "max: "},
      {"7", "must be an object"},
  };
  for (const auto& [attribute, error] : cases) {
    EXPECT_THAT(AttributeError(attribute), HasSubstr(error)) << attribute;
  }
}

TEST(LoadSchemas, ErrorNamesFileAndPath) {
  EXPECT_THAT(AttributeError(R"({"type":"string"})"),
              HasSubstr("schemas/provider.json/block/attributes/a: "));
}

TEST(LoadSchemas, RefusesInvalidBlocks) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"nesting_mode":"list"})", "\"block\" is missing"},
      {R"({"block":{}})", "\"nesting_mode\" is missing"},
      {R"({"nesting_mode":"list","block":{},"min_items":2,"max_items":1})", "must not exceed"},
      {R"({"nesting_mode":"single","block":{},"min_items":1})", "0 or 1"},
      {R"({"nesting_mode":"single","block":{},"min_items":2,"max_items":2})", "0 or 1"},
      {R"({"nesting_mode":"group","block":{},"max_items":1})", "no item counts"},
      {R"({"nesting_mode":"map","block":{},"min_items":1})", "no item counts"},
      {R"({"nesting_mode":"list","block":{},"min_items":-1})", "must not be negative"},
      {R"({"nesting_mode":"list","block":{},"min_items":1.5})", "must be a whole number"},
      {R"({"nesting_mode":"list","block":{"attributes":{
           "d":{"type":"dynamic","optional":true}}}})",
       "dynamic"},
  };
  for (const auto& [block, error] : cases) {
    EXPECT_THAT(BlockError(block), HasSubstr(error)) << block;
  }
  EXPECT_EQ(BlockError(R"({"nesting_mode":"list","block":{},"min_items":1})"), "");
}

TEST(LoadSchemas, RefusesFilesWithUnexpectedNamesOrContent) {
  const auto with = [](std::string_view name, std::string_view content) {
    const base::EmbeddedFile files[] = {{"schemas/provider.json", kEmptyProvider}, {name, content}};
    return LoadError(files);
  };
  EXPECT_EQ(with("schemas/data-sources/cts_x.json", kEmptyProvider), "");
  EXPECT_THAT(with("schemas/resources/cts_x.json", kEmptyProvider), HasSubstr("in no folder"));
  EXPECT_THAT(with("schemas/data-sources/cts-x.json", kEmptyProvider), HasSubstr("no type name"));
  EXPECT_THAT(with("schemas/data-sources/a/b.json", kEmptyProvider), HasSubstr("no type name"));
  EXPECT_THAT(with("elsewhere/cts_x.json", kEmptyProvider), HasSubstr("no type name"));
  EXPECT_THAT(with("schemas/data-sources/cts_x.json", "{"), HasSubstr("is no JSON"));
  EXPECT_THAT(with("schemas/data-sources/cts_x.json", R"({"version":0})"),
              HasSubstr("\"block\" is missing"));
  EXPECT_THAT(with("schemas/data-sources/cts_x.json", R"({"version":-1,"block":{}})"),
              HasSubstr("must not be negative"));
  EXPECT_THAT(LoadError({}), HasSubstr("provider.json: is missing"));
}

TEST(LoadSchemas, RefusesABlockNamedLikeAnAttribute) {
  const base::EmbeddedFile files[] = {{"schemas/provider.json", R"({"version":0,"block":{
    "attributes":{"a":{"type":"string","optional":true}},
    "block_types":{"a":{"nesting_mode":"list","block":{}}}}})"}};
  EXPECT_THAT(LoadError(files), HasSubstr("an attribute has the same name"));
}

TEST(LoadSchemas, ReadsExtensionsAndOptionalFields) {
  const auto schemas = Load(R"({"version":3,"block":{"attributes":{"a":{
    "type":"string","optional":true,"sensitive":true,
    "deprecated":true,"deprecation_message":"Use b.",
    "x_cts":{"environment":["B","A"],"default":"5ms",
             "validators":[{"rule":"duration","min":"0s","max":"1m"}]}}}}})");
  EXPECT_EQ(schemas.provider.version, 3);
  const auto* attribute = schemas.provider.block.FindAttribute("a");
  ASSERT_NE(attribute, nullptr);
  EXPECT_THAT(attribute->environment, ::testing::ElementsAre("B", "A"));
  EXPECT_EQ(attribute->default_text, "5ms");
  EXPECT_EQ(attribute->deprecation_message, "Use b.");
  EXPECT_TRUE(attribute->sensitive);
  EXPECT_FALSE(attribute->markdown);
  ASSERT_EQ(attribute->validators.size(), 1U);
  EXPECT_EQ(attribute->validators[0].max, 60'000'000'000);
}

TEST(LoadSchemas, MapsEachNestingModeToItsType) {
  const std::pair<const char*, const char*> cases[] = {
      {"single", R"(["object",{"x":"bool"}])"},
      {"group", R"(["object",{"x":"bool"}])"},
      {"list", R"(["list",["object",{"x":"bool"}]])"},
      {"set", R"(["set",["object",{"x":"bool"}]])"},
      {"map", R"(["map",["object",{"x":"bool"}]])"},
  };
  for (const auto& [nesting, type] : cases) {
    const auto schemas = Load(fmt::format(
        R"({{"version":0,"block":{{"block_types":{{"b":{{"nesting_mode":"{}",
            "block":{{"attributes":{{"x":{{"type":"bool","optional":true}}}}}}}}}}}}}})",
        nesting));
    EXPECT_EQ(cty::TypeToJson(schemas.provider.type.attributes().at("b")), type) << nesting;
  }
}

TEST(LoadSchemas, ReadsFunctionsActionsAndEphemeralResources) {
  const base::EmbeddedFile files[] = {
      {"schemas/provider.json", kEmptyProvider},
      {"schemas/actions/cts_a.json", kEmptyProvider},
      {"schemas/ephemeral-resources/cts_e.json", kEmptyProvider},
      {"schemas/functions/f.json", R"({"summary":"S","return_type":["list","string"],
        "parameters":[{"name":"p","type":"string","is_nullable":true,
                       "x_cts":{"allow_unknown":true}}]})"}};
  const auto schemas = LoadSchemas(files);
  EXPECT_TRUE(schemas.actions.contains("cts_a"));
  EXPECT_TRUE(schemas.ephemeral_resources.contains("cts_e"));
  const auto& function = schemas.functions.at("f");
  EXPECT_EQ(cty::TypeToJson(function.return_type), R"(["list","string"])");
  ASSERT_EQ(function.parameters.size(), 1U);
  EXPECT_TRUE(function.parameters[0].allow_null);
  EXPECT_TRUE(function.parameters[0].allow_unknown);
}

TEST(LoadSchemas, MergesAPatchWithTheFileThatItIsLike) {
  const base::EmbeddedFile files[] = {
      {"schemas/provider.json", kEmptyProvider},
      {"schemas/actions/cts_a.json", R"({"x_cts":{"like":"data-sources/cts_d"},"block":{
          "description":"new","attributes":{"kept":{"computed":null},"gone":null}}})"},
      {"schemas/data-sources/cts_d.json",
       R"({"version":2,"block":{"description":"old","attributes":{
          "kept":{"type":"string","optional":true,"computed":true},
          "gone":{"type":"bool","computed":true}}}})"}};
  const auto schemas = LoadSchemas(files);
  const auto& action = schemas.actions.at("cts_a");
  EXPECT_EQ(action.version, 2);
  EXPECT_EQ(action.block.description, "new");
  ASSERT_EQ(action.block.attributes.size(), 1U);
  EXPECT_TRUE(action.block.FindAttribute("kept")->optional);
  EXPECT_FALSE(action.block.FindAttribute("kept")->computed);
  EXPECT_EQ(schemas.data_sources.at("cts_d").block.attributes.size(), 2U);
}

TEST(LoadSchemas, RefusesAPatchWithoutABase) {
  const auto with = [](std::string_view extras) {
    const auto text = fmt::format(R"({{"x_cts":{}}})", extras);
    const base::EmbeddedFile files[] = {{"schemas/provider.json", kEmptyProvider},
                                        {"schemas/actions/cts_a.json", text}};
    return LoadError(files);
  };
  EXPECT_THAT(with(R"({"like":"data-sources/cts_a"})"), HasSubstr("is no other file"));
  EXPECT_THAT(with(R"({"like":"actions/cts_a"})"), HasSubstr("is no other file"));
  EXPECT_THAT(with(R"({"like":1})"), HasSubstr("must be a string"));
  EXPECT_THAT(with(R"({})"), HasSubstr("\"like\" is missing"));
  EXPECT_THAT(with(R"({"lik":""})"), HasSubstr("lik"));
  const base::EmbeddedFile list[] = {{"schemas/provider.json", "[]"}};
  EXPECT_NE(LoadError(list), "");
}

TEST(LoadSchemas, RefusesInvalidParameters) {
  const auto with = [](std::string_view parameters) {
    const auto text = fmt::format(R"({{"return_type":"bool","parameters":{}}})", parameters);
    const base::EmbeddedFile files[] = {{"schemas/provider.json", kEmptyProvider},
                                        {"schemas/functions/f.json", text}};
    return LoadError(files);
  };
  EXPECT_THAT(with(R"([{"name":"a","type":"bool"},{"name":"a","type":"bool"}])"),
              HasSubstr("is used twice"));
  EXPECT_THAT(with(R"([{"name":"a b","type":"bool"}])"), HasSubstr("is no identifier"));
  EXPECT_THAT(with(R"([{"name":"a"}])"), HasSubstr("\"type\" is missing"));
}

}  // namespace
}  // namespace provider::schema
