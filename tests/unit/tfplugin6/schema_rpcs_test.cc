// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Schema RPCs.

#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/tfplugin6/fake_provider.h"

namespace provider::tfplugin6 {
namespace {

using provider::testing::OneString;
namespace pb = ::tfplugin6;

class SchemaRpcs : public provider::testing::ProviderRpcsTest {};

TEST_F(SchemaRpcs, SchemaHasBlocksTypesAndCapability) {
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

TEST_F(SchemaRpcs, NestedAttributesHaveNoTypeAndBlocksHaveBounds) {
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

TEST_F(SchemaRpcs, MetadataListsTypesOfTheSchema) {
  pb::GetMetadata::Response response;
  rpcs_.GetMetadata(response);
  ASSERT_EQ(response.data_sources_size(), 1);
  EXPECT_EQ(response.data_sources(0).type_name(), "cts_thing");
}

}  // namespace
}  // namespace provider::tfplugin6
