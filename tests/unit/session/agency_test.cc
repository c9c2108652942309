// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <atomic>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "provider/auth/temporary_keys.h"
#include "provider/text/redaction.h"
#include "tests/unit/session/fake_cloud.h"

namespace provider::session {
namespace {

using auth::Agency;
using auth::Settings;
using auth::Token;
using namespace std::chrono_literals;
using nlohmann::json;
using provider::testing::Eventually;
using provider::testing::FakeCloud;
using provider::testing::FakeTransport;
using provider::testing::KeySettings;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Kind = service::Error::Kind;

constexpr const char* kIamCall = "POST /v3.0/OS-CREDENTIAL/securitytokens";
constexpr const char* kAgencyCall = "POST /v5/agencies/assume";
constexpr const char* kDomainsCall = "GET /v3/auth/domains";
constexpr const char* kCheck = "GET https://cts.example/check";

std::string HeaderOf(const http::Request& request, const char* name) {
  const auto* value = http::FindHeader(request.headers, name);
  return value == nullptr ? "" : *value;
}

// IAM and STS that number the keys they issue, valid for an hour from 2024-06-19 08:00.
class AgencyTest : public ::testing::Test {
 protected:
  AgencyTest() {
    cloud.On("GET /check", 200, "ok");
    cloud.On(kIamCall, [this](const http::Request&) {
      const auto n = std::to_string(++issued);
      return http::Response{201,
                            {},
                            json{{"credential",
                                  {{"access", "lent-ak-" + n},
                                   {"secret", "lent-secret-" + n},
                                   {"securitytoken", "lent-token-" + n},
                                   {"expires_at", expires_at}}}}
                                .dump()};
    });
    cloud.On(kAgencyCall, [this](const http::Request&) {
      const auto n = std::to_string(++issued);
      return http::Response{200,
                            {},
                            json{{"credentials",
                                  {{"access_key_id", "lent-ak-" + n},
                                   {"secret_access_key", "lent-secret-" + n},
                                   {"security_token", "lent-token-" + n},
                                   {"expiration", expires_at}}}}
                                .dump()};
    });
  }

  static Settings By(Agency agency) {
    auto settings = KeySettings();
    settings.domain_id = "own-domain";
    settings.project_id = "own-project";
    settings.endpoints.cloud = "cloud.example";
    settings.agencies = {std::move(agency)};
    return settings;
  }
  json BodyOf(std::size_t index) const {
    return json::parse(cloud.transport->requests()[index].body);
  }

  FakeCloud cloud;
  std::atomic<int> issued = 0;
  std::string expires_at = "2024-06-19T09:00:00.000000Z";
};

TEST_F(AgencyTest, AssumesByDomainNameAtIam) {
  auto session = cloud.Session(By({"team", "acme", "", 1800}));
  EXPECT_THAT(cloud.Calls(), IsEmpty());
  ASSERT_TRUE(cloud.Check(session));
  EXPECT_THAT(cloud.Calls(), ElementsAre("POST https://iam.eu-west-0.cloud.example"
                                         "/v3.0/OS-CREDENTIAL/securitytokens",
                                         kCheck));
  EXPECT_EQ(BodyOf(0), json::parse(R"({"auth":{"identity":{"methods":["assume_role"],
      "assume_role":{"agency_name":"team","domain_name":"acme","duration_seconds":1800}}}})"));
  const auto requests = cloud.transport->requests();
  EXPECT_EQ(HeaderOf(requests[0], "X-Domain-Id"), "own-domain");
  EXPECT_THAT(HeaderOf(requests[0], "Authorization"),
              AllOf(HasSubstr("Access=EXAMPLEAK,"), HasSubstr("x-domain-id")));
  EXPECT_EQ(HeaderOf(requests[1], "X-Security-Token"), "lent-token-1");
  EXPECT_THAT(HeaderOf(requests[1], "Authorization"), HasSubstr("Access=lent-ak-1,"));
  for (const auto* secret : {"lent-secret-1", "lent-token-1"}) {
    EXPECT_EQ(text::SecretRegistry::Process().Strip(secret), "(sensitive value)");
  }
}

