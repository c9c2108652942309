// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The released schemas: the hosts' rules, checked here without the loader's own code, and the
// printed form.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "provider/cty/json.h"
#include "provider/schema/schema.h"
#include "provider/text/go_duration.h"
#include "tests/support/matches_pattern.h"

namespace provider::schema {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::json;

class RuleChecker {
 public:
  void Check(const Block& block, const std::string& place) {
    CheckAttributes(block.attributes, place);
    std::string last;
    for (const auto& nested : block.blocks) {
      const auto here = place + "." + nested.type_name;
      EXPECT_THAT(nested.type_name, testing::MatchesPattern("[a-z0-9_]+")) << here;
      EXPECT_LT(last, nested.type_name) << "sorted: " << here;
      last = nested.type_name;
      if (nested.nesting == Nesting::kList && nested.max_items != 0) {
        EXPECT_LE(nested.min_items, nested.max_items) << here;
      }
      Check(nested.block, here);
    }
  }

  [[nodiscard]] int attributes() const { return attributes_; }

 private:
  void CheckAttributes(const std::vector<Attribute>& attributes, const std::string& place) {
    std::string last;
    for (const auto& attribute : attributes) {
      ++attributes_;
      const auto here = place + "." + attribute.name;
      EXPECT_LT(last, attribute.name) << "sorted: " << here;
      last = attribute.name;
      EXPECT_TRUE(attribute.required || attribute.optional || attribute.computed) << here;
      EXPECT_FALSE(attribute.required && attribute.optional) << here;
      EXPECT_FALSE(attribute.required && attribute.computed) << here;
      EXPECT_FALSE(attribute.type.HasDynamic()) << here;
      CheckWords(attribute, here);
      if (attribute.nested == nullptr) continue;
      EXPECT_NE(attribute.nested->nesting, Nesting::kGroup) << here;
      CheckAttributes(attribute.nested->attributes, here);
    }
  }

  // The source of the documentation: whole sentences that name every variable and default.
  static void CheckWords(const Attribute& attribute, const std::string& here) {
    EXPECT_TRUE(attribute.markdown) << here;
    EXPECT_TRUE(attribute.description.ends_with('.')) << here;
    for (const auto& variable : attribute.environment) {
      EXPECT_THAT(attribute.description, HasSubstr(fmt::format("`{}`", variable))) << here;
    }
    if (attribute.default_text) {
      EXPECT_THAT(attribute.description, HasSubstr(*attribute.default_text)) << here;
    }
  }

  int attributes_ = 0;
};

TEST(Embedded, FollowsTheHostsRules) {
  const auto& schemas = Embedded();
  RuleChecker checker;
  checker.Check(schemas.provider.block, "provider");
  EXPECT_GE(schemas.provider.version, 0);
  for (const auto* group :
       {&schemas.data_sources, &schemas.ephemeral_resources, &schemas.actions}) {
    for (const auto& [name, schema] : *group) {
      EXPECT_TRUE(name.starts_with("cts_")) << name;
      EXPECT_GE(schema.version, 0) << name;
      checker.Check(schema.block, name);
    }
  }
  EXPECT_GT(checker.attributes(), 50);
}

TEST(Embedded, ReturnsTheSameObjectEachTime) { EXPECT_EQ(&Embedded(), &Embedded()); }

TEST(Embedded, HasTheDocumentedProviderArguments) {
  std::vector<std::string> names;
  for (const auto& attribute : Embedded().provider.block.attributes)
    names.push_back(attribute.name);
  EXPECT_THAT(names,
              ElementsAre("access_key", "auth_url", "batching", "cacert_file", "cloud", "domain_id",
                          "domain_name", "endpoints", "insecure", "max_retries", "password",
                          "profile", "project_id", "project_name", "region", "secret_key",
                          "security_token", "shared_config_file", "token", "user_name"));
  std::vector<std::string> sensitive;
  for (const auto& attribute : Embedded().provider.block.attributes) {
    if (attribute.sensitive) sensitive.push_back(attribute.name);
    EXPECT_TRUE(attribute.optional) << attribute.name;
  }
  EXPECT_THAT(sensitive, ElementsAre("password", "secret_key", "security_token", "token"));
}

TEST(Embedded, DataSourceHasItsImpliedType) {
  const auto& schema = Embedded().data_sources.at("cts_bucket_check");
  const auto expected = cty::TypeFromJson(std::string_view(R"(["object", {
    "all_successful": "bool",
    "buckets": ["list", ["object", {
      "bucket_location": "string", "bucket_name": "string",
      "is_support_trace_files_encryption": "bool", "kms_id": "string"}]],
    "domain_id": "string",
    "failed_bucket_names": ["list", "string"],
    "region": "string",
    "require_success": "bool",
    "results": ["list", ["object", {
      "bucket_location": "string", "bucket_name": "string",
      "check_bucket_response": ["object", {
        "error_code": "string", "error_message": "string",
        "response_code": "number", "success": "bool"}],
      "is_support_trace_files_encryption": "bool", "kms_id": "string", "message": "string"}]],
    "summary": "string",
    "timeouts": ["object", {"read": "string"}],
    "wait_for": "string"
  }])"));
  ASSERT_TRUE(expected);
  EXPECT_EQ(schema.type, *expected);
  EXPECT_EQ(schema.type, schema.block.ImpliedType());
}

