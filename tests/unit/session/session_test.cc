// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/session/session.h"

#include <latch>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/text/redaction.h"
#include "tests/support/captured_log.h"
#include "tests/unit/session/fake_cloud.h"

namespace provider::session {
namespace {

using auth::AccessKey;
using auth::kEcsMetadataSource;
using auth::Password;
using auth::Token;
using provider::testing::CapturedLog;
using provider::testing::FakeCloud;
using provider::testing::KeySettings;
using provider::testing::kProject;
using provider::testing::kProjectCall;
using service::Error;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;
using Kind = Error::Kind;

constexpr const char* kIam = "https://iam.eu-west-0.prod-cloud-ocb.orange-business.com";

struct Queue {
  explicit Queue(Session& of) : session(of) {}
  Session& session;
  int length = 0;
};
struct OtherQueue : Queue {
  using Queue::Queue;
};

TEST(SessionShared, MakesOneObjectOfEachType) {
  FakeCloud cloud;
  auto session = cloud.Session(KeySettings());
  session.Shared<Queue>().length = 3;
  EXPECT_EQ(session.Shared<Queue>().length, 3);
  EXPECT_EQ(session.Shared<OtherQueue>().length, 0);
  EXPECT_EQ(&session.Shared<Queue>().session, &session);
  auto other = cloud.Session(KeySettings());
  EXPECT_EQ(other.Shared<Queue>().length, 0) << "another session has its own";
}

TEST(SessionScope, GetsAccountAndProjectInOneCall) {
  FakeCloud cloud;
  cloud.On(kProjectCall, 200, kProject);
  auto session = cloud.Session(KeySettings());
  EXPECT_THAT(cloud.Calls(), IsEmpty());
  for (int i = 0; i < 3; ++i) {
    const auto scope = session.ScopeFor("eu-west-0", cloud.InTwoMinutes(), {});
    ASSERT_TRUE(scope) << scope.error().ToDetail();
    EXPECT_EQ(scope->domain_id, "domain1");
    EXPECT_EQ(scope->project_id, "project1");
  }
  EXPECT_THAT(cloud.Calls(),
              ElementsAre("GET " + std::string(kIam) + "/v3/projects?name=eu-west-0"));
  EXPECT_THAT(*http::FindHeader(cloud.transport->requests()[0].headers, "Authorization"),
              StartsWith("SDK-HMAC-SHA256 Access=EXAMPLEAK, SignedHeaders=host;x-sdk-date,"));
}

TEST(SessionScope, DoesNotLookUpGivenIds) {
  FakeCloud cloud;
  auto settings = KeySettings();
  settings.domain_id = "given-domain";
  settings.project_id = "given-project";
  const auto scope =
      cloud.Session(settings).ScopeFor("eu-west-0", cloud.InTwoMinutes(), {}).value();
  EXPECT_EQ(scope.domain_id, "given-domain");
  EXPECT_EQ(scope.project_id, "given-project");
  EXPECT_THAT(cloud.Calls(), IsEmpty());
}

TEST(SessionScope, LooksUpOnlyTheMissingId) {
  FakeCloud cloud;
  cloud.On(kProjectCall, 200, kProject);
  auto settings = KeySettings();
  settings.domain_id = "given-domain";
  auto scope = cloud.Session(settings).ScopeFor("eu-west-0", cloud.InTwoMinutes(), {}).value();
  EXPECT_EQ(scope.domain_id, "given-domain");
  EXPECT_EQ(scope.project_id, "project1");
  settings.domain_id = "";
  settings.project_id = "given-project";
  scope = cloud.Session(settings).ScopeFor("eu-west-0", cloud.InTwoMinutes(), {}).value();
  EXPECT_EQ(scope.domain_id, "domain1");
  EXPECT_EQ(scope.project_id, "given-project");
}

TEST(SessionScope, ProjectNameReplacesTheRegionAndIsEncoded) {
  FakeCloud cloud;
  cloud.On("GET /v3/projects?name=eu-west-0_my%20team%26x", 200,
           R"({"projects":[{"id":"p","name":"eu-west-0","domain_id":"d"},
                           {"id":"sub","name":"eu-west-0_my team&x","domain_id":"d"}]})");
  auto settings = KeySettings();
  settings.project_name = "eu-west-0_my team&x";
  const auto scope = cloud.Session(settings).ScopeFor("eu-west-0", cloud.InTwoMinutes(), {});
  ASSERT_TRUE(scope) << scope.error().ToDetail();
  EXPECT_EQ(scope->project_id, "sub");
}

