// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/bucket_check/data_source.h"

#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/cty/msgpack.h"
#include "tests/unit/bucket_check/check_cloud.h"
#include "tests/unit/bucket_check/check_values.h"

namespace provider::bucket_check {
namespace {

using framework::ReadResponse;
using provider::testing::CheckCloud;
using provider::testing::CheckConfigFrom;
using provider::testing::CheckType;
using provider::testing::KnownAccountSettings;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const cty::Value& State(const ReadResponse& response) {
  for (const auto& diagnostic : response.diagnostics.items()) {
    ADD_FAILURE() << diagnostic.summary << ": " << diagnostic.detail;
  }
  if (!response.state) throw std::logic_error("there is no state");
  return *response.state;
}

// As core sees it.
std::string StateJson(const ReadResponse& response) {
  const auto json = cty::EncodeJson(State(response), CheckType());
  if (!json) throw std::logic_error(json.error().message);
  return *json;
}

TEST(DataSource, ReturnsUsableAndUnusableBucketsAsData) {
  CheckCloud cloud({{"missing-audit-traces", CheckCloud::NoSuchBucket()}});
  cloud.Configure();
  const cty::Value config = CheckConfigFrom(R"({"buckets":[
      {"bucket_name":"audit-vault","kms_id":"key-1"},
      {"bucket_name":"missing-audit-traces","bucket_location":"eu-west-1"}]})");
  const ReadResponse response = cloud.Read(config);
  const cty::Value& state = State(response);

  EXPECT_FALSE(state.At("all_successful").AsBool());
  EXPECT_THAT(state.At("failed_bucket_names").AsList(),
              ElementsAre(cty::Value::String("missing-audit-traces")));
  EXPECT_EQ(state.At("domain_id").AsString(), "account-1");
  EXPECT_EQ(state.At("region").AsString(), "eu-west-0");
  EXPECT_THAT(state.At("summary").AsString(),
              AllOf(HasSubstr("1 of 2 buckets cannot receive traces (1 checked with encryption):"),
                    HasSubstr("\n  \"missing-audit-traces\" in \"eu-west-1\"")));

  const auto& results = state.At("results").AsList();
  ASSERT_THAT(results, SizeIs(2));
  EXPECT_EQ(results[0].At("bucket_name").AsString(), "audit-vault");
  EXPECT_EQ(results[0].At("bucket_location").AsString(), "eu-west-0");
  EXPECT_EQ(results[0].At("kms_id").AsString(), "key-1");
  EXPECT_TRUE(results[0].At("is_support_trace_files_encryption").AsBool());
  EXPECT_EQ(results[0].At("message").AsString(),
            R"(The bucket "audit-vault" in "eu-west-0" can receive traces.)");
  const cty::Value& usable = results[0].At("check_bucket_response");
  EXPECT_TRUE(usable.At("success").AsBool());
  EXPECT_EQ(usable.At("response_code"), cty::Value::Integer(200));
  EXPECT_TRUE(usable.At("error_code").IsNull());
  EXPECT_TRUE(usable.At("error_message").IsNull());

  EXPECT_EQ(results[1].At("bucket_location").AsString(), "eu-west-1");
  EXPECT_TRUE(results[1].At("kms_id").IsNull());
  EXPECT_FALSE(results[1].At("is_support_trace_files_encryption").AsBool());
  EXPECT_THAT(results[1].At("message").AsString(),
              AllOf(HasSubstr("OBS.NoSuchBucket"), HasSubstr("404"),
                    HasSubstr("The specified bucket does not exist.")));
  const cty::Value& unusable = results[1].At("check_bucket_response");
  EXPECT_FALSE(unusable.At("success").AsBool());
  EXPECT_EQ(unusable.At("response_code"), cty::Value::Integer(404));
  EXPECT_EQ(unusable.At("error_code").AsString(), "OBS.NoSuchBucket");
  EXPECT_EQ(unusable.At("error_message").AsString(), "The specified bucket does not exist.");
}