TEST_F(AgencyTest, AssumesByDomainIdAtSts) {
  auto session = cloud.Session(By({"team", "ignored", "acme-id", 0}));
  ASSERT_TRUE(cloud.Check(session));
  EXPECT_EQ(cloud.Calls()[0], "POST https://sts.eu-west-0.cloud.example/v5/agencies/assume");
  EXPECT_EQ(BodyOf(0), json::parse(R"({"agency_urn":"iam::acme-id:agency:team",
      "agency_session_name":"terraform-provider-cts"})"));
}

TEST_F(AgencyTest, UsesAccountAndProjectOfTheAgency) {
  cloud.On("GET /v3/projects?name=eu-west-0", [](const http::Request& request) {
    EXPECT_EQ(HeaderOf(request, "X-Security-Token"), "lent-token-1");
    return http::Response{200, {}, R"({"projects":[
        {"id":"acme-project","name":"eu-west-0","domain_id":"acme-domain"}]})"};
  });
  auto session = cloud.Session(By({"team", "acme", "", 0}));
  const auto scope = session.ScopeFor("eu-west-0", cloud.InTwoMinutes(), {});
  ASSERT_TRUE(scope) << scope.error().ToDetail();
  EXPECT_EQ(scope->domain_id, "acme-domain");
  EXPECT_EQ(scope->project_id, "acme-project");
}

TEST_F(AgencyTest, UsesDomainIdOfTheAgencyAsAccount) {
  cloud.On("GET /v3/projects?name=eu-west-0", 200, R"({"projects":[]})");
  auto session = cloud.Session(By({"team", "", "acme-id", 0}));
  const auto scope = session.ScopeFor("eu-west-0", cloud.InTwoMinutes(), {});
  ASSERT_TRUE(scope) << scope.error().ToDetail();
  EXPECT_EQ(scope->domain_id, "acme-id");
  EXPECT_EQ(scope->project_id, "");
}

TEST_F(AgencyTest, RefusedLookUpHintNamesTheAgency) {
  cloud.On("GET /v3/projects?name=eu-west-0", 403, R"({"error_code":"X","error_msg":"no"})");
  auto session = cloud.Session(By({"team", "acme", "", 0}));
  const auto scope = session.ScopeFor("eu-west-0", cloud.InTwoMinutes(), {});
  EXPECT_EQ(scope.error().message, "no");
  EXPECT_THAT(scope.error().hint,
              AllOf(HasSubstr("keys of the agency"), Not(HasSubstr("HW_DOMAIN_ID"))));
}

TEST_F(AgencyTest, ChainedAgenciesUseThePreviousKeys) {
  auto settings = By({"first", "", "first-id", 0});
  settings.agencies.push_back({"second", "second-name", "", 0});
  settings.agencies.push_back({"third", "third-name", "", 0});
  cloud.On(kDomainsCall, [](const http::Request& request) {
    EXPECT_EQ(HeaderOf(request, "X-Security-Token"), "lent-token-2");
    return http::Response{200, {}, R"({"domains":[{"id":"second-id"}]})"};
  });
  auto session = cloud.Session(settings);
  ASSERT_TRUE(cloud.Check(session));
  const auto requests = cloud.transport->requests();
  ASSERT_EQ(requests.size(), 5U);
  EXPECT_EQ(HeaderOf(requests[0], "X-Security-Token"), "");
  EXPECT_EQ(HeaderOf(requests[1], "X-Security-Token"), "lent-token-1");
  EXPECT_EQ(HeaderOf(requests[1], "X-Domain-Id"), "first-id");
  EXPECT_EQ(HeaderOf(requests[3], "X-Security-Token"), "lent-token-2");
  EXPECT_EQ(HeaderOf(requests[3], "X-Domain-Id"), "second-id");
  EXPECT_EQ(HeaderOf(requests[4], "X-Security-Token"), "lent-token-3");
}

