// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/tfplugin6/provider_rpcs.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/cty/msgpack.h"

namespace provider::tfplugin6 {
namespace {

using ::testing::HasSubstr;
namespace pb = ::tfplugin6;

schema::Schema OneString(const char* name, bool required) {
  schema::Schema schema;
  schema::Attribute attribute;
  attribute.name = name;
  attribute.type = cty::Type::String();
  attribute.required = required;
  attribute.optional = !required;
  attribute.description = "What it is for.";
  attribute.markdown = true;
  schema.block.attributes.push_back(attribute);
  schema.type = schema.block.ImpliedType();
  return schema;
}

// Answers what a test tells it and remembers what it was asked.
class FakeProvider final : public framework::Provider, public framework::DataSource {
 public:
  void ValidateConfig(const cty::Value& config,
                      framework::Diagnostics& diagnostics) const override {
    if (config.At("name").IsUnknown()) diagnostics.AddWarning("Unknown", "The name is unknown.");
  }
  void Configure(const framework::ConfigureRequest& request, framework::Diagnostics&) override {
    terraform_version = request.terraform_version;
  }
  framework::ReadResponse Read(const framework::ReadRequest& request) override {
    stopped = request.stop.stop_requested();
    deferral_allowed = request.deferral_allowed;
    return answer;
  }
  framework::DataSource* FindDataSource(std::string_view type_name) override {
    return type_name == "cts_thing" ? this : nullptr;
  }
  framework::EphemeralResource* FindEphemeralResource(std::string_view) override { return nullptr; }
  framework::Action* FindAction(std::string_view) override { return nullptr; }
  framework::Function* FindFunction(std::string_view) override { return nullptr; }

  framework::ReadResponse answer;
  std::string terraform_version;
  bool stopped = false;
  bool deferral_allowed = false;
};

class ProviderRpcsTest : public ::testing::Test {
 protected:
  ProviderRpcsTest() {
    schema_.provider = OneString("region", false);
    schema_.data_sources.emplace("cts_thing", OneString("name", true));
  }

  pb::ReadDataSource::Response Read(const std::string& msgpack,
                                    const std::string& type_name = "cts_thing") {
    pb::ReadDataSource::Request request;
    request.set_type_name(type_name);
    request.mutable_config()->set_msgpack(msgpack);
    request.mutable_client_capabilities()->set_deferral_allowed(true);
    pb::ReadDataSource::Response response;
    rpcs_.ReadDataSource(request, response, [] { return false; });
    return response;
  }

