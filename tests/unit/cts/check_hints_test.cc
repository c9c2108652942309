// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cts/check_hints.h"

#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/service/hints.h"

namespace provider::cts {
namespace {

using service::HintForCall;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(HintForCheck, IgnoresTheCaseOfCodes) {
  EXPECT_THAT(HintsForChecks().For("APIGW.0101", 404, ""),
              HasSubstr("does not mean that a bucket is missing"));
  EXPECT_EQ(HintsForChecks().For("apigw.0101", 404, ""),
            HintsForChecks().For("APIGW.0101", 404, ""));
}

TEST(HintForCheck, NamesTheTwoPermissionsOfTheCheck) {
  for (const auto* code : {"CTS.0002", "CTS.0013", "unknown", ""}) {
    EXPECT_THAT(HintsForChecks().For(code, 403, ""),
                AllOf(HasSubstr("cts:tracker:list"), HasSubstr("obs:bucket:ListAllMyBuckets"),
                      Not(HasSubstr("domain_id"))))
        << code;
  }
}

// An account ID that was looked up is the caller's.
TEST(HintForCheck, NamesTheSourceOfAConfiguredAccountId) {
  for (const auto& [code, status] : {std::pair{"CTS.0013", 403}, {"", 403}, {"", 404}}) {
    EXPECT_THAT(HintsForChecks().For(code, status, "the environment variable OS_DOMAIN_ID"),
                HasSubstr("comes from the environment variable OS_DOMAIN_ID"))
        << code << status;
    EXPECT_THAT(HintsForChecks().For(code, status, ""), Not(HasSubstr("{"))) << code << status;
  }
}

TEST(HintForCheck, IsEmptyForErrorsNotSpecificToTheCheck) {
  EXPECT_EQ(HintsForChecks().For("APIGW.0301", 401, ""), "");
  EXPECT_EQ(HintsForChecks().For("APIGW.0303", 403, ""), "")
      << "the code says more than the status";
  EXPECT_EQ(HintsForChecks().For("", 502, ""), "");
  EXPECT_EQ(HintsForChecks().For("", 200, ""), "");
}

TEST(HintForBucket, MatchesTheCodeAfterTheLastPrefix) {
  const auto hint = HintForBucket("OBS.NoSuchBucket", false);
  EXPECT_NE(hint, "");
  for (const auto* code : {"NoSuchBucket", "obs.nosuchbucket", "CTS.OBS.NoSuchBucket"}) {
    EXPECT_EQ(HintForBucket(code, false), hint) << code;
  }
  for (const auto* code : {"", "OBS.", "OBS.NoSuchBucketX", "XNoSuchBucket", "OBS.NoSuchBucket "}) {
    EXPECT_EQ(HintForBucket(code, false), "") << code;
  }
}

TEST(HintForBucket, NoSuchBucketAdvisesToReferToTheResource) {
  EXPECT_THAT(
      HintForBucket("OBS.NoSuchBucket", true),
      EndsWith("If this configuration creates the bucket, refer to the resource directly so "
               "that the check waits for it."));
}

TEST(HintForBucket, AdvisesToSetTheLocationIfItIsWrong) {
  for (const auto* code :
       {"OBS.IllegalLocationConstraintException", "OBS.InvalidLocationConstraint",
        "OBS.MissingRegion", "OBS.PermanentRedirect", "OBS.TemporaryRedirect", "OBS.Redirect"}) {
    EXPECT_THAT(HintForBucket(code, false), EndsWith("Set bucket_location to the bucket's region."))
        << code;
  }
}

TEST(HintForBucket, ExplainsKmsKeyErrors) {
  EXPECT_THAT(HintForBucket("OBS.KMS.DisabledException", true), HasSubstr("disabled"));
  EXPECT_THAT(HintForBucket("KMS.0210", true), HasSubstr("scheduled for deletion"));
}

// Without a key in the configuration, the error can only concern the bucket's own encryption.
TEST(HintForBucket, MentionsKmsIdOnlyIfAKeyWasChecked) {
  EXPECT_THAT(HintForBucket("OBS.AccessDenied", true), HasSubstr("KMS"));
  EXPECT_THAT(HintForBucket("OBS.AccessDenied", false), Not(HasSubstr("KMS")));
  for (const auto* code :
       {"KMS.DisabledException", "KMS.NotFoundException", "KMS.0209", "KMS.0210"}) {
    EXPECT_THAT(HintForBucket(code, true), HasSubstr("kms_id")) << code;
    EXPECT_THAT(HintForBucket(code, false),
                AllOf(HasSubstr("default encryption"), Not(HasSubstr("kms_id"))))
        << code;
  }
  for (const auto* code : {"KMS.0205", "KMS.0211", "CTS.0220", "CTS.0221", "CTS.0222"}) {
    EXPECT_THAT(HintForBucket(code, true), HasSubstr("kms_id")) << code;
    EXPECT_EQ(HintForBucket(code, false), "") << code;
  }
}

}  // namespace
}  // namespace provider::cts
