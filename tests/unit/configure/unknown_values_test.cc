// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Values of the provider block that are known only after apply: where they are kept, and which of
// them stop every call because the credentials cannot be exchanged without them.

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/auth/settings.h"
#include "provider/session/session.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_transport.h"
#include "tests/unit/configure/config.h"

namespace provider::configure {
namespace {

using namespace std::chrono_literals;
using provider::testing::FakeClock;
using provider::testing::FakeTransport;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(ReadProviderConfig, KeepsUnknownAccountAndProjectUnknown) {
  const auto block = WithUnknown("{}", {"domain_id", "project_id", "project_name"});
  const auto config = Read(block, {{"HW_DOMAIN_ID", "d"}, {"OS_TENANT_NAME", "n"}}).auth;
  EXPECT_THAT(config.unknown_arguments, IsEmpty());
  EXPECT_EQ(config.domain_id, Unknown("domain_id"));
  EXPECT_EQ(config.project_id, Unknown("project_id"));
  EXPECT_EQ(config.project_name, Unknown("project_name"));
  EXPECT_THAT(Validate(block), IsEmpty());
}

TEST(ReadProviderConfig, UnknownIamAddressDoesNotMatterWithoutIamCalls) {
  const char* const given = R"({"region":"eu-west-0","access_key":"ak","secret_key":"sk",
                                "domain_id":"d","project_id":"p"})";
  const auto map = cty::Value::Object({{"iam", cty::Value::Unknown()}});
  for (const auto& [block, named] :
       {std::pair(With(Config(given), "endpoints", map), "endpoints.iam"),
        std::pair(WithUnknown(given, {"auth_url"}), "auth_url")}) {
    const auto config = Read(block).auth;
    EXPECT_THAT(config.unknown_arguments, IsEmpty());
    EXPECT_TRUE(config.endpoints.Cts());
    EXPECT_EQ(config.endpoints.custom.at("iam"), Unknown(named));
    EXPECT_EQ(auth::UnusableReason(config), std::nullopt);
  }
}

TEST(ReadProviderConfig, DoesNotWaitForAnUnneededProjectName) {
  const auto block = R"({"domain_id":"d","project_id":"p"})";
  const auto config = Read(WithUnknown(block, {"project_name"})).auth;
  EXPECT_THAT(config.unknown_arguments, IsEmpty());
  EXPECT_EQ(config.domain_id, "d");
  EXPECT_EQ(config.project_id, "p");
  EXPECT_EQ(config.project_name, Unknown("project_name")) << "an assumed agency may need it";
}

struct Case {
  const char* json;
  std::vector<std::string> unknown;
  const char* named;  // nullptr: calls can be authorised
};

constexpr char kPassword[] =
    R"({"region":"eu-west-0","user_name":"u","password":"p","domain_name":"d"})";
constexpr char kPasswordById[] = R"({"region":"eu-west-0","user_name":"u","password":"p"})";
constexpr char kPasswordForProject[] =
    R"({"region":"eu-west-0","user_name":"u","password":"p","domain_name":"d","project_id":"p"})";
constexpr char kKeys[] = R"({"region":"eu-west-0","access_key":"ak","secret_key":"sk"})";
constexpr char kAgencyAtSts[] = R"({"region":"eu-west-0","access_key":"ak","secret_key":"sk",
    "endpoints":{"cts":"cts.example","iam":"iam.example"},
    "assume_role":[{"agency_name":"a","domain_id":"d"}]})";
constexpr char kAgencyAtIam[] = R"({"region":"eu-west-0","access_key":"ak","secret_key":"sk",
    "assume_role":[{"agency_name":"a","domain_name":"n"}]})";
constexpr char kTokenAndAgency[] = R"({"region":"eu-west-0","token":"t",
    "assume_role":[{"agency_name":"a","domain_name":"n"}]})";