  schema::ProviderSchema schema_;
  FakeProvider provider_;
  ProviderRpcs rpcs_{provider_, [this]() -> const schema::ProviderSchema& { return schema_; }};
};

const std::string kNamed = "\x81\xa4name\xa1x";  // {"name": "x"}

TEST_F(ProviderRpcsTest, SchemaHasBlocksTypesAndTheCapability) {
  pb::GetProviderSchema::Response response;
  rpcs_.GetProviderSchema(response);
  EXPECT_TRUE(response.server_capabilities().get_provider_schema_optional());
  ASSERT_TRUE(response.provider().has_block());
  const auto& data_source = response.data_source_schemas().at("cts_thing");
  ASSERT_EQ(data_source.block().attributes_size(), 1);
  EXPECT_EQ(data_source.block().attributes(0).type(), "\"string\"");
  EXPECT_TRUE(data_source.block().attributes(0).required());
  EXPECT_EQ(data_source.block().attributes(0).description_kind(), pb::MARKDOWN);
}

TEST_F(ProviderRpcsTest, NestedAttributesHaveNoTypeAndBlocksHaveBounds) {
  auto object = std::make_shared<schema::NestedObject>();
  object->nesting = schema::Nesting::kList;
  object->attributes = OneString("inner", true).block.attributes;
  schema::Attribute nested;
  nested.name = "things";
  nested.nested = object;
  nested.computed = true;
  nested.type = cty::Type::List(cty::Type::Object({{"inner", cty::Type::String()}}));
  schema_.provider.block.attributes.push_back(nested);
  schema::NestedBlock block;
  block.type_name = "assume_role";
  block.max_items = 3;
  schema_.provider.block.blocks.push_back(block);
  pb::GetProviderSchema::Response response;
  rpcs_.GetProviderSchema(response);
  const auto& out = response.provider().block();
  EXPECT_TRUE(out.attributes(1).type().empty());
  EXPECT_EQ(out.attributes(1).nested_type().nesting(), pb::Schema::Object::LIST);
  EXPECT_EQ(out.attributes(1).nested_type().attributes(0).name(), "inner");
  EXPECT_EQ(out.block_types(0).nesting(), pb::Schema::NestedBlock::LIST);
  EXPECT_EQ(out.block_types(0).max_items(), 3);
  EXPECT_TRUE(out.block_types(0).has_block());
}

TEST_F(ProviderRpcsTest, MetadataNamesWhatTheSchemaHas) {
  pb::GetMetadata::Response response;
  rpcs_.GetMetadata(response);
  ASSERT_EQ(response.data_sources_size(), 1);
  EXPECT_EQ(response.data_sources(0).type_name(), "cts_thing");
}

TEST_F(ProviderRpcsTest, ReadAnswersTheStateAsMsgpack) {
  provider_.answer.state = cty::Value::Object({{"name", cty::Value::String("x")}});
  const auto response = Read(kNamed);
  EXPECT_EQ(response.diagnostics_size(), 0);
  EXPECT_EQ(response.state().msgpack(), kNamed);
  EXPECT_TRUE(provider_.deferral_allowed);
  EXPECT_FALSE(provider_.stopped);
}

TEST_F(ProviderRpcsTest, ReadOfAnUnknownTypeIsADiagnostic) {
  const auto response = Read(kNamed, "cts_other");
  ASSERT_EQ(response.diagnostics_size(), 1);
  EXPECT_EQ(response.diagnostics(0).severity(), pb::Diagnostic::ERROR);
  EXPECT_THAT(response.diagnostics(0).detail(), HasSubstr("cts_other"));
}

TEST_F(ProviderRpcsTest, BytesThatDoNotFitAreADiagnostic) {
  for (const std::string& bytes :
       {std::string("\xc1"), std::string("\x80"), std::string("\x81\xa4name\x03"),
        std::string("\xdf\xff\xff\xff\xff"), std::string("\xc0")}) {
    const auto response = Read(bytes);
    ASSERT_EQ(response.diagnostics_size(), 1);
    EXPECT_FALSE(response.has_state());
  }
}

TEST_F(ProviderRpcsTest, ErrorsKeepTheirPathAndSuppressTheState) {
  provider_.answer.state = cty::Value::Object({{"name", cty::Value::String("x")}});
  provider_.answer.diagnostics.AddError("Summary", "Detail.",
                                        cty::Path::Root("buckets").Index(3).Key("k"));
  const auto response = Read(kNamed);
  EXPECT_FALSE(response.has_state());
  ASSERT_EQ(response.diagnostics_size(), 1);
  const auto& steps = response.diagnostics(0).attribute().steps();
  ASSERT_EQ(steps.size(), 3);
  EXPECT_EQ(steps[0].attribute_name(), "buckets");
  EXPECT_EQ(steps[1].element_key_int(), 3);
  EXPECT_EQ(steps[2].element_key_string(), "k");
}

TEST_F(ProviderRpcsTest, AStateThatDoesNotFitTheSchemaIsADiagnosticAndNoState) {
  provider_.answer.state = cty::Value::Object({{"name", cty::Value::Bool(true)}});
  const auto response = Read(kNamed);
  EXPECT_FALSE(response.has_state());
  ASSERT_EQ(response.diagnostics_size(), 1);
  EXPECT_THAT(response.diagnostics(0).detail(), HasSubstr("report"));
}

TEST_F(ProviderRpcsTest, DeferredReadCarriesReasonAndPlaceholder) {
  provider_.answer.deferred = framework::DeferredReason::kProviderConfigUnknown;
  const auto response = Read(kNamed);
  EXPECT_EQ(response.deferred().reason(), pb::Deferred::PROVIDER_CONFIG_UNKNOWN);
  EXPECT_EQ(response.state().msgpack(), kNamed);
}

TEST_F(ProviderRpcsTest, StopReachesReadsUntilTheNextConfigure) {
  rpcs_.StopProvider();
  Read(kNamed);
  EXPECT_TRUE(provider_.stopped);
  pb::ConfigureProvider::Request request;
  request.set_terraform_version("1.15.5");
  request.mutable_config()->set_json(R"({"region":"eu-west-0"})");
  pb::ConfigureProvider::Response response;
  rpcs_.ConfigureProvider(request, response);
  EXPECT_EQ(response.diagnostics_size(), 0);
  EXPECT_EQ(provider_.terraform_version, "1.15.5");
  Read(kNamed);
  EXPECT_FALSE(provider_.stopped);
}

TEST_F(ProviderRpcsTest, ValidationPassesUnknownsOn) {
  pb::ValidateDataResourceConfig::Request request;
  request.set_type_name("cts_thing");
  request.mutable_config()->set_msgpack(std::string("\x81\xa4name\xd4\x00\x00", 9));
  pb::ValidateDataResourceConfig::Response response;
  rpcs_.ValidateDataResourceConfig(request, response);
  ASSERT_EQ(response.diagnostics_size(), 1);
  EXPECT_EQ(response.diagnostics(0).severity(), pb::Diagnostic::WARNING);
}

TEST_F(ProviderRpcsTest, ARequiredArgumentThatIsNullIsADiagnosticAtItsPath) {
  pb::ValidateDataResourceConfig::Request request;
  request.set_type_name("cts_thing");
  request.mutable_config()->set_msgpack("\x81\xa4name\xc0");
  pb::ValidateDataResourceConfig::Response response;
  rpcs_.ValidateDataResourceConfig(request, response);
  ASSERT_EQ(response.diagnostics_size(), 1);
  EXPECT_EQ(response.diagnostics(0).attribute().steps(0).attribute_name(), "name");
}

}  // namespace
}  // namespace provider::tfplugin6