TEST(SessionScope, RefusesProjectNameThatIsNotListed) {
  FakeCloud cloud;
  cloud.On("GET /v3/projects?name=typo", 200, R"({"projects":[]})");
  auto settings = KeySettings();
  settings.project_name = "typo";
  settings.domain_id = "d";
  const auto scope = cloud.Session(settings).ScopeFor("eu-west-0", cloud.InTwoMinutes(), {});
  ASSERT_FALSE(scope);
  EXPECT_THAT(scope.error().message, HasSubstr("\"typo\": check project_name"));
}

TEST(SessionScope, FallsBackToDomainsWithoutProjects) {
  FakeCloud cloud;
  cloud.On(kProjectCall, 200, R"({"projects":[]})");
  cloud.On("GET /v3/auth/domains", 200, R"({"domains":[{"id":"domain2","name":"x"}]})");
  const auto scope = cloud.Session(KeySettings()).ScopeFor("eu-west-0", cloud.InTwoMinutes(), {});
  ASSERT_TRUE(scope) << scope.error().ToDetail();
  EXPECT_EQ(scope->domain_id, "domain2");
  EXPECT_EQ(scope->project_id, "");
}

TEST(SessionScope, MissingAccountErrorNamesTheVariables) {
  FakeCloud cloud;
  cloud.On(kProjectCall, 200, R"({"projects":[]})");
  cloud.On("GET /v3/auth/domains", 200, R"({"domains":[]})");
  const auto scope = cloud.Session(KeySettings()).ScopeFor("eu-west-0", cloud.InTwoMinutes(), {});
  ASSERT_FALSE(scope);
  EXPECT_THAT(scope.error().ToDetail(), AllOf(HasSubstr(kIam), HasSubstr("HW_DOMAIN_ID")));
}

TEST(SessionScope, FailureHintNamesTheMissingArguments) {
  FakeCloud cloud;
  cloud.On(kProjectCall, 403, R"({"error":{"code":403,"message":"no list"}})");
  auto settings = KeySettings();
  auto error = cloud.Session(settings).ScopeFor("eu-west-0", cloud.InTwoMinutes(), {}).error();
  EXPECT_EQ(error.http_status, 403);
  EXPECT_EQ(error.message, "no list");
  EXPECT_THAT(error.hint,
              AllOf(HasSubstr("domain_id and project_id"), Not(HasSubstr("cts:tracker:list"))));
  settings.domain_id = "d";
  error = cloud.Session(settings).ScopeFor("eu-west-0", cloud.InTwoMinutes(), {}).error();
  EXPECT_THAT(error.hint, AllOf(HasSubstr("project_id"), Not(HasSubstr("domain_id"))));
}

TEST(SessionScope, RefusalReportsTheSourceOfTheCredentials) {
  auto settings = KeySettings();
  const auto hint = [&settings] {
    FakeCloud cloud;
    cloud.On(kProjectCall, 401, R"({"error_code":"APIGW.0301","error_msg":"no"})");
    return cloud.Session(settings).ScopeFor("eu-west-0", cloud.InTwoMinutes(), {}).error().hint;
  };
  EXPECT_THAT(hint(), Not(HasSubstr("come from")));
  settings.attempts = {{"environment", "chosen", "HW_ACCESS_KEY, HW_SECRET_KEY"}};
  EXPECT_THAT(hint(), EndsWith(" The credentials come from HW_ACCESS_KEY, HW_SECRET_KEY "
                               "(environment)."));
  settings.attempts = {{kEcsMetadataSource, "chosen: asked by the first read"}};
  EXPECT_THAT(hint(), EndsWith(" The credentials come from ECS metadata."));
}

