// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The stand-in without a socket, gateway included. The signer below is the stand-in's own;
// signature_test.cc proves that it signs like the vendor's.

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/standin/cloud_fixture.h"

namespace standin {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

TEST_F(CloudTest, AcceptsASignedCheckAndNumbersIt) {
  const Answer answer = cloud_.Handle(SignedCheck());
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_THAT(answer.headers, ElementsAre(Pair("X-Request-Id", "00000000000000000000000000000001"),
                                          Pair("Date", ::testing::EndsWith(" GMT"))));
}

TEST_F(CloudTest, AcceptsAToken) {
  Call call = CheckCall();
  call.headers.emplace("X-Auth-Token", account_.token);
  EXPECT_EQ(cloud_.Handle(call).status, 200);
  call.headers.find("X-Auth-Token")->second += "x";
  EXPECT_THAT(cloud_.Handle(call).body, HasSubstr("decrypt token fail"));
  EXPECT_THAT(cloud_.Handle(CheckCall()).body, HasSubstr("x-auth-token not found"));
}

TEST_F(CloudTest, RefusesASignature15MinutesOff) {
  using std::chrono::seconds;
  const auto at_age = [this](seconds age) {
    return cloud_.Handle(Signed(CheckCall(), account_.access_key, account_.secret_key, age));
  };
  EXPECT_EQ(at_age(seconds(890)).status, 200);
  EXPECT_EQ(at_age(seconds(-890)).status, 200);
  EXPECT_THAT(at_age(seconds(910)).body, HasSubstr("signature expired"));
  EXPECT_THAT(at_age(seconds(-910)).body, HasSubstr("signature expired"));
}

TEST_F(CloudTest, EchoesTheCanonicalRequestOfAWrongSignature) {
  Call call = CheckCall();
  call.headers.emplace("X-Security-Token", account_.security_token);
  const Answer answer = cloud_.Handle(Signed(call, account_.temporary_access_key, "wrong"));
  EXPECT_EQ(answer.status, 401);
  const json error = json::parse(answer.body);
  EXPECT_EQ(error["error_code"], "APIGW.0301");
  EXPECT_EQ(error["request_id"], "00000000000000000000000000000001");
  EXPECT_THAT(error["error_msg"], HasSubstr("canonicalRequest:POST|/v3/" + account_.domain_id +
                                            "/checkbucket/||host:127.0.0.1:80|x-sdk-date:"));
  EXPECT_THAT(error["error_msg"], HasSubstr("|x-security-token:" + account_.security_token + "||"));
  EXPECT_THAT(error["error_msg"], Not(HasSubstr("wrong|")));
}

TEST_F(CloudTest, RequiresTheSecurityTokenToBeSigned) {
  Call call = CheckCall();
  call.headers.emplace("X-Security-Token", account_.security_token);
  const auto& key = account_.temporary_access_key;
  const auto& secret = account_.temporary_secret_key;
  EXPECT_EQ(cloud_.Handle(Signed(call, key, secret)).status, 200);
  EXPECT_EQ(cloud_.Handle(Signed(CheckCall(), key, secret)).status, 401);
  Call late = Signed(CheckCall(), key, secret);
  late.headers.emplace("X-Security-Token", account_.security_token);
  EXPECT_THAT(cloud_.Handle(late).body, HasSubstr("x-security-token must be signed"));
}

TEST_F(CloudTest, LocksAKeyUntilReset) {
  const Call bad = Signed(CheckCall(), account_.access_key, "wrong");
  for (int i = 0; i < 10; ++i) EXPECT_THAT(cloud_.Handle(bad).body, HasSubstr("verify aksk"));
  EXPECT_THAT(cloud_.Handle(SignedCheck()).body, HasSubstr("reach the limit"));
  (void)cloud_.Handle({.method = "POST", .target = "/_control/reset"});
  const Answer answer = cloud_.Handle(SignedCheck());
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.front().second, "00000000000000000000000000000001")
      << "as after a start";
}

TEST_F(CloudTest, RefusesUnpublishedPaths) {
  for (const char* target : {"/", "/v3", "/v3/projects/", "/v3//checkbucket", "/v1.0/x/checkbucket",
                             "/v3/a/b/checkbucket", "/v3/auth/tokens"}) {
    const Answer answer =
        cloud_.Handle({.method = "GET", .target = target, .headers = {{"Host", "localhost"}}});
    EXPECT_EQ(answer.status, 404) << target;
    EXPECT_THAT(answer.body, HasSubstr("APIGW.0101")) << target;
  }
  for (const char* target : {"/v3//checkbucket", "/v3/a/b/checkbucket", "/v3/a/checkbucket/",
                             "/v3/projects", "/v5/agencies/assume/"}) {
    const Answer answer =
        cloud_.Handle({.method = "POST", .target = target, .headers = {{"Host", "localhost"}}});
    EXPECT_EQ(answer.status, 404) << target;
  }
  Call call = CheckCall();
  call.headers.find("Host")->second = "cts.elsewhere.example";
  EXPECT_EQ(cloud_.Handle(Signed(call, account_.access_key, account_.secret_key)).status, 404);
}

