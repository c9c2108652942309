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
  EXPECT_THAT(HintForCall("APIGW.0101", 404), HasSubstr("does not mean that a bucket is missing"));
  EXPECT_EQ(HintForCall("apigw.0101", 404), HintForCall("APIGW.0101", 404));
}

TEST(HintForCall, NamesTheTwoPermissionsOfTheCheck) {
  for (const auto* code : {"CTS.0002", "CTS.0013", "unknown", ""}) {
    EXPECT_THAT(HintForCall(code, 403),
                AllOf(HasSubstr("cts:tracker:list"), HasSubstr("obs:bucket:ListAllMyBuckets")))
        << code;
  }
}

TEST(HintForCall, FallsBackToTheStatus) {
  EXPECT_EQ(HintForCall("X.1", 502), HintForCall("", 502));
  EXPECT_NE(HintForCall("X.1", 502), "");
  EXPECT_EQ(HintForCall("X.1", 418), "");
  EXPECT_EQ(HintForCall("X.1", 0), "");
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