TEST_F(AgencyTest, AssumesWithoutDomainIdIfItCannotBeLookedUp) {
  cloud.On(kDomainsCall, 403, "");
  auto settings = By({"team", "acme", "", 0});
  settings.domain_id = "";
  auto session = cloud.Session(settings);
  ASSERT_TRUE(cloud.Check(session));
  EXPECT_EQ(HeaderOf(cloud.transport->requests()[1], "X-Domain-Id"), "");

  cloud.On(kIamCall, 403, R"({"error_msg":"X-Domain-Id is missing"})");
  auto refused = cloud.Session(settings);
  EXPECT_THAT(cloud.Check(refused).error().hint, HasSubstr("HW_DOMAIN_ID"));
}

TEST_F(AgencyTest, AssumesWithTokenWithoutLookUp) {
  auto settings = By({"team", "acme", "", 0});
  settings.credentials = Token{"example-iam-token"};
  settings.domain_id = "";
  auto session = cloud.Session(settings);
  EXPECT_TRUE(session.RegionFor("eu-west-101")) << "keys of an agency serve every region";
  ASSERT_TRUE(cloud.Check(session));
  EXPECT_EQ(HeaderOf(cloud.transport->requests()[0], "X-Auth-Token"), "example-iam-token");
  EXPECT_EQ(HeaderOf(cloud.transport->requests()[1], "X-Auth-Token"), "");
}

TEST_F(AgencyTest, RenewsKeysBeforeTheyExpire) {
  auto session = cloud.Session(By({"team", "acme", "", 0}));
  ASSERT_TRUE(cloud.Check(session));
  cloud.clock.Advance(54min);
  ASSERT_TRUE(cloud.Check(session));
  EXPECT_EQ(issued, 1);
  cloud.clock.Advance(2min);
  expires_at = "2024-06-19T10:00:00Z";
  ASSERT_TRUE(cloud.Check(session));
  EXPECT_TRUE(Eventually([this] { return issued == 2; })) << "beside, with the old ones in use";
}

TEST_F(AgencyTest, RenewsRefusedTemporaryKeysOnce) {
  cloud.On("GET /check", [](const http::Request& request) {
    const bool first = HeaderOf(request, "X-Security-Token") == "lent-token-1";
    return http::Response{first ? 401 : 200, {}, ""};
  });
  auto session = cloud.Session(By({"team", "acme", "", 0}));
  EXPECT_TRUE(cloud.Check(session));
  EXPECT_EQ(issued, 2);
}

TEST_F(AgencyTest, SendsNothingAfterRenewedKeysAreRefused) {
  cloud.On("GET /check", 401, R"({"error_code":"APIGW.0301"})");
  auto session = cloud.Session(By({"team", "acme", "", 0}));
  EXPECT_EQ(cloud.Check(session).error().code, "APIGW.0301");
  const auto calls = cloud.Calls().size();
  EXPECT_EQ(calls, 4U);
  EXPECT_EQ(cloud.Check(session).error().code, "APIGW.0301");
  EXPECT_EQ(cloud.Calls().size(), calls);
}

TEST_F(AgencyTest, SendsRefusedPermanentKeysOnce) {
  cloud.On(kIamCall, 401, R"({"error_code":"APIGW.0301","error_msg":"verify aksk fail"})");
  auto session = cloud.Session(By({"team", "acme", "", 0}));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(cloud.Check(session).error().message, "verify aksk fail");
    EXPECT_FALSE(session.ScopeFor("eu-west-0", cloud.InTwoMinutes(), {}));
  }
  EXPECT_EQ(cloud.Calls().size(), 1U);
}