TEST_F(CloudTest, IssuesTokensForAPassword) {
  json request = {{"auth",
                   {{"identity",
                     {{"methods", {"password"}},
                      {"password",
                       {{"user",
                         {{"name", account_.user_name},
                          {"password", account_.password},
                          {"domain", {{"name", account_.domain_name}}}}}}}}},
                    {"scope", {{"project", {{"name", "eu-west-0"}}}}}}}};
  const auto send = [&] {
    return cloud_.Handle({.method = "POST",
                          .target = "/v3/auth/tokens?nocatalog=true",
                          .headers = {{"Host", "localhost"}},
                          .body = request.dump()});
  };
  const auto check = [this](const Answer& issued) {
    Call call = CheckCall();
    call.headers.emplace("X-Auth-Token", issued.headers.front().second);
    return cloud_.Handle(call).status;
  };
  const Answer scoped = send();
  ASSERT_EQ(scoped.status, 201) << scoped.body;
  const json token = json::parse(scoped.body)["token"];
  EXPECT_EQ(token["project"]["id"], account_.projects["eu-west-0"]);
  EXPECT_EQ(token["project"]["domain"]["id"], account_.domain_id);
  EXPECT_EQ(check(scoped), 200);
  EXPECT_THAT(Log().dump(), Not(HasSubstr(account_.password)));

  request["auth"].erase("scope");
  EXPECT_EQ(check(send()), 403) << "a token of the account is not one of a project";
  request["auth"]["identity"]["password"]["user"]["password"] = "guess";
  EXPECT_EQ(send().status, 401);
  request["auth"]["identity"]["methods"] = 7;
  EXPECT_EQ(send().status, 400);
}

TEST_F(CloudTest, ListsProjectsAndDomains) {
  const auto get = [this](const std::string& target) {
    const Call call{.method = "GET", .target = target, .headers = {{"Host", "localhost"}}};
    return json::parse(cloud_.Handle(Signed(call, account_.access_key, account_.secret_key)).body);
  };
  EXPECT_EQ(get("/v3/projects")["projects"].size(), 3U);
  EXPECT_EQ(get("/v3/projects?name=eu%2Dwest-1")["projects"][0]["id"],
            account_.projects["eu-west-1"]);
  EXPECT_TRUE(get("/v3/projects?name=eu-west-9")["projects"].empty());
  EXPECT_EQ(get("/v3/auth/domains")["domains"][0]["id"], account_.domain_id);
}

TEST_F(CloudTest, RefusesThePowerlessUser) {
  const auto send = [this](Call call) {
    return cloud_.Handle(
        Signed(std::move(call), account_.powerless_access_key, account_.powerless_secret_key));
  };
  EXPECT_THAT(send(CheckCall()).body, HasSubstr("CTS.0002"));
  const Answer answer =
      send({.method = "GET", .target = "/v3/projects", .headers = {{"Host", "localhost"}}});
  EXPECT_EQ(json::parse(answer.body)["error"]["code"], 403);
}

TEST_F(CloudTest, FollowsTheQueuedSteps) {
  QueueSteps({{{"status", 429}, {"retry_after", 3}},
              {{"status", 502}, {"html", true}, {"delay_ms", 250}},
              {{"redirect", "http://127.0.0.1:9/"}},
              {{"body", "not json"}, {"content_type", "text/plain"}},
              {{"status", 500}, {"path", "/v3/projects"}}});
  Answer answer = cloud_.Handle(SignedCheck());
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(answer.headers.front(), (std::pair<std::string, std::string>("Retry-After", "3")));
  EXPECT_THAT(answer.body, HasSubstr("APIGW.0308"));
  answer = cloud_.Handle(SignedCheck());
  EXPECT_EQ(answer.content_type, "text/html");
  EXPECT_THAT(answer.body, HasSubstr("<h1>502 Error</h1>"));
  EXPECT_THAT(sleeps_, ElementsAre(std::chrono::milliseconds(250)));
  answer = cloud_.Handle(SignedCheck());
  EXPECT_EQ(answer.status, 307);
  EXPECT_EQ(answer.headers.front().first, "Location");
  answer = cloud_.Handle(SignedCheck());
  EXPECT_EQ(answer.body, "not json");
  EXPECT_EQ(cloud_.Handle(SignedCheck()).status, 200) << "the last step waits for another path";
  EXPECT_EQ(Log()["pending_steps"], 1);
}

