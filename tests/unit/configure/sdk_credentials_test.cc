// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/sdk_credentials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/text/redaction.h"

namespace provider::configure {
namespace {

TEST(SdkCredentials, ReadsOnlyTheBasicSection) {
  const auto found = ReadSdkCredentials(
      "\xEF\xBB\xBF# a comment\r\n"
      "[global]\nak = wrong\n"
      "[basic]\r\n"
      "  AK : file-ak \r\n"
      "; another\n"
      "sk = sdk-file-secret=with/equals\n"
      "security_token=sdk-file-token\n"
      "project_id = project\n"
      "iam_endpoint = https://iam.example\n"
      "nonsense\n"
      "[basic2]\nak = wrong\n");
  ASSERT_TRUE(found) << found.error();
  ASSERT_TRUE(*found);
  EXPECT_EQ((*found)->key,
            (auth::AccessKey{"file-ak", "sdk-file-secret=with/equals", "sdk-file-token"}));
  EXPECT_EQ((*found)->project_id, "project");
  EXPECT_EQ((*found)->iam_endpoint, "https://iam.example");
  for (const auto* secret : {"sdk-file-secret=with/equals", "sdk-file-token"}) {
    EXPECT_EQ(text::SecretRegistry::Process().Strip(secret), "(sensitive value)");
  }
}

TEST(SdkCredentials, IgnoresOtherSectionsAndCredentialKinds) {
  for (const auto* text : {"", "[", "]", "=", "[basic]", "ak=a\nsk=s", "[global]\nak=a\nsk=s",
                           "[basic]\nidp_id=x\nid_token_file=/y", "[basic]\nak=\nsk=\n"}) {
    const auto found = ReadSdkCredentials(text);
    ASSERT_TRUE(found) << text;
    EXPECT_FALSE(*found) << text;
  }
}

TEST(SdkCredentials, ReportsAnIncompleteKeyPair) {
  EXPECT_EQ(ReadSdkCredentials("[basic]\nak=a").error(), "has ak but no sk in its section [basic]");
  EXPECT_EQ(ReadSdkCredentials("[basic]\nsk=hunter2").error(),
            "has sk but no ak in its section [basic]");
}

TEST(SdkCredentials, RegistersASecretKeyInThePlaceOfAnAccessKey) {
  const std::string secret = "sdkFileSecretKey0123456789sdkFileSecretK";
  ASSERT_TRUE(ReadSdkCredentials("[basic]\nak = " + secret + "\nsk = SDKFILEACCESSKEY0001\n"));
  EXPECT_EQ(text::SecretRegistry::Process().Strip(secret), "(sensitive value)");
}

}  // namespace
}  // namespace provider::configure