constexpr char kIdTokenAtSts[] = R"({"region":"eu-west-0",
    "endpoints":{"cts":"cts.example","iam":"iam.example"},"assume_role_with_oidc":[
      {"idp_id":"i","id_token":"unknown-id-token","agency_name":"a","domain_id":"d"}]})";
constexpr char kIdTokenAtIam[] = R"({"region":"eu-west-0",
    "assume_role_with_oidc":[{"idp_id":"i","id_token":"unknown-id-token"}]})";

TEST(UnknownValues, NamesTheValueThatTheCredentialsNeedAndSendsNothing) {
  const Case cases[] = {
      {kKeys, {"cloud", "auth_url", "domain_id", "project_id", "project_name"}, nullptr},
      {kKeys, {"endpoints"}, nullptr},
      {kPassword, {"domain_id"}, nullptr},
      {kPassword, {"cloud"}, "cloud"},
      {kPassword, {"auth_url"}, "auth_url"},
      {kPassword, {"endpoints"}, "endpoints"},
      {kPassword, {"project_id"}, "project_id"},
      {kPassword, {"project_name"}, "project_name"},
      {kPasswordForProject, {"project_name"}, nullptr},
      {kPasswordById, {"domain_id"}, "domain_id"},
      {kAgencyAtSts, {"auth_url", "domain_id", "project_id", "project_name"}, nullptr},
      {kAgencyAtSts, {"cloud"}, "cloud"},
      {kAgencyAtSts, {"endpoints"}, "endpoints"},
      {kAgencyAtIam, {"project_id", "project_name"}, nullptr},
      {kAgencyAtIam, {"cloud"}, "cloud"},
      {kAgencyAtIam, {"auth_url"}, "auth_url"},
      {kAgencyAtIam, {"domain_id"}, "domain_id"},
      {kTokenAndAgency, {"domain_id"}, nullptr},
      {kIdTokenAtSts, {"domain_id", "project_id", "project_name"}, nullptr},
      {kIdTokenAtSts, {"cloud"}, "cloud"},
      {kIdTokenAtIam, {"cloud"}, "cloud"},
      {kIdTokenAtIam, {"auth_url"}, "auth_url"},
      {kIdTokenAtIam, {"domain_id"}, nullptr},
  };
  for (const auto& row : cases) {
    SCOPED_TRACE(std::string(row.json) + " without " + row.unknown.front());
    const auto settings = Read(WithUnknown(row.json, row.unknown)).auth;
    EXPECT_THAT(settings.unknown_arguments, IsEmpty());
    const auto transport = std::make_shared<FakeTransport>(
        [](const http::Request&, std::stop_token) -> FakeTransport::Result {
          return tl::unexpected(http::TransportError{http::TransportError::Kind::kConnect, "No."});
        });
    FakeClock clock;
    session::Session session({.auth = settings, .batching = {}}, transport, clock,
                             [] { return 0.5; });
    http::Request request;
    request.url = "https://cts.example";
    request.deadline = clock.SteadyNow() + 1min;
    const auto permit = session.authorizer().Authorize(request, {});
    const bool is_unknown = !permit && permit.error().kind == service::Error::Kind::kUnknown;
    ASSERT_EQ(is_unknown, row.named != nullptr) << (permit ? "" : permit.error().message);
    if (!is_unknown) continue;
    EXPECT_THAT(permit.error().message, HasSubstr("\"" + std::string(row.named) + "\""));
    EXPECT_THAT(transport->requests(), IsEmpty());
  }
}

TEST(UnusableReason, NamesTheUnknownArgumentsThatEveryReadNeeds) {
  const auto reason = auth::UnusableReason(Read(WithUnknown(kKeys, {"region", "secret_key"})).auth);
  ASSERT_TRUE(reason);
  EXPECT_EQ(reason->kind, service::Error::Kind::kUnknown);
  EXPECT_THAT(reason->message, HasSubstr("region, secret_key"));
}

}  // namespace
}  // namespace provider::configure
