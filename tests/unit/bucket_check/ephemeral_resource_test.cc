// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Only what differs from the data source, whose tests cover the check itself.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/bucket_check/data_source.h"
#include "tests/support/config_values.h"
#include "tests/unit/bucket_check/check_cloud.h"
#include "tests/unit/bucket_check/check_values.h"

namespace provider::bucket_check {
namespace {

using provider::testing::CheckCloud;
using provider::testing::CheckConfigFrom;
using provider::testing::With;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Both have the same arguments and results, so that changing one word of a configuration switches
// between them.
TEST(EphemeralResource, HasTheSchemaOfTheDataSource) {
  const schema::ProviderSchema& schemas = schema::Embedded();
  const auto& ephemeral = schemas.ephemeral_resources.at("cts_bucket_check").block.attributes;
  const auto& data = schemas.data_sources.at("cts_bucket_check").block.attributes;
  ASSERT_EQ(ephemeral.size(), data.size());
  for (std::size_t i = 0; i < data.size(); ++i) {
    EXPECT_EQ(ephemeral[i].name, data[i].name);
    EXPECT_EQ(ephemeral[i].type, data[i].type) << data[i].name;
    EXPECT_EQ(ephemeral[i].required, data[i].required) << data[i].name;
    EXPECT_EQ(ephemeral[i].optional, data[i].optional) << data[i].name;
    EXPECT_EQ(ephemeral[i].computed, data[i].computed) << data[i].name;
    EXPECT_EQ(ephemeral[i].default_text, data[i].default_text) << data[i].name;
  }
}

TEST(EphemeralResource, ReturnsWhatTheDataSourceReturns) {
  CheckCloud cloud({{"b-2", CheckCloud::NoSuchBucket()}});
  cloud.Configure();
  const cty::Value config = CheckConfigFrom(
      R"({"buckets":[{"bucket_name":"b-1"},{"bucket_name":"b-2"}],"region":"",
          "timeouts":{"read":"90s"}})");
  const auto opened = cloud.Open(config);
  EXPECT_THAT(opened.diagnostics.items(), IsEmpty());
  ASSERT_TRUE(opened.state.has_value());
  EXPECT_EQ(opened.state, cloud.Read(config).state);
  EXPECT_FALSE(opened.state->At("all_successful").AsBool());
}

// Terraform refuses a result whose arguments differ from the configuration.
TEST(EphemeralResource, EchoesTheArgumentsAsWritten) {
  CheckCloud cloud;
  cloud.Configure();
  const cty::Value config = CheckConfigFrom(
      R"({"buckets":[{"bucket_name":"b-1","kms_id":"","bucket_location":""}],"region":""})");
  const auto opened = cloud.Open(config);
  ASSERT_TRUE(opened.state.has_value());
  for (const char* name : {"buckets", "region", "require_success", "timeouts"}) {
    EXPECT_EQ(opened.state->At(name), config.At(name)) << name;
  }
}

TEST(EphemeralResource, RequireSuccessMakesEachFailingBucketAnError) {
  CheckCloud cloud({{"b-2", CheckCloud::NoSuchBucket()}});
  cloud.Configure();
  const cty::Value config = CheckConfigFrom(
      R"({"buckets":[{"bucket_name":"b-1"},{"bucket_name":"b-2"}],"require_success":true})");
  const auto opened = cloud.Open(config);
  EXPECT_FALSE(opened.state.has_value());
  ASSERT_THAT(opened.diagnostics.items(), SizeIs(1));
  EXPECT_EQ(opened.diagnostics.items()[0].path.ToString(), "buckets[1]");
}

TEST(EphemeralResource, DefersOnlyWhereTheHostAllowsIt) {
  CheckCloud cloud;
  cloud.Configure();
  const cty::Value config = With(CheckConfigFrom(R"({"buckets":[{"bucket_name":"b-1"}]})"),
                                 "region", cty::Value::Unknown());
  const auto refused = cloud.Open(config);
  EXPECT_TRUE(refused.diagnostics.HasError());
  EXPECT_EQ(refused.deferred, std::nullopt);
  const auto deferred = cloud.Open(config, /*deferral_allowed=*/true);
  EXPECT_THAT(deferred.diagnostics.items(), IsEmpty());
  EXPECT_EQ(deferred.deferred, framework::DeferredReason::kResourceConfigUnknown);
  EXPECT_THAT(cloud.requests(), IsEmpty());
}

TEST(EphemeralResource, ValidationNeedsNoProvider) {
  const EphemeralResource resource;
  framework::Diagnostics diagnostics;
  resource.ValidateConfig({CheckConfigFrom(R"({"buckets":[{"bucket_name":"b-1"}]})")}, diagnostics);
  EXPECT_THAT(diagnostics.items(), IsEmpty());
  resource.ValidateConfig({CheckConfigFrom(R"({"buckets":[{"bucket_name":"A"}]})")}, diagnostics);
  EXPECT_TRUE(diagnostics.HasError());
}

}  // namespace
}  // namespace provider::bucket_check
