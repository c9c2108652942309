// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The metadata service in each of its modes.

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

class MetadataTest : public CloudTest {
 protected:
  void Mode(const std::string& mode) {
    (void)cloud_.Handle({.method = "POST",
                         .target = "/_control/set",
                         .headers = {},
                         .body = json{{"metadata", mode}}.dump()});
  }

  Answer Session(const std::string& seconds = "21600") {
    return cloud_.Handle(
        {.method = "PUT",
         .target = "/meta-data/latest/api/token",
         .headers = {{"Host", "localhost"}, {"X-Metadata-Token-Ttl-Seconds", seconds}}});
  }

  Answer Keys(const std::string& session = "") {
    Call call{.method = "GET",
              .target = "/openstack/latest/securitykey",
              .headers = {{"Host", "localhost"}}};
    if (!session.empty()) call.headers.emplace("X-Metadata-Token", session);
    return cloud_.Handle(call);
  }

  int CheckWith(const Answer& keys) {
    const json credential = json::parse(keys.body)["credential"];
    Call call = CheckCall();
    call.headers.emplace("X-Security-Token", credential["securitytoken"]);
    return cloud_.Handle(Signed(call, credential["access"], credential["secret"])).status;
  }
};

TEST_F(MetadataTest, IssuesKeysOnlyWithASession) {
  EXPECT_EQ(Keys().status, 401);
  EXPECT_EQ(Keys("guess").status, 401);
  const Answer session = Session();
  ASSERT_EQ(session.status, 200);
  const Answer keys = Keys(session.body);
  ASSERT_EQ(keys.status, 200);
  EXPECT_EQ(CheckWith(keys), 200);
  EXPECT_THAT(Log().dump(), Not(HasSubstr(session.body)));
  for (const char* seconds : {"", "0", "21601", "6h", "-1"}) {
    EXPECT_EQ(Session(seconds).status, 400) << seconds;
  }
}

TEST_F(MetadataTest, ExpiresASession) {
  const Answer session = Session();
  QueueSteps({{{"path", "securitykey"}, {"expire", true}}});
  EXPECT_EQ(Keys(session.body).status, 401);
  EXPECT_EQ(Keys(Session().body).status, 200);
}

TEST_F(MetadataTest, IssuesKeysWithoutASessionInPlainMode) {
  Mode("plain");
  EXPECT_EQ(Session().status, 405);
  EXPECT_EQ(CheckWith(Keys()), 200);
}

TEST_F(MetadataTest, ReportsThatNoAgencyIsBound) {
  Mode("no-agency");
  const Answer keys = Keys(Session().body);
  EXPECT_EQ(keys.status, 401);
  EXPECT_THAT(keys.body, HasSubstr("Please configure Cloud Service Agency first"));
}

TEST_F(MetadataTest, RespondsWith404WhenAbsent) {
  Mode("absent");
  EXPECT_EQ(Session().status, 404);
  EXPECT_EQ(Keys().status, 404);
}

}  // namespace
}  // namespace standin