TEST(SessionScope, WrongClockHintDoesNotNameTheCredentials) {
  FakeCloud cloud;
  cloud.On(kProjectCall, [](const http::Request&) {
    return http::Response{401,
                          {{"Date", "Wed, 19 Jun 2030 09:00:00 GMT"}},
                          R"({"error_code":"APIGW.0301","error_msg":"expired"})"};
  });
  auto settings = KeySettings();
  settings.attempts = {{"environment", "chosen", "HW_ACCESS_KEY, HW_SECRET_KEY"}};
  const auto error =
      cloud.Session(settings).ScopeFor("eu-west-0", cloud.InTwoMinutes(), {}).error();
  EXPECT_THAT(error.hint, AllOf(HasSubstr("clock"), Not(HasSubstr("come from"))));
}

TEST(SessionScope, MissingRegionErrorReportsMissingCredentialsToo) {
  FakeCloud cloud;
  auto settings = KeySettings();
  settings.endpoints.region.clear();
  const auto hint = [&] { return cloud.Session(settings).RegionFor("").error().hint; };
  EXPECT_THAT(hint(), Not(HasSubstr("Credentials are missing")));
  settings.credentials.reset();
  EXPECT_THAT(hint(), HasSubstr("Credentials are missing too"));
  settings.credentials_problem = "The profile is broken.";
  EXPECT_THAT(hint(), Not(HasSubstr("Credentials are missing")));
}

TEST(SessionScope, LogsWarningIfNoProjectIsListed) {
  const CapturedLog log;
  FakeCloud cloud;
  cloud.On(kProjectCall, 200, kProject);
  auto settings = KeySettings();
  ASSERT_TRUE(cloud.Session(settings).ScopeFor("eu-west-0", cloud.InTwoMinutes(), {}));
  EXPECT_THAT(log.Lines("IAM lists no project of this name; calls go without one"), IsEmpty());
  settings.domain_id = "d";
  cloud.On(kProjectCall, 200, R"({"projects":[]})");
  ASSERT_TRUE(cloud.Session(settings).ScopeFor("eu-west-0", cloud.InTwoMinutes(), {}));
  EXPECT_THAT(log.Lines("IAM lists no project of this name; calls go without one"), SizeIs(1));
}

TEST(SessionScope, LongRetryAfterHintNamesTheArguments) {
  FakeCloud cloud;
  cloud.On(kProjectCall, [](const http::Request&) {
    return http::Response{429, {{"Retry-After", "3600"}}, R"({"message":"Slow down."})"};
  });
  const auto scope = cloud.Session(KeySettings()).ScopeFor("eu-west-0", cloud.InTwoMinutes(), {});
  ASSERT_FALSE(scope);
  EXPECT_EQ(scope.error().hint,
            "The service asks to wait 1h0m0s before the next call: run the command again later. To "
            "do without the look-up, set domain_id and project_id in the provider block "
            "(HW_DOMAIN_ID, HW_PROJECT_ID).");
}

TEST(SessionScope, NextReadRetriesLookUpAfterHttp503) {
  FakeCloud cloud;
  cloud.On(kProjectCall, 503, "");
  auto session = cloud.Session(KeySettings());
  EXPECT_FALSE(session.ScopeFor("eu-west-0", cloud.InTwoMinutes(), {}));
  cloud.On(kProjectCall, 200, kProject);
  EXPECT_TRUE(session.ScopeFor("eu-west-0", cloud.InTwoMinutes(), {}));
}

TEST(SessionScope, SendsNothingAfterHttp401) {
  FakeCloud cloud;
  cloud.On(kProjectCall, 401, R"({"error_code":"APIGW.0301","error_msg":"verify fail"})");
  auto session = cloud.Session(KeySettings());
  for (int i = 0; i < 3; ++i) {
    const auto scope = session.ScopeFor("eu-west-0", cloud.InTwoMinutes(), {});
    ASSERT_FALSE(scope);
    EXPECT_EQ(scope.error().code, "APIGW.0301");
    EXPECT_EQ(scope.error().kind, Kind::kRefused);
  }
  http::Request request;
  request.url = "https://cts.example/";
  request.deadline = cloud.InTwoMinutes();
  const auto response = session.caller().Call(request, "checking", &session.authorizer(), {});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, "APIGW.0301");
  EXPECT_THAT(cloud.Calls(), SizeIs(1));
}

