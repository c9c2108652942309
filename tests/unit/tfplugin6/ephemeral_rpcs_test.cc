// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Ephemeral resource RPCs.

#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/tfplugin6/fake_provider.h"

namespace provider::tfplugin6 {
namespace {

using provider::testing::kInvalidConfigs;
using provider::testing::kNamed;
using provider::testing::kUnknownName;
using ::testing::HasSubstr;
namespace pb = ::tfplugin6;

class EphemeralRpcs : public provider::testing::ProviderRpcsTest {
 protected:
  pb::OpenEphemeralResource::Response Open(const std::string& msgpack) {
    pb::OpenEphemeralResource::Request request;
    request.set_type_name("cts_thing");
    request.mutable_config()->set_msgpack(msgpack);
    request.mutable_client_capabilities()->set_deferral_allowed(true);
    pb::OpenEphemeralResource::Response response;
    rpcs_.OpenEphemeralResource(request, response, [] { return false; });
    return response;
  }

  pb::ValidateEphemeralResourceConfig::Response Validate(const std::string& msgpack,
                                                         const char* type_name = "cts_thing") {
    pb::ValidateEphemeralResourceConfig::Request request;
    request.set_type_name(type_name);
    request.mutable_config()->set_msgpack(msgpack);
    pb::ValidateEphemeralResourceConfig::Response response;
    rpcs_.ValidateEphemeralResourceConfig(request, response);
    return response;
  }
};

TEST_F(EphemeralRpcs, OpenReturnsTheResultWithoutRenewal) {
  provider_.response.state = cty::Value::Object({{"name", cty::Value::String("x")}});
  const auto response = Open(kNamed);
  EXPECT_EQ(response.diagnostics_size(), 0);
  EXPECT_EQ(response.result().msgpack(), kNamed);
  EXPECT_FALSE(response.has_renew_at());
  EXPECT_FALSE(response.has_private_());
  EXPECT_FALSE(response.has_deferred());
}

TEST_F(EphemeralRpcs, OpenWithErrorReturnsNoResult) {
  provider_.response.state = cty::Value::Object({{"name", cty::Value::String("x")}});
  provider_.response.diagnostics.AddError("Summary", "Detail.",
                                          cty::Path::Root("buckets").Index(3));
  const auto response = Open(kNamed);
  EXPECT_FALSE(response.has_result());
  ASSERT_EQ(response.diagnostics_size(), 1);
  EXPECT_EQ(response.diagnostics(0).attribute().steps(1).element_key_int(), 3);
}

TEST_F(EphemeralRpcs, DeferredOpenHasReasonAndPlaceholder) {
  provider_.response.deferred = framework::DeferredReason::kResourceConfigUnknown;
  const auto response = Open(kUnknownName);
  EXPECT_EQ(response.deferred().reason(), pb::Deferred::RESOURCE_CONFIG_UNKNOWN);
  EXPECT_EQ(response.result().msgpack(), kUnknownName);
}

TEST_F(EphemeralRpcs, ReportsInvalidConfig) {
  for (const std::string& bytes : kInvalidConfigs) {
    const auto response = Open(bytes);
    ASSERT_EQ(response.diagnostics_size(), 1);
    EXPECT_FALSE(response.has_result());
    EXPECT_EQ(Validate(bytes).diagnostics_size(), 1);
  }
  EXPECT_EQ(provider_.calls, 0);
}

TEST_F(EphemeralRpcs, StopCancelsAnOpen) {
  rpcs_.StopProvider();
  static_cast<void>(Open(kNamed));
  EXPECT_TRUE(provider_.stopped);
}

TEST_F(EphemeralRpcs, ValidationPassesOnUnknownValues) {
  const auto response = Validate(kUnknownName);
  ASSERT_EQ(response.diagnostics_size(), 1);
  EXPECT_EQ(response.diagnostics(0).severity(), pb::Diagnostic::WARNING);
}

TEST_F(EphemeralRpcs, ReportsUnknownTypeWithItsKind) {
  const auto response = Validate(kNamed, "cts_other");
  ASSERT_EQ(response.diagnostics_size(), 1);
  EXPECT_THAT(response.diagnostics(0).detail(), HasSubstr("ephemeral resource \"cts_other\""));
}

TEST_F(EphemeralRpcs, RenewAndCloseSucceedForKnownTypes) {
  provider_.response.diagnostics.AddError("Summary", "Not asked.");
  for (const auto& [type_name, errors] : {std::pair("cts_thing", 0), std::pair("cts_other", 1)}) {
    pb::RenewEphemeralResource::Request renew;
    renew.set_type_name(type_name);
    pb::RenewEphemeralResource::Response renewed;
    rpcs_.RenewEphemeralResource(renew, renewed);
    EXPECT_EQ(renewed.diagnostics_size(), errors);
    EXPECT_FALSE(renewed.has_renew_at());
    pb::CloseEphemeralResource::Request close;
    close.set_type_name(type_name);
    pb::CloseEphemeralResource::Response closed;
    rpcs_.CloseEphemeralResource(close, closed);
    EXPECT_EQ(closed.diagnostics_size(), errors);
  }
  EXPECT_EQ(provider_.calls, 0);
}

// A schema without an implementation, or the reverse, is our bug; it must not crash a host.
TEST_F(EphemeralRpcs, ReportsTypeWithoutSchema) {
  schema_.ephemeral_resources.clear();
  EXPECT_EQ(Open(kNamed).diagnostics_size(), 1);
  EXPECT_EQ(provider_.calls, 0);
}

}  // namespace
}  // namespace provider::tfplugin6
