// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Reads of one data source that share calls, from the configuration down to the transport.

#include "provider/bucket_check/shared_checks.h"

#include <algorithm>
#include <future>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/config_values.h"
#include "tests/unit/bucket_check/check_cloud.h"
#include "tests/unit/bucket_check/check_values.h"

namespace provider::bucket_check {
namespace {

using framework::ReadResponse;
using provider::testing::CallsOf;
using provider::testing::CheckCloud;
using provider::testing::CheckConfigFrom;
using provider::testing::FakeTransport;
using provider::testing::Json;
using provider::testing::KnownAccountSettings;
using provider::testing::With;
using ::testing::HasSubstr;
using ::testing::SizeIs;

std::vector<cty::Value> ConfigsFor(const std::vector<std::string>& names) {
  std::vector<cty::Value> configs;
  for (const std::string& name : names) {
    configs.push_back(CheckConfigFrom(R"({"buckets":[{"bucket_name":")" + name + R"("}]})"));
  }
  return configs;
}

// A full call is sent at once, so no test has to wait for a quiet moment.
const configure::Batching kTenBuckets = CallsOf(10);

std::vector<std::string> TenNames() {
  std::vector<std::string> names;
  for (int i = 0; i < 10; ++i) names.push_back("bucket-" + std::to_string(i));
  return names;
}

// As core does: each is validated, then read.
std::vector<ReadResponse> ReadTogether(CheckCloud& cloud, const std::vector<cty::Value>& configs) {
  for (const cty::Value& config : configs) {
    EXPECT_FALSE(cloud.Validate(config).HasError());
  }
  std::vector<std::future<ReadResponse>> reads;
  for (const cty::Value& config : configs) {
    reads.push_back(std::async(std::launch::async, [&] { return cloud.Read(config); }));
  }
  std::vector<ReadResponse> responses;
  for (auto& read : reads) responses.push_back(read.get());
  return responses;
}

std::size_t CountErrors(const std::vector<ReadResponse>& responses) {
  return static_cast<std::size_t>(
      std::count_if(responses.begin(), responses.end(),
                    [](const auto& response) { return response.diagnostics.HasError(); }));
}

std::size_t BucketsIn(const http::Request& request) {
  return nlohmann::json::parse(request.body).at("buckets").size();
}

TEST(SharedChecks, TenConcurrentReadsShareOneCall) {
  CheckCloud cloud({{"bucket-3", CheckCloud::NoSuchBucket()}});
  cloud.Configure(KnownAccountSettings(), kTenBuckets);
  const auto responses = ReadTogether(cloud, ConfigsFor(TenNames()));
  ASSERT_THAT(cloud.requests(), SizeIs(1));
  EXPECT_EQ(BucketsIn(cloud.requests().front()), 10U);
  for (std::size_t i = 0; i < responses.size(); ++i) {
    ASSERT_TRUE(responses[i].state.has_value());
    EXPECT_EQ(responses[i].state->At("all_successful").AsBool(), i != 3) << i;
    EXPECT_EQ(responses[i].state->At("results").AsList()[0].At("bucket_name").AsString(),
              "bucket-" + std::to_string(i));
    EXPECT_EQ(responses[i].state->At("domain_id").AsString(), "account-1");
  }
}

TEST(SharedChecks, EachReadMakesItsOwnCallWithoutBatching) {
  CheckCloud cloud;
  cloud.Configure(KnownAccountSettings(), configure::Batching());
  EXPECT_EQ(CountErrors(ReadTogether(cloud, ConfigsFor(TenNames()))), 0U);
  EXPECT_THAT(cloud.requests(), SizeIs(10));
}

TEST(SharedChecks, RefusedBucketFailsOnlyItsOwnRead) {
  CheckCloud cloud([](const http::Request& request, std::stop_token) -> FakeTransport::Result {
    if (request.body.find("bucket-7") != std::string::npos) {
      return Json(400, {{"error_code", "CTS.0213"}, {"error_msg", "Invalid bucket."}});
    }
    return CheckCloud::Respond(request, {});
  });
  cloud.Configure(KnownAccountSettings(), kTenBuckets);
  const auto responses = ReadTogether(cloud, ConfigsFor(TenNames()));
  EXPECT_EQ(CountErrors(responses), 1U);
  ASSERT_TRUE(responses[7].diagnostics.HasError());
  EXPECT_THAT(responses[7].diagnostics.items().front().detail, HasSubstr("CTS.0213"));
}

TEST(SharedChecks, BucketMissingFromTheResponseFailsOnlyItsOwnRead) {
  CheckCloud cloud([](const http::Request& request, std::stop_token) -> FakeTransport::Result {
    auto response = CheckCloud::Respond(request, {});
    nlohmann::json body = nlohmann::json::parse(response->body);
    auto& buckets = body["buckets"];
    for (std::size_t i = buckets.size(); i-- > 0;) {
      if (buckets[i]["bucket_name"] == "bucket-2") buckets.erase(i);
    }
    return Json(200, body);
  });
  cloud.Configure(KnownAccountSettings(), kTenBuckets);
  const auto responses = ReadTogether(cloud, ConfigsFor(TenNames()));
  EXPECT_EQ(CountErrors(responses), 1U);
  ASSERT_TRUE(responses[2].diagnostics.HasError());
  EXPECT_THAT(responses[2].diagnostics.items().front().detail, HasSubstr("bucket-2"));
}

TEST(SharedChecks, FailureThatIsNoBucketsFaultIsNotRetried) {
  for (const int status : {401, 403, 404, 503}) {
    CheckCloud cloud([&](const http::Request&, std::stop_token) -> FakeTransport::Result {
      return Json(status, {{"error_code", "X.1"}, {"error_msg", "no"}});
    });
    cloud.Configure(KnownAccountSettings(), kTenBuckets);
    EXPECT_EQ(CountErrors(ReadTogether(cloud, ConfigsFor(TenNames()))), 10U) << status;
    EXPECT_THAT(cloud.requests(), SizeIs(1)) << status;
  }
}

TEST(SharedChecks, RefusedLookUpFailsAllReadsAndSendsNoCheck) {
  CheckCloud cloud([](const http::Request&, std::stop_token) -> FakeTransport::Result {
    return Json(400, {{"error_code", "IAM.0011"}, {"error_msg", "bad"}});
  });
  auto settings = KnownAccountSettings();
  settings.domain_id = "";
  cloud.Configure(settings, kTenBuckets);
  EXPECT_EQ(CountErrors(ReadTogether(cloud, ConfigsFor(TenNames()))), 10U);
  // There are no buckets to check, and reads that wait at the same time share a look-up.
  EXPECT_LE(cloud.requests().size(), 10U);
  for (const auto& request : cloud.requests()) EXPECT_EQ(request.method, "GET");
}

TEST(SharedChecks, ReadsOfDifferentRegionsShareNoCall) {
  CheckCloud cloud([](const http::Request& request, std::stop_token) -> FakeTransport::Result {
    if (request.method == "GET") {
      return Json(200,
                  {{"projects",
                    {{{"id", "project-2"}, {"name", "eu-west-1"}, {"domain_id", "account-1"}}}}});
    }
    return CheckCloud::Respond(request, {});
  });
  cloud.Configure();
  auto configs = ConfigsFor({"bucket-a", "bucket-b"});
  configs[1] = With(configs[1], "region", cty::Value::String("eu-west-1"));
  EXPECT_EQ(CountErrors(ReadTogether(cloud, configs)), 0U);
  for (const http::Request& request : cloud.requests()) {
    if (request.method == "GET") continue;
    EXPECT_EQ(BucketsIn(request), 1U);
  }
}

// The clock stands still, so a read that waits for others would wait forever.
TEST(AnnounceCheck, DoesNotAnnounceReadsThatCannotFollow) {
  CheckCloud cloud;
  const cty::Value config = ConfigsFor({"bucket-a"}).front();
  EXPECT_FALSE(cloud.Validate(config).HasError());  // nothing is configured yet
  cloud.Configure();
  const auto unknown = cty::Value::Unknown();
  for (const char* name : {"buckets", "region", "require_success"}) {
    EXPECT_FALSE(cloud.Validate(With(config, name, unknown)).HasError()) << name;
  }
  EXPECT_FALSE(cloud.Validate(CheckConfigFrom(R"({"buckets":[]})")).HasError());
  EXPECT_TRUE(cloud.Validate(CheckConfigFrom(R"({"buckets":[{"bucket_name":"A"}]})")).HasError());
  EXPECT_TRUE(cloud.Read(config).state.has_value());
}

}  // namespace
}  // namespace provider::bucket_check