TEST(SessionScope, Http401OfACheckStopsLookUpsToo) {
  FakeCloud cloud;
  cloud.On("GET /", 401, "");
  cloud.On(kProjectCall, 200, kProject);
  auto session = cloud.Session(KeySettings());
  http::Request request;
  request.url = "https://cts.example/";
  request.deadline = cloud.InTwoMinutes();
  EXPECT_FALSE(session.caller().Call(request, "checking", &session.authorizer(), {}));
  EXPECT_FALSE(session.ScopeFor("eu-west-0", cloud.InTwoMinutes(), {}));
  EXPECT_THAT(cloud.Calls(), SizeIs(1));
}

TEST(SessionScope, RefusesInvalidIds) {
  for (const auto* id : {"../../v1", "a/b", "a b", "d\\u0000", "d?x", "\\u00e9",
                         "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff12345"}) {
    FakeCloud cloud;
    cloud.On(
        kProjectCall, 200,
        std::string(R"({"projects":[{"id":"p","name":"eu-west-0","domain_id":")") + id + "\"}]}");
    const auto scope = cloud.Session(KeySettings()).ScopeFor("eu-west-0", cloud.InTwoMinutes(), {});
    ASSERT_FALSE(scope) << id;
    EXPECT_EQ(scope.error().kind, Kind::kNotUnderstood);
  }
  FakeCloud cloud;
  auto settings = KeySettings();
  settings.domain_id = "../evil";
  settings.project_id = "p";
  const auto scope = cloud.Session(settings).ScopeFor("eu-west-0", cloud.InTwoMinutes(), {});
  ASSERT_FALSE(scope);
  EXPECT_EQ(scope.error().kind, Kind::kConfiguration);
}

TEST(SessionScope, RefusesInvalidIamResponses) {
  for (const auto* body : {"", "<other/>", "[]", "{}", R"({"projects":null})", R"({"projects":{}})",
                           R"({"projects":[],"projects":[]})"}) {
    FakeCloud cloud;
    cloud.On(kProjectCall, 200, body);
    const auto scope = cloud.Session(KeySettings()).ScopeFor("eu-west-0", cloud.InTwoMinutes(), {});
    ASSERT_FALSE(scope) << body;
    EXPECT_EQ(scope.error().kind, Kind::kNotUnderstood) << body;
  }
  FakeCloud cloud;
  cloud.On(kProjectCall, 200,
           R"({"projects":[null,1,[],{"name":1},{"name":"eu-west-0","id":[]}]})");
  cloud.On("GET /v3/auth/domains", 200, R"({"domains":[null]})");
  EXPECT_FALSE(cloud.Session(KeySettings()).ScopeFor("eu-west-0", cloud.InTwoMinutes(), {}));
}

TEST(SessionScope, TokenNeedsTheAccountOnly) {
  FakeCloud cloud;
  cloud.On(kProjectCall, 200, kProject);
  auto settings = KeySettings();
  settings.credentials = Token{"example-iam-token"};
  auto scope = cloud.Session(settings).ScopeFor("eu-west-0", cloud.InTwoMinutes(), {}).value();
  EXPECT_EQ(scope.domain_id, "domain1");
  EXPECT_EQ(scope.project_id, "");
  const auto headers = cloud.transport->requests()[0].headers;
  EXPECT_EQ(*http::FindHeader(headers, "X-Auth-Token"), "example-iam-token");
  EXPECT_EQ(http::FindHeader(headers, "Authorization"), nullptr);

  settings.domain_id = "given";
  scope = cloud.Session(settings).ScopeFor("eu-west-0", cloud.InTwoMinutes(), {}).value();
  EXPECT_EQ(scope.domain_id, "given");
  EXPECT_THAT(cloud.Calls(), SizeIs(1));
}

