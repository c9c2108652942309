// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/service/hints.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace provider::service {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;

TEST(HintForCall, KnowsCodesWhateverTheirCase) {
  EXPECT_THAT(HintForCall("APIGW.0101", "", 404),
              HasSubstr("does not mean that a bucket is missing"));
  EXPECT_EQ(HintForCall("apigw.0101", "", 404), HintForCall("APIGW.0101", "", 404));
}

TEST(HintForCall, NamesTheTwoPermissionsOfTheCheck) {
  for (const auto* code : {"CTS.0002", "CTS.0013", "unknown", ""}) {
    EXPECT_THAT(HintForCall(code, "", 403),
                AllOf(HasSubstr("cts:tracker:list"), HasSubstr("obs:bucket:ListAllMyBuckets")))
        << code;
  }
}

TEST(HintForCall, FallsBackToTheStatusAndItsClass) {
  EXPECT_EQ(HintForCall("X.1", "", 502), HintForCall("", "", 502));
  EXPECT_NE(HintForCall("X.1", "", 502), HintForCall("X.1", "", 599));
  for (const int status : {302, 418, 599}) EXPECT_NE(HintForCall("X.1", "", status), "") << status;
  for (const int status : {0, 200, 700}) EXPECT_EQ(HintForCall("X.1", "", status), "") << status;
}

TEST(HintForCall, IsCloserWhereTheMessageTellsTheCause) {
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
  EXPECT_EQ(HintForCall("CTS.0300", "decrypt token fail", 400), HintForCall("CTS.0300", "", 400))
      << "another code's message is no hint";
}

TEST(HintForBucket, MatchesTheCodeAfterTheLastPrefix) {
  const auto hint = HintForBucket("OBS.NoSuchBucket");
  EXPECT_NE(hint, "");
  for (const auto* code : {"NoSuchBucket", "obs.nosuchbucket", "CTS.OBS.NoSuchBucket"}) {
    EXPECT_EQ(HintForBucket(code), hint) << code;
  }
  for (const auto* code : {"", "OBS.", "OBS.NoSuchBucketX", "XNoSuchBucket", "OBS.NoSuchBucket "}) {
    EXPECT_EQ(HintForBucket(code), "") << code;
  }
}

TEST(HintForBucket, NoSuchBucketEndsWithTheAdviceToReferDirectly) {
  EXPECT_THAT(
      HintForBucket("OBS.NoSuchBucket"),
      EndsWith("If this configuration creates the bucket, refer to the resource directly so "
               "that the check waits for it."));
}

TEST(HintForBucket, KnowsKeysOfKms) {
  EXPECT_THAT(HintForBucket("OBS.KMS.DisabledException"), HasSubstr("disabled"));
  EXPECT_THAT(HintForBucket("KMS.0210"), HasSubstr("about to be deleted"));
}

}  // namespace
}  // namespace provider::service