TEST(DataSource, SendsBucketsWithDefaultsApplied) {
  CheckCloud cloud;
  cloud.Configure();
  State(cloud.Read(CheckConfigFrom(R"({"buckets":[
      {"bucket_name":"b-1","is_support_trace_files_encryption":false},
      {"bucket_name":"b-2","bucket_location":"eu-west-1","kms_id":"k"}]})")));
  ASSERT_THAT(cloud.requests(), SizeIs(1));
  EXPECT_EQ(cloud.requests()[0].method, "POST");
  EXPECT_EQ(cloud.requests()[0].url,
            "https://cts.eu-west-0.prod-cloud-ocb.orange-business.com/v3/account-1/checkbucket");
  EXPECT_EQ(nlohmann::json::parse(cloud.requests()[0].body), nlohmann::json::parse(R"({"buckets":[
                {"bucket_name":"b-1","bucket_location":"eu-west-0"},
                {"bucket_name":"b-2","bucket_location":"eu-west-1","kms_id":"k",
                 "is_support_trace_files_encryption":true}]})"));
}

TEST(DataSource, StateIsWhollyKnownAndMatchesTheSchema) {
  CheckCloud cloud({{"b-2", CheckCloud::NoSuchBucket()}});
  cloud.Configure();
  const ReadResponse response = cloud.Read(
      CheckConfigFrom(R"({"buckets":[{"bucket_name":"b-1","kms_id":"k"},{"bucket_name":"b-2"}]})"));
  EXPECT_TRUE(State(response).IsWhollyKnown());
  const auto bytes = cty::EncodeMsgpack(State(response), CheckType());
  ASSERT_TRUE(bytes.has_value()) << bytes.error().message;
  const auto again = cty::DecodeMsgpack(*bytes, CheckType());
  ASSERT_TRUE(again.has_value()) << again.error().message;
  EXPECT_EQ(*again, State(response));
}

TEST(DataSource, EchoesTheArgumentsAsWritten) {
  CheckCloud cloud;
  cloud.Configure();
  const cty::Value config = CheckConfigFrom(R"({"buckets":[
      {"bucket_name":"b-1","bucket_location":"","kms_id":"",
       "is_support_trace_files_encryption":false}],
      "region":"","require_success":false,"timeouts":{"read":"90s"}})");
  const ReadResponse response = cloud.Read(config);
  for (const char* name : {"buckets", "region", "require_success", "timeouts"}) {
    EXPECT_EQ(State(response).At(name), config.At(name)) << name;
  }
}

TEST(DataSource, ListsEachFailedNameOnceInOrder) {
  CheckCloud cloud({{"b-2", CheckCloud::NoSuchBucket()}, {"b-1", CheckCloud::NoSuchBucket()}});
  cloud.Configure();
  const ReadResponse response = cloud.Read(CheckConfigFrom(R"({"buckets":[
      {"bucket_name":"b-2"},{"bucket_name":"b-3"},{"bucket_name":"b-1"},{"bucket_name":"b-2"},
      {"bucket_name":"b-2","bucket_location":"eu-west-1"}]})"));
  EXPECT_THAT(State(response).At("failed_bucket_names").AsList(),
              ElementsAre(cty::Value::String("b-2"), cty::Value::String("b-1")));
  EXPECT_THAT(State(response).At("results").AsList(), SizeIs(5));
}

TEST(DataSource, SameInputGivesTheSameOutput) {
  const cty::Value config =
      CheckConfigFrom(R"({"buckets":[{"bucket_name":"b-1"},{"bucket_name":"b-2","kms_id":"k"}]})");
  CheckCloud first({{"b-1", CheckCloud::NoSuchBucket()}});
  first.Configure();
  const std::string once = StateJson(first.Read(config));
  CheckCloud second({{"b-1", CheckCloud::NoSuchBucket()}});
  second.clock().Advance(std::chrono::hours(100));
  second.Configure();
  EXPECT_EQ(StateJson(second.Read(config)), once);
}

constexpr std::string_view kNoBuckets = R"({"buckets":[]})";

TEST(DataSource, EmptyBucketListNeedsNoSettings) {
  CheckCloud cloud;
  cloud.Configure(auth::Settings());
  EXPECT_EQ(StateJson(cloud.Read(CheckConfigFrom(kNoBuckets))),
            R"({"all_successful":true,"buckets":[],"domain_id":null,"failed_bucket_names":[],)"
            R"("region":null,"require_success":null,"results":[],)"
            R"("summary":"No buckets were checked.","timeouts":null,"wait_for":null})");
}