TEST(SessionScope, ManyReadsShareOneLookUp) {
  FakeCloud cloud;
  std::latch all_waiting(8);
  cloud.On(kProjectCall, [&](const http::Request&) {
    all_waiting.wait();
    return http::Response{200, {}, kProject};
  });
  auto session = cloud.Session(KeySettings());
  std::vector<std::jthread> reads;
  for (int i = 0; i < 8; ++i) {
    reads.emplace_back([&] {
      all_waiting.count_down();
      EXPECT_EQ(session.ScopeFor("eu-west-0", cloud.InTwoMinutes(), {})->domain_id, "domain1");
    });
  }
  reads.clear();
  EXPECT_THAT(cloud.Calls(), SizeIs(1));
}

TEST(SessionScope, CancelledReadDoesNotStopASharedLookUp) {
  FakeCloud cloud;
  std::latch under_way(1);
  std::latch may_respond(1);
  cloud.On(kProjectCall, [&](const http::Request&) {
    under_way.count_down();
    may_respond.wait();
    return http::Response{200, {}, kProject};
  });
  auto session = cloud.Session(KeySettings());
  std::stop_source stop;
  std::jthread cancelled([&] {
    const auto scope = session.ScopeFor("eu-west-0", cloud.InTwoMinutes(), stop.get_token());
    EXPECT_EQ(scope.error().kind, Kind::kCancelled);
  });
  under_way.wait();
  stop.request_stop();
  cancelled.join();
  // A read whose time is over stops waiting as well.
  EXPECT_EQ(session.ScopeFor("eu-west-0", cloud.clock.SteadyNow(), {}).error().kind,
            Kind::kTimeout);
  may_respond.count_down();
  EXPECT_TRUE(session.ScopeFor("eu-west-0", cloud.InTwoMinutes(), {}));
  EXPECT_THAT(cloud.Calls(), SizeIs(1));
}

TEST(SessionCredentials, MissingCredentialsErrorListsEverySource) {
  FakeCloud cloud;
  auto settings = KeySettings();
  settings.credentials.reset();
  settings.attempts = {{"provider block", "no access_key, token or user_name is set"},
                       {"environment", "HW_ACCESS_KEY is not set"}};
  auto session = cloud.Session(settings);
  const auto error = session.ScopeFor("eu-west-0", cloud.InTwoMinutes(), {}).error();
  EXPECT_EQ(error.kind, Kind::kCredentials);
  EXPECT_EQ(error.message,
            "No credentials were found in any of these sources:\n"
            "- provider block: no access_key, token or user_name is set.\n"
            "- environment: HW_ACCESS_KEY is not set.");
  http::Request request;
  EXPECT_EQ(session.authorizer().Authorize(request, {}).error().kind, Kind::kCredentials);
  EXPECT_THAT(cloud.Calls(), IsEmpty());
}

TEST(SessionCredentials, ReportsProblemOfTheChosenSource) {
  FakeCloud cloud;
  auto settings = KeySettings();
  settings.credentials.reset();
  settings.credentials_problem = "The profile \"x\" holds encrypted keys.";
  const auto error =
      cloud.Session(settings).ScopeFor("eu-west-0", cloud.InTwoMinutes(), {}).error();
  EXPECT_EQ(error.kind, Kind::kCredentials);
  EXPECT_EQ(error.message, "The profile \"x\" holds encrypted keys.");
}

TEST(SessionCredentials, RegistersEverySecret) {
  FakeCloud cloud;
  auto settings = KeySettings();
  settings.credentials = AccessKey{"AK", "session-test-secret", "session-test-security-token"};
  const auto keys = cloud.Session(settings);
  settings.credentials = Token{"session-test-token"};
  const auto token = cloud.Session(settings);
  settings.credentials = Password{"me", "session-test-password", "account"};
  const auto password = cloud.Session(settings);
  for (const auto* secret : {"session-test-secret", "session-test-security-token",
                             "session-test-token", "session-test-password"}) {
    EXPECT_EQ(text::SecretRegistry::Process().Strip(secret), "(sensitive value)");
  }
}

}  // namespace
}  // namespace provider::session
