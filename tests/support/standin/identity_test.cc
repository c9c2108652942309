// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Agencies, ID tokens and credentials that expire: who may assume what, and for how long.

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/standin/cloud_fixture.h"

namespace standin {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

struct Keys {
  std::string access_key;
  std::string secret_key;
  std::string security_token;
};

class IdentityTest : public CloudTest {
 protected:
  const Tenant& delegating() const { return account_.others[0]; }
  const Tenant& archive() const { return account_.others[1]; }
  Keys own() const { return {account_.access_key, account_.secret_key, ""}; }

  Answer SendSigned(const Keys& keys, Call call) {
    call.headers.emplace("Host", "localhost");
    if (!keys.security_token.empty()) {
      call.headers.emplace("X-Security-Token", keys.security_token);
    }
    return cloud_.Handle(Signed(std::move(call), keys.access_key, keys.secret_key));
  }

  // At IAM, naming `caller` in X-Domain-Id.
  Answer Assume(const Keys& keys, const std::string& caller, const json& role) {
    const json identity = {{"methods", {"assume_role"}}, {"assume_role", role}};
    return SendSigned(keys, {.method = "POST",
                             .target = "/v3.0/OS-CREDENTIAL/securitytokens",
                             .headers = {{"X-Domain-Id", caller}},
                             .body = json{{"auth", {{"identity", identity}}}}.dump()});
  }

  Answer AssumeAtSts(const Keys& keys, const std::string& urn, int duration = 900) {
    return SendSigned(keys, {.method = "POST",
                             .target = "/v5/agencies/assume",
                             .body = json{{"agency_urn", urn},
                                          {"agency_session_name", "tests"},
                                          {"duration_seconds", duration}}
                                         .dump()});
  }

  Answer Check(const Keys& keys, const std::string& domain_id) {
    Call call = CheckCall();
    call.headers.clear();
    call.target = "/v3/" + domain_id + "/checkbucket";
    return SendSigned(keys, call);
  }

  static Keys IamKeys(const Answer& answer) {
    const json credential = json::parse(answer.body)["credential"];
    return {credential["access"], credential["secret"], credential["securitytoken"]};
  }
  static Keys StsKeys(const Answer& answer) {
    const json credentials = json::parse(answer.body)["credentials"];
    return {credentials["access_key_id"], credentials["secret_access_key"],
            credentials["security_token"]};
  }