TEST(Embedded, ProviderBlocksAreLists) {
  const auto& attributes = Embedded().provider.type.attributes();
  EXPECT_EQ(cty::TypeToJson(attributes.at("assume_role")),
            R"(["list",["object",{"agency_name":"string","domain_id":"string",)"
            R"("domain_name":"string","duration":"number"}]])");
  EXPECT_EQ(attributes.at("assume_role_with_oidc").kind(), cty::Type::Kind::kList);
  EXPECT_EQ(cty::TypeToJson(attributes.at("endpoints")), R"(["map","string"])");
}

TEST(Embedded, BatchingDefaultsPassTheirValidators) {
  const auto& batching = *Embedded().provider.block.FindAttribute("batching")->nested;
  for (const auto& attribute : batching.attributes) {
    ASSERT_TRUE(attribute.default_text) << attribute.name;
    for (const auto& validator : attribute.validators) {
      EXPECT_EQ(FindViolation(validator, *attribute.default_text), std::nullopt) << attribute.name;
    }
  }
}

TEST(FindAttribute, ReturnsNullForAnUnknownName) {
  EXPECT_EQ(Embedded().provider.block.FindAttribute("nothing"), nullptr);
  EXPECT_EQ(Embedded().provider.block.FindAttribute("regio"), nullptr);
}

bool HasKey(const Json& json, const std::string& key) {
  if (!json.is_structured()) return false;
  if (json.is_object() && json.contains(key)) return true;
  return std::any_of(json.begin(), json.end(),
                     [&key](const Json& element) { return HasKey(element, key); });
}

TEST(PrintEmbedded, HasTheShapeOfCoresOutput) {
  const auto document = Json::parse(PrintEmbedded("example.com/a/cts"));
  EXPECT_EQ(document["format_version"], "1.0");
  const auto& provider = document["provider_schemas"]["example.com/a/cts"];
  EXPECT_EQ(provider["provider"]["version"], 0);
  EXPECT_EQ(provider["provider"]["block"]["attributes"]["secret_key"]["sensitive"], true);
  EXPECT_EQ(provider["provider"]["block"]["description_kind"], "markdown");
  EXPECT_EQ(provider["provider"]["block"]["block_types"]["assume_role_with_oidc"]["max_items"], 1);
  EXPECT_FALSE(provider["provider"]["block"]["block_types"]["assume_role"].contains("max_items"));

  const auto& attributes =
      provider["data_source_schemas"]["cts_bucket_check"]["block"]["attributes"];
  EXPECT_EQ(attributes["buckets"]["nested_type"]["nesting_mode"], "list");
  EXPECT_FALSE(attributes["buckets"].contains("type"));
  EXPECT_FALSE(attributes["buckets"].contains("optional"));
  EXPECT_EQ(attributes["failed_bucket_names"]["type"], Json::parse(R"(["list","string"])"));
}

TEST(PrintEmbedded, OmitsOurExtensions) {
  const auto document = Json::parse(PrintEmbedded("example.com/a/cts"));
  EXPECT_FALSE(HasKey(document, "x_cts"));
  EXPECT_TRUE(HasKey(document, "nested_type"));  // the search does reach that depth
}

TEST(PrintEmbedded, IndentsAndReplacesInvalidUtf8InAddress) {
  EXPECT_THAT(PrintEmbedded("a"), HasSubstr("\n  \"format_version\""));
  EXPECT_THAT(PrintEmbedded("\xff\"\n"), Not(HasSubstr("\xff")));
}

}  // namespace
}  // namespace provider::schema
