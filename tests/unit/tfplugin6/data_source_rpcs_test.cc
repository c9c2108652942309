// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Data source RPCs, and how StopProvider and ConfigureProvider affect them.

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/tfplugin6/fake_provider.h"

namespace provider::tfplugin6 {
namespace {

using provider::testing::kInvalidConfigs;
using provider::testing::kNamed;
using provider::testing::kUnknownName;
using provider::testing::kUnnamed;
using ::testing::HasSubstr;
namespace pb = ::tfplugin6;

class DataSourceRpcs : public provider::testing::ProviderRpcsTest {
 protected:
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
};

TEST_F(DataSourceRpcs, ReadReturnsTheStateAsMsgpack) {
  provider_.response.state = cty::Value::Object({{"name", cty::Value::String("x")}});
  const auto response = Read(kNamed);
  EXPECT_EQ(response.diagnostics_size(), 0);
  EXPECT_EQ(response.state().msgpack(), kNamed);
  EXPECT_FALSE(provider_.stopped);
}

TEST_F(DataSourceRpcs, ReadReportsUnknownType) {
  const auto response = Read(kNamed, "cts_other");
  ASSERT_EQ(response.diagnostics_size(), 1);
  EXPECT_EQ(response.diagnostics(0).severity(), pb::Diagnostic::ERROR);
  EXPECT_THAT(response.diagnostics(0).detail(), HasSubstr("cts_other"));
}

TEST_F(DataSourceRpcs, ReadReportsATypeThatOnlyTheSchemaHas) {
  schema_.data_sources.emplace("cts_other", provider::testing::OneString("name", true));
  const auto response = Read(kNamed, "cts_other");
  ASSERT_EQ(response.diagnostics_size(), 1);
  EXPECT_EQ(response.diagnostics(0).detail(),
            "The provider's schema has the data source \"cts_other\", but no code implements it. "
            "Report this bug.");
}

TEST_F(DataSourceRpcs, ReadReportsInvalidConfig) {
  for (const std::string& bytes : kInvalidConfigs) {
    const auto response = Read(bytes);
    ASSERT_EQ(response.diagnostics_size(), 1);
    EXPECT_FALSE(response.has_state());
  }
}

TEST_F(DataSourceRpcs, ErrorsKeepTheirPathAndOmitTheState) {
  provider_.response.state = cty::Value::Object({{"name", cty::Value::String("x")}});
  provider_.response.diagnostics.AddError("Summary", "Detail.",
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

TEST_F(DataSourceRpcs, ReadReportsStateThatDoesNotMatchTheSchema) {
  provider_.response.state = cty::Value::Object({{"name", cty::Value::Bool(true)}});
  const auto response = Read(kNamed);
  EXPECT_FALSE(response.has_state());
  ASSERT_EQ(response.diagnostics_size(), 1);
  EXPECT_THAT(response.diagnostics(0).detail(), HasSubstr("report"));
}

TEST_F(DataSourceRpcs, DeferredReadHasReasonAndPlaceholder) {
  provider_.response.deferred = framework::DeferredReason::kProviderConfigUnknown;
  const auto response = Read(kNamed);
  EXPECT_EQ(response.deferred().reason(), pb::Deferred::PROVIDER_CONFIG_UNKNOWN);
  EXPECT_EQ(response.state().msgpack(), kNamed);
}

TEST_F(DataSourceRpcs, StopCancelsReadsUntilTheNextConfigure) {
  rpcs_.StopProvider();
  Read(kNamed);
  EXPECT_TRUE(provider_.stopped);
  Configure("1.11.4");
  EXPECT_EQ(provider_.terraform_version, "1.11.4");
  Read(kNamed);
  EXPECT_FALSE(provider_.stopped);
}

TEST_F(DataSourceRpcs, ValidationPassesOnUnknownValues) {
  pb::ValidateDataResourceConfig::Request request;
  request.set_type_name("cts_thing");
  request.mutable_config()->set_msgpack(kUnknownName);
  pb::ValidateDataResourceConfig::Response response;
  rpcs_.ValidateDataResourceConfig(request, response);
  ASSERT_EQ(response.diagnostics_size(), 1);
  EXPECT_EQ(response.diagnostics(0).severity(), pb::Diagnostic::WARNING);
}

TEST_F(DataSourceRpcs, ValidationReportsNullRequiredArgumentAtItsPath) {
  pb::ValidateDataResourceConfig::Request request;
  request.set_type_name("cts_thing");
  request.mutable_config()->set_msgpack(kUnnamed);
  pb::ValidateDataResourceConfig::Response response;
  rpcs_.ValidateDataResourceConfig(request, response);
  ASSERT_EQ(response.diagnostics_size(), 1);
  EXPECT_EQ(response.diagnostics(0).attribute().steps(0).attribute_name(), "name");
}

}  // namespace
}  // namespace provider::tfplugin6