  void Set(const json& settings) {
    const Answer answer = cloud_.Handle(
        {.method = "POST", .target = "/_control/set", .headers = {}, .body = settings.dump()});
    ASSERT_EQ(answer.status, 200) << answer.body;
  }
};

TEST_F(IdentityTest, AssumesAnAgencyAtIamAndActsAsTheOtherAccount) {
  const Answer assumed = Assume(own(), account_.domain_id,
                                {{"agency_name", "cts-audit"}, {"domain_name", "delegating"}});
  ASSERT_EQ(assumed.status, 201) << assumed.body;
  const Keys keys = IamKeys(assumed);
  EXPECT_EQ(Check(keys, delegating().domain_id).status, 200);
  EXPECT_THAT(Check(keys, account_.domain_id).body, HasSubstr("CTS.0013"));
  EXPECT_EQ(Check({keys.access_key, keys.secret_key, ""}, delegating().domain_id).status, 401)
      << "temporary keys need their security token";
  const json projects =
      json::parse(SendSigned(keys, {.method = "GET", .target = "/v3/projects?name=eu-west-0"})
                      .body)["projects"];
  EXPECT_EQ(projects[0]["id"], delegating().projects.at("eu-west-0"));
  EXPECT_EQ(projects[0]["domain_id"], delegating().domain_id);
}

TEST_F(IdentityTest, AssumesOneAgencyWithTheKeysOfAnother) {
  const json last = {{"agency_name", "cts-archive"}, {"domain_id", archive().domain_id}};
  EXPECT_EQ(Assume(own(), account_.domain_id, last).status, 403) << "not trusted directly";
  const Keys first =
      IamKeys(Assume(own(), account_.domain_id,
                     {{"agency_name", "cts-audit"}, {"domain_id", delegating().domain_id}}));
  const Answer second = Assume(first, delegating().domain_id, last);
  ASSERT_EQ(second.status, 201) << second.body;
  EXPECT_EQ(Check(IamKeys(second), archive().domain_id).status, 200);
}

TEST_F(IdentityTest, RefusesInvalidAssumeRequestsAtIam) {
  const json role = {{"agency_name", "cts-audit"}, {"domain_name", "delegating"}};
  EXPECT_EQ(Assume(own(), delegating().domain_id, role).status, 403) << "of the wrong account";
  EXPECT_EQ(Assume({account_.powerless_access_key, account_.powerless_secret_key, ""},
                   account_.domain_id, role)
                .status,
            403);
  for (const json& absent : {json{{"agency_name", "none"}, {"domain_name", "delegating"}},
                             json{{"agency_name", "cts-audit"}, {"domain_name", "nobody"}},
                             json{{"agency_name", "cts-audit"}}, json(7), json::array()}) {
    EXPECT_EQ(Assume(own(), account_.domain_id, absent).status, 404) << absent;
  }
  for (const json& duration : {json(899), json(86'401), json("900"), json(900.5)}) {
    json wrong = role;
    wrong["duration_seconds"] = duration;
    EXPECT_EQ(Assume(own(), account_.domain_id, wrong).status, 400) << duration;
  }
  const Call unsigned_call{.method = "POST",
                           .target = "/v3.0/OS-CREDENTIAL/securitytokens",
                           .headers = {{"Host", "localhost"}},
                           .body = "not json"};
  EXPECT_EQ(cloud_.Handle(unsigned_call).status, 401);
}

TEST_F(IdentityTest, AssumesAnAgencyAtSts) {
  const std::string urn = "iam::" + delegating().domain_id + ":agency:cts-audit";
  const Answer assumed = AssumeAtSts(own(), urn);
  ASSERT_EQ(assumed.status, 200) << assumed.body;
  const Keys keys = StsKeys(assumed);
  EXPECT_EQ(Check(keys, delegating().domain_id).status, 200);
  const json identity =
      json::parse(SendSigned(keys, {.method = "GET", .target = "/v5/caller-identity"}).body);
  EXPECT_EQ(identity["account_id"], delegating().domain_id);
  EXPECT_EQ(AssumeAtSts(own(), urn, 60).status, 400);
  for (const std::string wrong : {"", "cts-audit", "iam::x:agency:cts-audit",
                                  "iam::0d1e2f30415263748596a7b8c9dafbec:agency:none"}) {
    const Answer denied = AssumeAtSts(own(), wrong);
    EXPECT_EQ(denied.status, 403) << wrong;
    EXPECT_THAT(denied.body, HasSubstr("encoded_authorization_message"));
  }
}

TEST_F(IdentityTest, ReportsTheIdentityOfThePowerlessUser) {
  const Answer answer =
      SendSigned({account_.powerless_access_key, account_.powerless_secret_key, ""},
                 {.method = "GET", .target = "/v5/caller-identity"});
  EXPECT_EQ(json::parse(answer.body)["account_id"], account_.domain_id);
}

TEST_F(IdentityTest, HasNoStsWhenSwitchedOff) {
  Set({{"sts", false}});
  EXPECT_THAT(SendSigned(own(), {.method = "GET", .target = "/v5/caller-identity"}).body,
              HasSubstr("APIGW.0101"));
  EXPECT_EQ(AssumeAtSts(own(), "iam::x:agency:y").status, 404);
}

TEST_F(IdentityTest, ExchangesAnIdTokenForATokenAndThenForKeys) {
  const auto exchange = [this](const std::string& idp, const std::string& id_token) {
    return cloud_.Handle({.method = "POST",
                          .target = "/v3.0/OS-AUTH/id-token/tokens",
                          .headers = {{"Host", "localhost"}, {"X-Idp-Id", idp}},
                          .body = json{{"auth", {{"id_token", {{"id", id_token}}}}}}.dump()});
  };
  EXPECT_EQ(exchange("nobody", account_.id_token).status, 404);
  EXPECT_EQ(exchange(account_.idp_id, "stale").status, 401);
  EXPECT_EQ(exchange(account_.idp_id, "").status, 400);
  const Answer issued = exchange(account_.idp_id, account_.id_token);
  ASSERT_EQ(issued.status, 201) << issued.body;
  const std::string token = issued.headers.front().second;

  const auto keys_for = [this](const std::string& in_body, const std::string& in_header) {
    json identity = {{"methods", {"token"}}, {"token", json::object()}};
    if (!in_body.empty()) identity["token"]["id"] = in_body;
    Call call{.method = "POST",
              .target = "/v3.0/OS-CREDENTIAL/securitytokens",
              .headers = {{"Host", "localhost"}},
              .body = json{{"auth", {{"identity", identity}}}}.dump()};
    if (!in_header.empty()) call.headers.emplace("X-Auth-Token", in_header);
    return cloud_.Handle(call);
  };
  EXPECT_EQ(Check(IamKeys(keys_for(token, "")), account_.domain_id).status, 200);
  EXPECT_EQ(Check(IamKeys(keys_for("", token)), account_.domain_id).status, 200);
  EXPECT_EQ(keys_for("", "").status, 401);
  EXPECT_EQ(keys_for(token + "x", "").status, 401);
  EXPECT_THAT(Log().dump(), Not(HasSubstr(token)));
  EXPECT_THAT(Log().dump(), Not(HasSubstr(account_.id_token)));
}

TEST_F(IdentityTest, AssumesAnAgencyWithAnIdTokenAtSts) {
  json body = {{"provider_urn", "iam::" + account_.domain_id + ":oidcProvider:ci"},
               {"agency_urn", "iam::" + account_.domain_id + ":agency:cts-ci"},
               {"agency_session_name", "tests"},
               {"id_token", account_.id_token}};
  const auto send = [&] {
    return cloud_.Handle({.method = "POST",
                          .target = "/v5/agencies/assume-with-oidc",
                          .headers = {{"Host", "localhost"}},
                          .body = body.dump()});
  };
  const Answer assumed = send();
  ASSERT_EQ(assumed.status, 200) << assumed.body;
  EXPECT_EQ(Check(StsKeys(assumed), account_.domain_id).status, 200);
  EXPECT_THAT(Log().dump(), Not(HasSubstr(account_.id_token)));
  body["provider_urn"] = "iam::" + account_.domain_id + ":oidcProvider:other";
  EXPECT_EQ(send().status, 403);
  body["id_token"] = "stale";
  EXPECT_EQ(send().status, 401);
}

TEST_F(IdentityTest, KeysExpireAfterTheConfiguredTime) {
  const auto life = [this] {
    const auto before = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const json answer = json::parse(
        AssumeAtSts(own(), "iam::" + delegating().domain_id + ":agency:cts-audit").body);
    const std::string end = answer["credentials"]["expiration"];
    // "2026-01-02T03:04:05.000Z" without its punctuation is an X-Sdk-Date.
    std::string digits;
    for (const char c : end.substr(0, 19) + "Z") {
      if (c != '-' && c != ':') digits += c;
    }
    return *ParseSdkDate(digits) - before;
  };
  const auto default_life = life();
  EXPECT_GE(default_life.count(), 900);
  EXPECT_LE(default_life.count(), 905);
  Set({{"temporary_seconds", 30}});
  const auto configured_life = life();
  EXPECT_GE(configured_life.count(), 30);
  EXPECT_LE(configured_life.count(), 35);
}

TEST_F(IdentityTest, ExpiresIssuedKeysWhenConfigured) {
  const auto assume = [this] {
    return StsKeys(AssumeAtSts(own(), "iam::" + delegating().domain_id + ":agency:cts-audit"));
  };
  const Keys early = assume();
  QueueSteps({{{"path", "checkbucket"}, {"expire", true}}});
  const Answer late = Check(early, delegating().domain_id);
  EXPECT_EQ(late.status, 401);
  EXPECT_THAT(late.body, HasSubstr("APIGW.0301"));
  EXPECT_THAT(late.body, HasSubstr("the security token has run out"));
  EXPECT_EQ(Check(assume(), delegating().domain_id).status, 200) << "new ones are good";
  EXPECT_EQ(Check(own(), account_.domain_id).status, 200) << "permanent ones are not issued";
}

TEST_F(IdentityTest, RefusesASettingWithATypo) {
  for (const char* body :
       {"", "[]", R"({"metdata":"plain"})", R"({"metadata":"none"})", R"({"sts":"no"})",
        R"({"temporary_seconds":"5"})", R"({"metadata":7})"}) {
    EXPECT_EQ(
        cloud_.Handle({.method = "POST", .target = "/_control/set", .headers = {}, .body = body})
            .status,
        400)
        << body;
  }
}

}  // namespace
}  // namespace standin
