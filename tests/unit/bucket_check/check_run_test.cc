// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/bucket_check/check_run.h"

#include <chrono>
#include <functional>
#include <future>
#include <stop_token>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/text/redaction.h"
#include "tests/support/config_values.h"
#include "tests/unit/bucket_check/check_cloud.h"
#include "tests/unit/bucket_check/check_values.h"

namespace provider::bucket_check {
namespace {

using framework::DeferredReason;
using framework::ReadResponse;
using provider::testing::CheckCloud;
using provider::testing::CheckConfigFrom;
using provider::testing::FakeTransport;
using provider::testing::Json;
using provider::testing::KnownAccountSettings;
using provider::testing::With;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

cty::Value OneBucket() { return CheckConfigFrom(R"({"buckets":[{"bucket_name":"b-1"}]})"); }

// The one error of a read that returned no state and was not deferred.
framework::Diagnostic OnlyError(const ReadResponse& response) {
  EXPECT_FALSE(response.state.has_value());
  EXPECT_EQ(response.deferred, std::nullopt);
  EXPECT_THAT(response.diagnostics.items(), SizeIs(1));
  if (response.diagnostics.empty()) throw std::logic_error("there is no error");
  return response.diagnostics.items().front();
}

TEST(RunCheck, FailsWithoutAConfiguredProvider) {
  CheckCloud cloud;
  for (const bool deferral_allowed : {false, true}) {
    EXPECT_THAT(OnlyError(cloud.Read(OneBucket(), deferral_allowed)).detail,
                HasSubstr("provider is not configured"));
  }
}

TEST(RunCheck, NamesUnknownProviderArguments) {
  auth::Settings settings = KnownAccountSettings();
  settings.unknown_arguments = {"region", "endpoints"};
  CheckCloud cloud;
  cloud.Configure(settings);
  EXPECT_THAT(OnlyError(cloud.Read(OneBucket())).detail, HasSubstr("region, endpoints"));
  EXPECT_THAT(cloud.requests(), IsEmpty());
}

TEST(RunCheck, DefersUnknownProviderArgumentsWhereAllowed) {
  auth::Settings settings = KnownAccountSettings();
  settings.unknown_arguments = {"region"};
  CheckCloud cloud;
  cloud.Configure(settings);
  const ReadResponse response = cloud.Read(OneBucket(), true);
  EXPECT_EQ(response.deferred, DeferredReason::kProviderConfigUnknown);
  EXPECT_THAT(response.diagnostics.items(), IsEmpty());
  EXPECT_FALSE(response.state.has_value());
  EXPECT_THAT(cloud.requests(), IsEmpty());
}

TEST(RunCheck, DefersNothingWhenAllValuesAreKnown) {
  CheckCloud cloud;
  cloud.Configure();
  const ReadResponse response = cloud.Read(OneBucket(), true);
  EXPECT_EQ(response.deferred, std::nullopt);
  EXPECT_TRUE(response.state.has_value());
}

TEST(RunCheck, NeverTreatsAnUnknownArgumentAsUnset) {
  CheckCloud cloud;
  cloud.Configure();
  const cty::Value unknown = cty::Value::Unknown();
  for (const char* name : {"buckets", "region", "require_success", "timeouts", "wait_for"}) {
    const cty::Value config = With(OneBucket(), name, unknown);
    EXPECT_THAT(OnlyError(cloud.Read(config)).detail, HasSubstr("no known value")) << name;
    EXPECT_EQ(cloud.Read(config, true).deferred, DeferredReason::kResourceConfigUnknown) << name;
  }
  EXPECT_THAT(cloud.requests(), IsEmpty());
}

TEST(RunCheck, FailsWithoutARegion) {
  auth::Settings settings = KnownAccountSettings();
  settings.endpoints.region = "";
  CheckCloud cloud;
  cloud.Configure(settings);
  const auto error = OnlyError(cloud.Read(OneBucket()));
  EXPECT_EQ(error.summary, "Unusable Provider Configuration");
  EXPECT_THAT(error.detail, HasSubstr("No region is set."));
  EXPECT_THAT(cloud.requests(), IsEmpty());
}

TEST(RunCheck, FailsWithoutCredentials) {
  auth::Settings settings = KnownAccountSettings();
  settings.credentials.reset();
  CheckCloud cloud;
  cloud.Configure(settings);
  const auto error = OnlyError(cloud.Read(OneBucket()));
  EXPECT_EQ(error.summary, "No Usable Credentials");
  EXPECT_THAT(error.detail, HasSubstr("No credentials were found"));
  EXPECT_THAT(cloud.requests(), IsEmpty());
}

cty::Value InRegion(std::string region) {
  return With(OneBucket(), "region", cty::Value::String(std::move(region)));
}

struct RegionCase {
  std::string name;
  std::string named_in_detail;
  std::function<void(auth::Settings&)> apply;
};

class RegionConflict : public ::testing::TestWithParam<RegionCase> {};

TEST_P(RegionConflict, RefusesAnotherRegion) {
  auth::Settings settings = KnownAccountSettings();
  GetParam().apply(settings);
  CheckCloud cloud;
  cloud.Configure(settings);
  const auto error = OnlyError(cloud.Read(InRegion("eu-west-1")));
  EXPECT_EQ(error.path.ToString(), "region");
  EXPECT_THAT(error.detail, AllOf(HasSubstr("\"eu-west-1\""), HasSubstr("\"eu-west-0\""),
                                  HasSubstr(GetParam().named_in_detail)));
  EXPECT_THAT(cloud.requests(), IsEmpty());
}

TEST_P(RegionConflict, AcceptsTheRegionOfTheProvider) {
  auth::Settings settings = KnownAccountSettings();
  GetParam().apply(settings);
  CheckCloud cloud([](const http::Request&, std::stop_token) -> FakeTransport::Result {
    return Json(418, {{"error_code", "X.1"}, {"error_msg", "reached"}});
  });
  cloud.Configure(settings);
  EXPECT_THAT(OnlyError(cloud.Read(InRegion("eu-west-0"))).detail, HasSubstr("reached"));
}

INSTANTIATE_TEST_SUITE_P(
    WithThe, RegionConflict,
    ::testing::Values(
        RegionCase{"Endpoint", "endpoints.cts",
                   [](auth::Settings& s) { s.endpoints.custom["cts"] = "https://cts.example"; }},
        RegionCase{"Token", "token",
                   [](auth::Settings& s) { s.credentials = auth::Token{"token-value"}; }},
        RegionCase{"Password", "password",
                   [](auth::Settings& s) {
                     s.credentials =
                         auth::Password{.user_name = "u", .password = "p-w", .domain_name = "d"};
                   }}),
    [](const auto& tested) { return tested.param.name; });

TEST(RunCheck, LooksUpTheProjectOfAnotherRegion) {
  CheckCloud cloud([](const http::Request& request, std::stop_token) -> FakeTransport::Result {
    if (request.url.find("/v3/projects?name=eu-west-1") != std::string::npos) {
      return Json(200,
                  {{"projects",
                    {{{"id", "project-2"}, {"name", "eu-west-1"}, {"domain_id", "account-1"}}}}});
    }
    return CheckCloud::Respond(request, {});
  });
  cloud.Configure();
  const ReadResponse response = cloud.Read(InRegion("eu-west-1"));
  ASSERT_TRUE(response.state.has_value());
  EXPECT_EQ(response.state->At("region").AsString(), "eu-west-1");
  EXPECT_EQ(response.state->At("results").AsList()[0].At("bucket_location").AsString(),
            "eu-west-1");
  const http::Request check = cloud.requests().back();
  EXPECT_THAT(check.url, HasSubstr("cts.eu-west-1."));
  const std::string* project = http::FindHeader(check.headers, "X-Project-Id");
  ASSERT_NE(project, nullptr);
  EXPECT_EQ(*project, "project-2");
}

TEST(RunCheck, TimeLimitStartsWithTheRead) {
  CheckCloud cloud;
  cloud.Configure();
  const auto start = cloud.clock().SteadyNow();
  ASSERT_TRUE(cloud.Read(OneBucket()).state.has_value());
  EXPECT_EQ(cloud.requests().at(0).deadline, start + std::chrono::minutes(2));
  ASSERT_TRUE(
      cloud.Read(CheckConfigFrom(R"({"buckets":[{"bucket_name":"b-1"}],"timeouts":{"read":"7s"}})"))
          .state.has_value());
  EXPECT_EQ(cloud.requests().at(1).deadline, start + std::chrono::seconds(7));
}

TEST(RunCheck, LongestTimeLimitDoesNotOverflow) {
  CheckCloud cloud;
  cloud.Configure();
  ASSERT_TRUE(
      cloud
          .Read(CheckConfigFrom(
              R"({"buckets":[{"bucket_name":"b-1"}],"timeouts":{"read":"2562047h47m16s"}})"))
          .state.has_value());
  EXPECT_GT(cloud.requests().at(0).deadline, cloud.clock().SteadyNow() + std::chrono::hours(1000));
}

TEST(RunCheck, RetriesATransientFailure) {
  int calls = 0;
  CheckCloud cloud([&](const http::Request& request, std::stop_token) -> FakeTransport::Result {
    if (++calls == 1) return Json(502, {{"error_code", "APIGW.0201"}, {"error_msg", "busy"}});
    return CheckCloud::Respond(request, {});
  });
  cloud.Configure();
  EXPECT_TRUE(cloud.RunAdvancingTime([&] { return cloud.Read(OneBucket()); }).state.has_value());
  EXPECT_EQ(calls, 2);
}

TEST(RunCheck, FailedCheckIsOneErrorWithAllDetails) {
  CheckCloud cloud([](const http::Request&, std::stop_token) -> FakeTransport::Result {
    http::Response response =
        Json(403, {{"error_code", "CTS.0013"}, {"error_msg", "No permission."}});
    response.headers.emplace_back("X-Request-Id", "request-77");
    return response;
  });
  cloud.Configure();
  const auto error = OnlyError(cloud.Read(OneBucket()));
  EXPECT_TRUE(error.path.empty());
  EXPECT_THAT(error.detail,
              AllOf(HasSubstr("cts.eu-west-0.prod-cloud-ocb.orange-business.com"), HasSubstr("403"),
                    HasSubstr("CTS.0013"), HasSubstr("No permission"), HasSubstr("request-77")));
}

TEST(RunCheck, NamesABucketMissingFromTheResponse) {
  CheckCloud cloud([](const http::Request& request, std::stop_token) -> FakeTransport::Result {
    nlohmann::json body = nlohmann::json::parse(request.body);
    body["buckets"].erase(1);
    body["buckets"][0]["check_bucket_response"] = CheckCloud::Success();
    return Json(200, body);
  });
  cloud.Configure();
  EXPECT_THAT(OnlyError(cloud.Read(CheckConfigFrom(
                            R"({"buckets":[{"bucket_name":"here-1"},{"bucket_name":"lost-1"}]})")))
                  .detail,
              HasSubstr("lost-1"));
}

TEST(RunCheck, RefusesAResponseWithoutSuccess) {
  CheckCloud cloud({{"b-1", {{"response_code", 200}}}});
  cloud.Configure();
  const auto error = OnlyError(cloud.Read(OneBucket()));
  EXPECT_EQ(error.summary, "Response Not Understood");
  EXPECT_THAT(error.detail,
              HasSubstr("buckets[0].check_bucket_response.success is not a boolean."));
}

TEST(RunCheck, SuccessDecidesRegardlessOfTheCode) {
  CheckCloud cloud({{"b-1", {{"success", true}, {"response_code", 404}}},
                    {"b-2", {{"success", false}, {"response_code", 200}}}});
  cloud.Configure();
  const ReadResponse response =
      cloud.Read(CheckConfigFrom(R"({"buckets":[{"bucket_name":"b-1"},{"bucket_name":"b-2"}]})"));
  ASSERT_TRUE(response.state.has_value());
  EXPECT_THAT(response.state->At("failed_bucket_names").AsList(),
              ::testing::ElementsAre(cty::Value::String("b-2")));
  EXPECT_THAT(response.state->At("results").AsList()[0].At("message").AsString(),
              HasSubstr("can receive traces"));
}

TEST(RunCheck, HidesASecretThatTheServiceEchoes) {
  const std::string secret = "echoed+security/token==";
  text::SecretRegistry::Process().Add(secret);
  CheckCloud cloud({{"b-1",
                     {{"success", false},
                      {"response_code", 403},
                      {"error_code", "OBS.AccessDenied"},
                      {"error_message", "canonical request: " + secret}}}});
  cloud.Configure();
  const ReadResponse response = cloud.Read(OneBucket());
  ASSERT_TRUE(response.state.has_value());
  const auto json = cty::EncodeJson(*response.state, provider::testing::CheckType());
  ASSERT_TRUE(json.has_value());
  EXPECT_THAT(*json, AllOf(HasSubstr("canonical request"), Not(HasSubstr("echoed+security"))));

  CheckCloud gateway([&](const http::Request&, std::stop_token) -> FakeTransport::Result {
    return Json(401, {{"error_code", "APIGW.0301"}, {"error_msg", "signed: " + secret}});
  });
  gateway.Configure();
  EXPECT_THAT(OnlyError(gateway.Read(OneBucket())).detail,
              AllOf(HasSubstr("APIGW.0301"), Not(HasSubstr("echoed+security"))));
}

TEST(RunCheck, CancellationEndsTheRead) {
  std::stop_source stop;
  CheckCloud cloud([&](const http::Request&, std::stop_token call) -> FakeTransport::Result {
    stop.request_stop();
    std::promise<void> stopped;
    const std::stop_callback on_stop(call, [&stopped] { stopped.set_value(); });
    EXPECT_EQ(stopped.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
    return tl::unexpected(http::TransportError{.kind = http::TransportError::Kind::kCancelled,
                                               .message = "The call was cancelled."});
  });
  cloud.Configure();
  for (int read = 0; read < 2; ++read) {
    const auto error = OnlyError(cloud.Read(OneBucket(), false, stop.get_token()));
    EXPECT_EQ(error.summary, "Bucket Check Cancelled");
    EXPECT_THAT(error.detail,
                HasSubstr(read == 0 ? "cts.eu-west-0.prod-cloud-ocb.orange-business.com"
                                    : "The check was cancelled before it was sent."));
    EXPECT_THAT(cloud.requests(), SizeIs(1));
  }
}

}  // namespace
}  // namespace provider::bucket_check
