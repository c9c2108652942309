// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/service/hints.h"

#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace provider::service {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(HintForCall, IgnoresCaseOfCodes) {
  EXPECT_THAT(HintForCall("APIGW.0303", "", 403), HasSubstr("not allowed to use this API"));
  EXPECT_EQ(HintForCall("apigw.0303", "", 403), HintForCall("APIGW.0303", "", 403));
}

TEST(HintForCall, FallsBackToTheStatusAndItsClass) {
  EXPECT_EQ(HintForCall("X.1", "", 502), HintForCall("", "", 502));
  EXPECT_NE(HintForCall("X.1", "", 502), HintForCall("X.1", "", 599));
  for (const int status : {302, 418, 599}) EXPECT_NE(HintForCall("X.1", "", status), "") << status;
  for (const int status : {0, 200, 700}) EXPECT_EQ(HintForCall("X.1", "", status), "") << status;
}

TEST(HintForCall, DependsOnTheMessageForApigw0301) {
  const auto hint = [](const char* message) { return HintForCall("APIGW.0301", message, 401); };
  const std::string any = hint("");
  EXPECT_NE(any, "");
  EXPECT_THAT(hint("Incorrect IAM authentication information: ak AK1 not exist"),
              HasSubstr("access_key"));
  EXPECT_THAT(hint("VERIFY AKSK SIGNATURE FAIL, canonicalRequest:x-security-token:ak "),
              HasSubstr("secret_key does not belong"));
  EXPECT_THAT(hint("AK access failed to reach the limit,forbidden"), HasSubstr("locked"));
  EXPECT_THAT(hint("decrypt token fail"), HasSubstr("HW_AUTH_TOKEN"));
  EXPECT_THAT(hint("decrypt security token fail"), HasSubstr("security_token"));
  EXPECT_EQ(hint("something new"), any);
  EXPECT_EQ(HintForCall("APIGW.0303", "decrypt token fail", 400),
            HintForCall("APIGW.0303", "", 400))
      << "another code's message is no hint";
}

}  // namespace
}  // namespace provider::service