TEST(DataSource, EmptyBucketListMakesNoCall) {
  auth::Settings settings;
  settings.endpoints.region = "eu-west-0";
  CheckCloud cloud;
  cloud.Configure(settings);
  const ReadResponse response = cloud.Read(CheckConfigFrom(kNoBuckets));
  EXPECT_EQ(State(response).At("region").AsString(), "eu-west-0");
  EXPECT_TRUE(State(response).At("domain_id").IsNull());
  EXPECT_THAT(cloud.requests(), IsEmpty());
}

TEST(DataSource, EmptyBucketListWorksWithUnknownProviderArguments) {
  auth::Settings settings;
  settings.unknown_arguments = {"region", "access_key"};
  CheckCloud cloud;
  cloud.Configure(settings);
  for (const bool deferral_allowed : {false, true}) {
    const ReadResponse response =
        cloud.Read(CheckConfigFrom(R"({"buckets":[],"region":"eu-west-1","require_success":true})"),
                   deferral_allowed);
    EXPECT_EQ(State(response).At("region").AsString(), "eu-west-1");
    EXPECT_EQ(response.deferred, std::nullopt);
  }
}

TEST(DataSource, RequireSuccessMakesEachFailingBucketAnError) {
  CheckCloud cloud({{"b-2", CheckCloud::NoSuchBucket()}, {"b-4", CheckCloud::NoSuchBucket()}});
  cloud.Configure();
  const ReadResponse response = cloud.Read(CheckConfigFrom(R"({"require_success":true,"buckets":[
      {"bucket_name":"b-1"},{"bucket_name":"b-2"},{"bucket_name":"b-3"},{"bucket_name":"b-4"}]})"));
  EXPECT_FALSE(response.state.has_value());
  const auto& items = response.diagnostics.items();
  ASSERT_THAT(items, SizeIs(2));
  EXPECT_EQ(items[0].path.ToString(), "buckets[1]");
  EXPECT_EQ(items[1].path.ToString(), "buckets[3]");
  EXPECT_EQ(items[0].summary, items[1].summary);
  EXPECT_THAT(items[0].detail, HasSubstr("The bucket \"b-2\" in \"eu-west-0\" cannot receive"));
  EXPECT_THAT(items[1].detail, HasSubstr("The bucket \"b-4\" in \"eu-west-0\" cannot receive"));
}

TEST(DataSource, RequireSuccessChangesNothingWhenAllSucceed) {
  CheckCloud cloud;
  cloud.Configure();
  const ReadResponse response =
      cloud.Read(CheckConfigFrom(R"({"require_success":true,"buckets":[{"bucket_name":"b-1"}]})"));
  EXPECT_TRUE(State(response).At("all_successful").AsBool());
}

TEST(DataSource, ReadValidatesItsConfiguration) {
  CheckCloud cloud;
  cloud.Configure();
  const ReadResponse response = cloud.Read(CheckConfigFrom(R"({"buckets":[{"bucket_name":"A"}]})"));
  EXPECT_FALSE(response.state.has_value());
  EXPECT_TRUE(response.diagnostics.HasError());
  EXPECT_THAT(cloud.requests(), IsEmpty());
}

TEST(DataSource, ValidationNeedsNoProvider) {
  const DataSource source;
  framework::Diagnostics diagnostics;
  source.ValidateConfig({CheckConfigFrom(R"({"buckets":[{"bucket_name":"A"}]})")}, diagnostics);
  EXPECT_TRUE(diagnostics.HasError());
}

// Ten thousand buckets, all failing: the state has them all, the summary stays short.
TEST(DataSource, SummaryStaysShortForTenThousandBuckets) {
  nlohmann::json config{{"buckets", nlohmann::json::array()}};
  CheckCloud::Verdicts verdicts;
  for (int i = 0; i < 10'000; ++i) {
    const std::string name = "bucket-" + std::to_string(i);
    config["buckets"].push_back({{"bucket_name", name}});
    verdicts[name] = CheckCloud::NoSuchBucket();
  }
  CheckCloud cloud(std::move(verdicts));
  cloud.Configure();
  const ReadResponse response = cloud.Read(CheckConfigFrom(config.dump()));
  EXPECT_THAT(State(response).At("failed_bucket_names").AsList(), SizeIs(10'000));
  EXPECT_THAT(State(response).At("summary").AsString(), ::testing::EndsWith("\nand 9990 more"));
  EXPECT_LT(State(response).At("summary").AsString().size(), 10'000U);
}

}  // namespace
}  // namespace provider::bucket_check