TEST_F(CloudTest, ReordersAndChangesFieldsOfTheResponse) {
  QueueSteps({{{"reorder", true}, {"drop_fields", true}, {"extra_fields", true}}});
  Call call = CheckCall();
  json body = json::parse(call.body);
  body["buckets"].push_back({{"bucket_name", "missing-b"}, {"bucket_location", "eu-west-0"}});
  call.body = body.dump();
  const json answer =
      json::parse(cloud_.Handle(Signed(call, account_.access_key, account_.secret_key)).body);
  EXPECT_EQ(answer["buckets"][0]["bucket_name"], "missing-b");
  EXPECT_EQ(answer["buckets"][1]["bucket_name"], "audit-traces");
  EXPECT_FALSE(answer["buckets"][0].contains("bucket_location"));
  EXPECT_FALSE(answer["buckets"][0]["check_bucket_response"].contains("error_code"));
  EXPECT_EQ(answer["buckets"][0]["check_bucket_response"]["success"], false);
  EXPECT_TRUE(answer["buckets"][0]["check_bucket_response"].contains("x_future_text"));
  EXPECT_TRUE(answer.contains("x_future_object"));
}

TEST_F(CloudTest, EchoesTheRequestWhenConfigured) {
  QueueSteps({{{"status", 500}, {"echo", true}}});
  Call call = CheckCall();
  call.headers.emplace("X-Auth-Token", account_.token);
  const std::string message = json::parse(cloud_.Handle(call).body)["error_msg"];
  EXPECT_THAT(message, HasSubstr("|X-Auth-Token:" + account_.token + "|"));
  EXPECT_THAT(message, HasSubstr(call.body));
}

TEST_F(CloudTest, RefusesAStepWithATypo) {
  for (const char* body : {"", "{}", R"({"next":{}})", R"({"next":[1]})",
                           R"({"next":[{"stauts":429}]})", R"({"next":[{"status":"429"}]})",
                           R"({"next":[{},{"times":"x"}]})", R"({"next":[],"more":1})"}) {
    EXPECT_EQ(cloud_.Handle({.method = "POST", .target = "/_control", .headers = {}, .body = body})
                  .status,
              400)
        << body;
  }
  EXPECT_EQ(Log()["pending_steps"], 0);
}

TEST_F(CloudTest, LogsCallsWithoutSecrets) {
  Call call = CheckCall();
  call.headers.emplace("X-Security-Token", account_.security_token);
  call.remote_port = 1000;
  (void)cloud_.Handle(Signed(call, account_.temporary_access_key, account_.temporary_secret_key));
  call = CheckCall();
  call.headers.emplace("X-Auth-Token", account_.token);
  call.remote_port = 1001;
  (void)cloud_.Handle(call);
  const json log = Log();
  EXPECT_THAT(log.dump(), Not(HasSubstr(account_.security_token)));
  EXPECT_THAT(log.dump(), Not(HasSubstr(account_.token)));
  EXPECT_THAT(log["calls"][0]["headers"]["authorization"].get<std::string>(),
              ::testing::EndsWith("Signature=***"));
  EXPECT_EQ(log["calls"][1]["body"]["buckets"][0]["bucket_name"], "audit-traces");
  EXPECT_EQ(log["calls"][1]["status"], 200);
  EXPECT_EQ(log["counters"]["buckets"], 2);
  EXPECT_EQ(log["counters"]["connections"], 2);
  EXPECT_EQ(log["counters"]["in_flight"], 0);
  EXPECT_EQ(log["counters"]["max_in_flight"], 1);
  EXPECT_EQ(log["counters"]["by_status"], (json{{"200", 2}}));
}

TEST(FailPercent, SpreadsFailuresEvenly) {
  CloudOptions options;
  options.fail_percent = 25;
  const Account account;
  Cloud cloud(options);
  std::vector<int> statuses;
  for (int i = 0; i < 8; ++i) {
    statuses.push_back(
        cloud
            .Handle({.method = "POST",
                     .target = "/v3/" + account.domain_id + "/checkbucket",
                     .headers = {{"Host", "localhost"}, {"X-Auth-Token", account.token}},
                     .body = R"({"buckets":[{"bucket_name":"abc",)"
                             R"("bucket_location":"eu-west-0"}]})"})
            .status);
  }
  EXPECT_THAT(statuses, ElementsAre(200, 200, 200, 500, 200, 200, 200, 500));
}

}  // namespace
}  // namespace standin
