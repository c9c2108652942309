// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/bucket_check/action.h"

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/config_values.h"
#include "tests/unit/bucket_check/check_cloud.h"
#include "tests/unit/bucket_check/check_values.h"

namespace provider::bucket_check {
namespace {

using provider::testing::ActionConfigFrom;
using provider::testing::CheckCloud;
using provider::testing::CheckConfigFrom;
using provider::testing::With;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct InvokeResult {
  std::vector<std::string> progress;
  framework::Diagnostics diagnostics;
};

InvokeResult Invoke(CheckCloud& cloud, const cty::Value& config, bool deferral_allowed = false,
                    std::stop_token stop = {}) {
  InvokeResult result;
  result.diagnostics = cloud.Invoke(
      config, [&result](std::string message) { result.progress.push_back(std::move(message)); },
      deferral_allowed, std::move(stop));
  return result;
}

TEST(Action, ReportsTheCountAndSucceedsWhenEveryBucketDoes) {
  CheckCloud cloud;
  cloud.Configure();
  const InvokeResult result = Invoke(
      cloud, ActionConfigFrom(
                 R"({"buckets":[{"bucket_name":"b-1"},{"bucket_name":"b-2","kms_id":"k"}]})"));
  EXPECT_THAT(result.diagnostics.items(), IsEmpty());
  EXPECT_THAT(result.progress,
              ElementsAre("2 of 2 buckets can receive traces (1 checked with encryption)."));
  EXPECT_THAT(cloud.requests(), SizeIs(1));
}

TEST(Action, ReportsTheCountAndAnErrorForEachFailedBucket) {
  CheckCloud cloud({{"b-2", CheckCloud::NoSuchBucket()}, {"b-4", CheckCloud::NoSuchBucket()}});
  cloud.Configure();
  const InvokeResult result = Invoke(cloud, ActionConfigFrom(R"({"buckets":[
      {"bucket_name":"b-1"},{"bucket_name":"b-2"},{"bucket_name":"b-3"},{"bucket_name":"b-4"}]})"));
  EXPECT_THAT(result.progress, ElementsAre("2 of 4 buckets cannot receive traces."));
  const auto& items = result.diagnostics.items();
  ASSERT_THAT(items, SizeIs(2));
  EXPECT_EQ(items[0].severity, framework::Severity::kError);
  EXPECT_EQ(items[0].path.ToString(), "buckets[1]");
  EXPECT_EQ(items[1].path.ToString(), "buckets[3]");
  EXPECT_THAT(items[1].detail, HasSubstr("\"b-4\""));
}

TEST(Action, CheckThatCannotRunIsAnErrorWithoutProgress) {
  CheckCloud cloud;
  const InvokeResult result =
      Invoke(cloud, ActionConfigFrom(R"({"buckets":[{"bucket_name":"b-1"}]})"));
  ASSERT_THAT(result.diagnostics.items(), SizeIs(1));
  EXPECT_THAT(result.diagnostics.items()[0].detail, HasSubstr("provider is not configured"));
  EXPECT_THAT(result.progress, IsEmpty());
}

TEST(Action, SucceedsWithoutBuckets) {
  CheckCloud cloud;
  cloud.Configure(auth::Settings());
  const InvokeResult result = Invoke(cloud, ActionConfigFrom(R"({"buckets":[]})"));
  EXPECT_THAT(result.diagnostics.items(), IsEmpty());
  EXPECT_THAT(result.progress, ElementsAre("No buckets were checked."));
}

// A host that allows deferrals must not treat an invocation that did nothing as a success.
TEST(Action, IsNeverDeferred) {
  CheckCloud cloud;
  cloud.Configure();
  const cty::Value config = With(ActionConfigFrom(R"({"buckets":[{"bucket_name":"b-1"}]})"),
                                 "region", cty::Value::Unknown());
  const InvokeResult result = Invoke(cloud, config, /*deferral_allowed=*/true);
  ASSERT_THAT(result.diagnostics.items(), SizeIs(1));
  EXPECT_EQ(result.diagnostics.items()[0].severity, framework::Severity::kError);
  EXPECT_THAT(result.diagnostics.items()[0].detail, HasSubstr("no known value"));
  EXPECT_THAT(cloud.requests(), IsEmpty());
}

TEST(Action, StopsWhenCancelled) {
  CheckCloud cloud;
  cloud.Configure();
  std::stop_source stop;
  stop.request_stop();
  const InvokeResult result = Invoke(
      cloud, ActionConfigFrom(R"({"buckets":[{"bucket_name":"b-1"}]})"), false, stop.get_token());
  ASSERT_THAT(result.diagnostics.items(), SizeIs(1));
  EXPECT_EQ(result.diagnostics.items()[0].summary, "Bucket Check Cancelled");
  EXPECT_THAT(result.progress, IsEmpty());
}

TEST(Action, StopsAtItsTimeout) {
  CheckCloud cloud(
      {{"b-1", {{"success", false}, {"response_code", 500}, {"error_code", "OBS.Internal"}}}});
  cloud.Configure();
  const auto start = cloud.clock().SteadyNow();
  const InvokeResult result = cloud.RunAdvancingTime([&] {
    return Invoke(cloud, ActionConfigFrom(R"({"buckets":[{"bucket_name":"b-1"}],
                                              "timeouts":{"read":"3s"}})"));
  });
  ASSERT_THAT(result.diagnostics.items(), SizeIs(1));
  EXPECT_EQ(result.diagnostics.items()[0].summary, "Bucket Cannot Receive Traces");
  EXPECT_THAT(result.diagnostics.items()[0].detail, HasSubstr("OBS.Internal"));
  EXPECT_THAT(cloud.requests(), SizeIs(3));  // at 0 s, after 0.75 s and 1.5 s more
  EXPECT_LE(cloud.clock().SteadyNow() - start, std::chrono::seconds(3));
}

TEST(Action, ReportsTheProblemsThatTheDataSourceReports) {
  constexpr auto kInvalid = R"({"buckets":[{"bucket_name":"A"},{"bucket_name":"b"}],
                                "timeouts":{"read":"x"}})";
  framework::Diagnostics errors;
  Action().ValidateConfig({ActionConfigFrom(kInvalid)}, errors);
  EXPECT_THAT(errors.items(), SizeIs(3));
  EXPECT_EQ(errors.items(), CheckCloud().Validate(CheckConfigFrom(kInvalid)).items());
}

TEST(Action, AcceptsUnknownArguments) {
  framework::Diagnostics unknown;
  Action().ValidateConfig(
      {With(ActionConfigFrom(R"({"buckets":[]})"), "buckets", cty::Value::Unknown())}, unknown);
  EXPECT_THAT(unknown.items(), IsEmpty());
}

}  // namespace
}  // namespace provider::bucket_check