TEST_F(AgencyTest, RefusalNamesTheAgencyAndHintsAtItsName) {
  cloud.On(kIamCall, 403, R"({"error":{"code":403,"message":"You have no right."}})");
  auto session = cloud.Session(By({"te\nam", "acme", "", 0}));
  const auto error = cloud.Check(session).error();
  EXPECT_EQ(error.operation, "assuming the agency \"te am\" of the account acme");
  EXPECT_EQ(error.message, "You have no right.");
  EXPECT_THAT(error.hint, AllOf(HasSubstr("agency_name"), Not(HasSubstr("cts:tracker"))));
  const auto scope = session.ScopeFor("eu-west-0", cloud.InTwoMinutes(), {});
  ASSERT_FALSE(scope);
  EXPECT_THAT(scope.error().hint, AllOf(HasSubstr("agency_name"), Not(HasSubstr("To do without"))));
}

TEST_F(AgencyTest, MissingStsHintsAtDomainName) {
  cloud.On(kAgencyCall, 404, R"({"error_code":"APIGW.0101","error_msg":"not published"})");
  auto session = cloud.Session(By({"team", "", "acme-id", 0}));
  EXPECT_THAT(cloud.Check(session).error().hint, HasSubstr("domain_name instead of domain_id"));
}

TEST_F(AgencyTest, RefusesResponsesWithoutKeys) {
  for (const auto* body :
       {"", "{}", "[]", "<other/>", R"({"credential":null})", R"({"credential":{"access":"a"}})",
        R"({"credential":{"access":"a","secret":"s","securitytoken":""}})",
        R"({"credential":{"access":"a","secret":"s","securitytoken":"t\r\nX-Evil: 1"}})",
        R"({"credential":{"access":7,"secret":"s","securitytoken":"t"}})"}) {
    cloud.On(kIamCall, 201, body);
    auto session = cloud.Session(By({"team", "acme", "", 0}));
    const auto response = cloud.Check(session);
    ASSERT_FALSE(response) << body;
    EXPECT_EQ(response.error().kind, Kind::kNotUnderstood) << body;
  }
}

TEST_F(AgencyTest, RequiresRegionOrIamEndpoint) {
  auto settings = By({"team", "acme", "", 0});
  settings.endpoints.region.clear();
  auto session = cloud.Session(settings);
  const auto error = session.ScopeFor("eu-west-0", cloud.InTwoMinutes(), {}).error();
  EXPECT_EQ(error.kind, Kind::kConfiguration);
  EXPECT_THAT(error.hint, HasSubstr("HW_REGION_NAME"));
  EXPECT_THAT(cloud.Calls(), IsEmpty());

  settings.endpoints.custom["iam"] = "https://iam.example";
  auto addressed = cloud.Session(settings);
  EXPECT_TRUE(cloud.Check(addressed));
}

TEST_F(AgencyTest, DestroyingTheSessionStopsAPendingChain) {
  std::atomic<int> calls = 0;
  std::atomic<bool> stopped = false;
  cloud.transport = std::make_shared<FakeTransport>(
      [&](const http::Request&, std::stop_token stop) -> FakeTransport::Result {
        ++calls;
        while (!stop.stop_requested()) std::this_thread::yield();
        stopped = true;
        return tl::unexpected(
            http::TransportError{http::TransportError::Kind::kCancelled, "cancelled"});
      });
  auto settings = By({"first", "", "first-id", 0});
  settings.agencies.push_back({"second", "", "second-id", 0});
  auto session = std::make_unique<Session>(
      configure::ProviderConfig{.auth = settings, .batching = {}}, cloud.transport, cloud.clock,
      [] { return 0.5; }, cloud.files);
  std::jthread reader([&](const std::stop_token& stop) {
    EXPECT_FALSE(session->ScopeFor("eu-west-0", cloud.InTwoMinutes(), stop));
  });
  while (calls == 0) std::this_thread::yield();
  reader.request_stop();
  reader.join();
  EXPECT_FALSE(stopped) << "it goes on for other reads";
  session.reset();
  EXPECT_TRUE(stopped);
  EXPECT_EQ(calls, 1) << "the second agency is not assumed";
}

}  // namespace
}  // namespace provider::session
