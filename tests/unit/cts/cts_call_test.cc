// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cts/cts_call.h"

#include <chrono>
#include <functional>
#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/cts/check_hints.h"
#include "tests/support/auth_settings.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_transport.h"

namespace provider::cts {
namespace {

using provider::testing::FakeClock;
using provider::testing::FakeTransport;
using ::testing::HasSubstr;
using ::testing::Not;
using Kind = service::Error::Kind;

service::Failure Forbidden() {
  service::Failure failure{.error = {}, .from_service = true};
  failure.error.http_status = 403;
  failure.error.code = "CTS.0013";
  return failure;
}

class CtsCallTest : public ::testing::Test {
 protected:
  CtsCallTest() {
    settings_.attempts = {{"environment", "chosen", "HW_ACCESS_KEY, HW_SECRET_KEY"}};
    settings_.sources = {{"domain_id", "the environment variable HW_DOMAIN_ID"}};
  }

  CtsCall To(std::string_view path) {
    session_ = std::make_unique<session::Session>(
        configure::ProviderConfig{.auth = settings_, .batching = {}},
        std::make_shared<FakeTransport>(
            [this](const http::Request& request, std::stop_token) { return respond_(request); }),
        clock_, [] { return 0.5; });
    return CtsCall::To(*session_, "eu-west-0", path, "reading", clock_.SteadyNow() + kLimit, {},
                       HintsForChecks)
        .value();
  }

  // Of a refused call for the account acme-id, which is not that of HW_DOMAIN_ID.
  void ExpectHintWithoutTheCallersAccount() {
    auto failure = Forbidden();
    const auto call = To("/quotas");
    call.Explain(failure);
    EXPECT_THAT(call.request.url, HasSubstr("/v3/acme-id/quotas"));
    EXPECT_THAT(failure.error.hint, HasSubstr("cts:tracker:list"));
    EXPECT_THAT(failure.error.hint, Not(HasSubstr("HW_DOMAIN_ID")));
  }

  static constexpr std::chrono::minutes kLimit{2};
  std::function<http::Response(const http::Request&)> respond_ = [](const http::Request&) {
    return http::Response{500, {}, {}};
  };
  FakeClock clock_;
  auth::Settings settings_ = testing::AccountSettings();
  std::unique_ptr<session::Session> session_;
};

TEST_F(CtsCallTest, AddressesTheAccountAndTheProject) {
  const auto call = To("/quotas");
  EXPECT_EQ(call.request.method, "GET");
  EXPECT_EQ(call.request.url,
            "https://cts.eu-west-0.prod-cloud-ocb.orange-business.com/v3/domain1/quotas");
  EXPECT_EQ(call.request.deadline, clock_.SteadyNow() + kLimit);
  ASSERT_EQ(call.request.headers.size(), 1U);
  EXPECT_EQ(*http::FindHeader(call.request.headers, "X-Project-Id"), "project1");
}

TEST_F(CtsCallTest, ExplainsARefusalByTheHintOfTheCodeAndTheSourceOfTheAccount) {
  auto failure = Forbidden();
  To("").Explain(failure);
  EXPECT_THAT(failure.error.hint, HasSubstr("cts:tracker:list"));
  EXPECT_THAT(failure.error.hint, HasSubstr("the environment variable HW_DOMAIN_ID"));
}

TEST_F(CtsCallTest, DoesNotNameTheSourceOfAnAccountThatAnAgencyReplaces) {
  settings_.agencies = {{"team", "", "acme-id", 0}};
  respond_ = [](const http::Request& request) {
    const bool assumes = request.url.ends_with("/v5/agencies/assume");
    return http::Response{200,
                          {},
                          assumes ? R"({"credentials":{"access_key_id":"AK",
        "secret_access_key":"example-agency-secret","security_token":"example-agency-token",
        "expiration":"2034-06-19T09:00:00.000000Z"}})"
                                  : R"({"projects":[]})"};
  };
  ExpectHintWithoutTheCallersAccount();
}

TEST_F(CtsCallTest, DoesNotNameTheSourceOfAnAccountThatTheAgencyOfAnIdTokenReplaces) {
  settings_.credentials =
      auth::IdToken{"github", "example-id-token", "", {"team", "", "acme-id", 0}};
  ExpectHintWithoutTheCallersAccount();
}

TEST_F(CtsCallTest, ExplainsWhereRefusedCredentialsComeFrom) {
  service::Failure failure{.error = {}, .from_service = true};
  failure.error.http_status = 401;
  failure.error.code = "APIGW.0301";
  failure.error.hint = "Check the keys.";
  To("").Explain(failure);
  EXPECT_EQ(failure.error.hint,
            "Check the keys. The credentials come from HW_ACCESS_KEY, HW_SECRET_KEY "
            "(environment).");
}

TEST_F(CtsCallTest, DoesNotExplainTheErrorOfAnotherSender) {
  service::Failure failure{.error = {}, .from_service = false};
  failure.error.http_status = 403;
  failure.error.hint = "Ask the team that runs the proxy.";
  To("").Explain(failure);
  EXPECT_EQ(failure.error.hint, "Ask the team that runs the proxy.");
}

TEST_F(CtsCallTest, NamesTheEndpointAndOperationOfAResponseThatIsNotUnderstood) {
  const auto call = To("/quotas");
  const auto error = call.NotUnderstood({200, {{"X-Request-Id", "r-1"}}, "[]"}, "It has no list.");
  EXPECT_EQ(error.kind, Kind::kNotUnderstood);
  EXPECT_EQ(error.operation, "reading");
  EXPECT_EQ(error.endpoint, "https://cts.eu-west-0.prod-cloud-ocb.orange-business.com");
  EXPECT_EQ(error.message, "It has no list.");
  EXPECT_EQ(error.hint,
            "Check region, cloud and endpoints.cts. If they are right, report this as a defect of "
            "the provider, with the request ID.");
  EXPECT_THAT(call.NotUnderstood({200, {}, "[]"}, "").hint, HasSubstr("of the provider."));
}

TEST(CallHints, FallBackToThoseOfEveryCtsCall) {
  EXPECT_THAT(HintsForChecks().For("CTS.0013", 403, ""), HasSubstr("obs:bucket"));
  EXPECT_THAT(HintsForChecks().For("cts.0300", 500, ""), HasSubstr("CTS could not run its query"));
}

}  // namespace
}  // namespace provider::cts
