// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Action RPCs.

#include <string>
#include <vector>

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

class ActionRpcs : public provider::testing::ProviderRpcsTest {
 protected:
  std::vector<pb::InvokeAction::Event> Invoke(const std::string& msgpack,
                                              const char* type_name = "cts_thing") {
    pb::InvokeAction::Request request;
    request.set_action_type(type_name);
    request.mutable_config()->set_msgpack(msgpack);
    request.mutable_client_capabilities()->set_deferral_allowed(true);
    std::vector<pb::InvokeAction::Event> events;
    rpcs_.InvokeAction(
        request, [&events](const auto& event) { events.push_back(event); }, [] { return false; });
    return events;
  }

  pb::ValidateActionConfig::Response Validate(const std::string& msgpack) {
    pb::ValidateActionConfig::Request request;
    request.set_action_type("cts_thing");
    request.mutable_config()->set_msgpack(msgpack);
    pb::ValidateActionConfig::Response response;
    rpcs_.ValidateActionConfig(request, response);
    return response;
  }

  pb::PlanAction::Response Plan(const std::string& msgpack, const char* type_name = "cts_thing") {
    pb::PlanAction::Request request;
    request.set_action_type(type_name);
    request.mutable_config()->set_msgpack(msgpack);
    request.mutable_client_capabilities()->set_deferral_allowed(true);
    pb::PlanAction::Response response;
    rpcs_.PlanAction(request, response);
    return response;
  }
};

TEST_F(ActionRpcs, InvokeStreamsProgressThenCompletion) {
  provider_.messages = {"one", "two"};
  provider_.response.diagnostics.AddError("Summary", "Detail.",
                                          cty::Path::Root("buckets").Index(3));
  const auto events = Invoke(kNamed);
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[0].progress().message(), "one");
  EXPECT_EQ(events[1].progress().message(), "two");
  ASSERT_TRUE(events[2].has_completed());
  const auto& diagnostics = events[2].completed().diagnostics();
  ASSERT_EQ(diagnostics.size(), 1);
  EXPECT_EQ(diagnostics[0].attribute().steps(1).element_key_int(), 3);
}

// Core waits for the completed event: without one it does not report the cause.
TEST_F(ActionRpcs, InvokeAlwaysSendsOneCompletedEvent) {
  const auto green = Invoke(kNamed);
  ASSERT_EQ(green.size(), 1U);
  EXPECT_TRUE(green[0].has_completed());
  EXPECT_EQ(green[0].completed().diagnostics_size(), 0);
  for (const std::string& bytes : kInvalidConfigs) {
    const auto events = Invoke(bytes);
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].completed().diagnostics_size(), 1);
  }
  const auto other = Invoke(kNamed, "cts_other");
  ASSERT_EQ(other.size(), 1U);
  ASSERT_EQ(other[0].completed().diagnostics_size(), 1);
  EXPECT_THAT(other[0].completed().diagnostics(0).detail(), HasSubstr("action \"cts_other\""));
  EXPECT_EQ(provider_.calls, 1);
}

TEST_F(ActionRpcs, NeverDefers) {
  EXPECT_EQ(Invoke(kUnknownName).back().completed().diagnostics_size(), 1);
  EXPECT_EQ(provider_.calls, 0);
  EXPECT_FALSE(Plan(kUnknownName).has_deferred());
}

TEST_F(ActionRpcs, StopCancelsAnInvocation) {
  rpcs_.StopProvider();
  static_cast<void>(Invoke(kNamed));
  EXPECT_TRUE(provider_.stopped);
}

TEST_F(ActionRpcs, ValidateAndPlanReportTheSameDiagnostics) {
  for (const auto& diagnostics :
       {Validate(kUnknownName).diagnostics(), Plan(kUnknownName).diagnostics()}) {
    ASSERT_EQ(diagnostics.size(), 1);
    EXPECT_EQ(diagnostics[0].severity(), pb::Diagnostic::WARNING);
  }
  for (const auto& diagnostics : {Validate(kUnnamed).diagnostics(), Plan(kUnnamed).diagnostics()}) {
    ASSERT_EQ(diagnostics.size(), 1);
    EXPECT_EQ(diagnostics[0].severity(), pb::Diagnostic::ERROR);
  }
  EXPECT_EQ(Plan(kNamed).diagnostics_size(), 0);
  EXPECT_EQ(Plan(kNamed, "cts_other").diagnostics_size(), 1);
}

}  // namespace
}  // namespace provider::tfplugin6
