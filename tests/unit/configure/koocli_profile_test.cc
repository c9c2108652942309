// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/koocli_profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/text/redaction.h"

namespace provider::configure {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string File(const std::string& profile, const std::string& more = "") {
  return R"({"current":"p")" + more + R"(,"profiles":[{"name":"p",)" + profile + "}]}";
}
const std::string kKeys = R"("mode":"AKSK","accessKeyId":"AK1","secretAccessKey":"koocli-secret")";

TEST(KooCliProfile, ReadsKeysRegionProjectAndAccount) {
  const auto profile = ReadKooCliProfile(
      File(kKeys + R"(,"securityToken":"koocli-token","region":"cn-north-4","projectId":"pr",
                       "domainId":"d","unknown":[{}])"),
      "");
  ASSERT_TRUE(profile) << profile.error().phrase;
  EXPECT_EQ(profile->key, (auth::AccessKey{"AK1", "koocli-secret", "koocli-token"}));
  EXPECT_EQ(profile->region, "cn-north-4");
  EXPECT_EQ(profile->project_id, "pr");
  EXPECT_EQ(profile->domain_id, "d");
  EXPECT_FALSE(profile->agency);
  for (const auto* secret : {"koocli-secret", "koocli-token"}) {
    EXPECT_EQ(text::SecretRegistry::Process().Strip(secret), "(sensitive value)");
  }
}

// The code that chooses the credentials refuses such a pair with better advice.
TEST(KooCliProfile, DoesNotTreatSwappedKeysAsEncrypted) {
  const auto profile = ReadKooCliProfile(
      File(R"("mode":"AKSK","accessKeyId":"abcdefghij/klmnopqrst+uvwxyz0123456789AB",
              "secretAccessKey":"AKIDAKIDAKIDAKIDAKID")"),
      "");
  ASSERT_TRUE(profile) << profile.error().phrase;
  EXPECT_EQ(profile->key->secret_key, "AKIDAKIDAKIDAKIDAKID");
}

TEST(KooCliProfile, ReadsSsoKeys) {
  const auto profile = ReadKooCliProfile(
      File(R"("mode":"SSO","accessKeyId":"wrong","ssoAuth":{"stsToken":{"accessKeyId":"SA",
              "secretAccessKey":"sso-secret","securityToken":"sso-token"}})"),
      "");
  ASSERT_TRUE(profile) << profile.error().phrase;
  EXPECT_EQ(profile->key, (auth::AccessKey{"SA", "sso-secret", "sso-token"}));
  EXPECT_EQ(text::SecretRegistry::Process().Strip("sso-token"), "(sensitive value)");
  EXPECT_THAT(ReadKooCliProfile(File(R"("mode":"SSO")"), "")->problem.advice, HasSubstr("hcloud"));
}

TEST(KooCliProfile, ReadsAgencies) {
  const auto profile = ReadKooCliProfile(
      File(R"("mode":"agency","accessKeyId":"AK1","secretAccessKey":"koocli-secret",
              "agencyName":"team","agencyDomainName":"acme","agencyDomainId":"acme-id")"),
      "p");
  ASSERT_TRUE(profile) << profile.error().phrase;
  EXPECT_EQ(profile->agency, (auth::Agency{"team", "acme", "acme-id", 0}));
  EXPECT_TRUE(profile->key);
  const auto half = ReadKooCliProfile(File(R"("mode":"agency","accessKeyId":"AK1",
      "secretAccessKey":"koocli-secret","agencyName":"team")"),
                                      "");
  EXPECT_EQ(half->problem.phrase,
            R"(has a profile "p" without agencyDomainName and agencyDomainId)");
  EXPECT_FALSE(half->key) << "a read must not go on with the caller's own account";
  const auto ecs = ReadKooCliProfile(File(R"("mode":"ecsAgency")", R"(,"authEncrypt":true)"), "");
  ASSERT_TRUE(ecs) << ecs.error().phrase;
  EXPECT_FALSE(ecs->key);
}

TEST(KooCliProfile, FindsTheNamedOrCurrentProfile) {
  const std::string text = R"({"current":"a","profiles":[
      {"name":"a","mode":"AKSK","accessKeyId":"A","secretAccessKey":"koocli-secret"},
      {"name":"b","mode":"AKSK","accessKeyId":"B","secretAccessKey":"koocli-secret"}]})";
  EXPECT_EQ(ReadKooCliProfile(text, "")->key->access_key, "A");
  EXPECT_EQ(ReadKooCliProfile(text, "b")->key->access_key, "B");
  EXPECT_EQ(ReadKooCliProfile(text, "B").error().phrase, R"(has no profile "B"; it has "a", "b")");
  EXPECT_EQ(ReadKooCliProfile(R"({"profiles":[]})", "b").error().phrase, R"(has no profile "b")");
  EXPECT_EQ(ReadKooCliProfile(text, "B").error().advice, "Correct the name.");
  EXPECT_THAT(ReadKooCliProfile(R"({"profiles":[]})", "").error().advice, HasSubstr("HW_PROFILE"));
  EXPECT_THAT(ReadKooCliProfile(R"({"profiles":[],"current":"b"})", "").error().advice,
              HasSubstr("calls it the current one"));
}

TEST(KooCliProfile, AdvisesHowToTurnOffEncryption) {
  const std::string by_shape = R"("mode":"AKSK","secretAccessKey":"ciphertext-of-secret",
                                  "accessKeyId":)";
  for (const auto& text :
       {File(kKeys, R"(,"authEncrypt":true)"), File(kKeys, R"(,"authEncrypt":"True")"),
        File(by_shape + R"("a3Vjaw==")"), File(by_shape + '"' + std::string(200, 'A') + '"')}) {
    const auto problem = ReadKooCliProfile(text, "")->problem;
    EXPECT_THAT(problem.phrase, HasSubstr("encrypted")) << text;
    EXPECT_THAT(problem.advice, HasSubstr("`hcloud configure set --cli-auth-encrypt=false`"));
  }
  for (const auto* flag : {R"(,"authEncrypt":false)", R"(,"authEncrypt":"false")"}) {
    EXPECT_EQ(ReadKooCliProfile(File(kKeys, flag), "")->problem.phrase, "") << flag;
  }
}

TEST(KooCliProfile, NamesTheMissingValue) {
  const std::pair<const char*, const char*> cases[] = {
      {R"("accessKeyId":"AK1")", "secretAccessKey"},
      {R"("secretAccessKey":"koocli-secret")", "accessKeyId"},
      {R"("mode":"agency","accessKeyId":"AK1","secretAccessKey":"koocli-secret",
          "agencyDomainName":"d")",
       "agencyName"},
  };
  for (const auto& [fields, missing] : cases) {
    const auto problem = ReadKooCliProfile(File(fields), "")->problem;
    EXPECT_EQ(problem.phrase, std::string(R"(has a profile "p" without )") + missing);
    EXPECT_EQ(problem.advice, "Add what is missing with `hcloud configure`.");
  }
}

TEST(KooCliProfile, RefusesUnsupportedModes) {
  EXPECT_THAT(ReadKooCliProfile(File(R"("mode":"token")"), "")->problem.phrase,
              AllOf(HasSubstr("\"token\""), HasSubstr("AKSK")));
}

TEST(KooCliProfile, ReportsHostileContentInAShortMessage) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "[";
  for (const std::string& text :
       {std::string(), std::string("null"), std::string("[]"), std::string("\x7f"), deep,
        std::string(R"({"profiles":{}})"), std::string(R"({"profiles":[7,null,[]],"current":"p"})"),
        std::string(R"({"profiles":[{"name":["p"]}],"current":"p"})")}) {
    const auto profile = ReadKooCliProfile(text, "");
    ASSERT_FALSE(profile) << text.substr(0, 100);
    EXPECT_LT(profile.error().phrase.size(), 500U);
  }
  for (const std::string& text :
       {File(R"("mode":["AKSK"],"accessKeyId":7)"), File(R"("mode":"AKSK")")}) {
    EXPECT_THAT(ReadKooCliProfile(text, "")->problem.phrase,
                HasSubstr("without accessKeyId and secretAccessKey"));
  }
}

TEST(KooCliProfile, KeepsTheRegionOfAProfileWithUnusableKeys) {
  for (const auto& text : {File(kKeys + R"(,"region":"cn-north-4")", R"(,"authEncrypt":true)"),
                           File(R"("mode":"token","region":"cn-north-4")"),
                           File(R"("mode":"SSO","region":"cn-north-4")")}) {
    const auto profile = ReadKooCliProfile(text, "");
    ASSERT_TRUE(profile) << profile.error().phrase;
    EXPECT_EQ(profile->region, "cn-north-4");
    EXPECT_FALSE(profile->key);
    EXPECT_NE(profile->problem.phrase, "");
    EXPECT_NE(profile->problem.advice, "");
  }
}

TEST(KooCliProfile, RegistersASecretKeyInThePlaceOfAnAccessKey) {
  const std::string secret = "koocliSecretKey0123456789koocliSecretKey";
  const std::string text = File(
      R"("mode":"AKSK","secretAccessKey":"KOOCLIACCESSKEY00001","accessKeyId":")" + secret + '"');
  ASSERT_TRUE(ReadKooCliProfile(text, ""));
  EXPECT_EQ(text::SecretRegistry::Process().Strip(secret), "(sensitive value)");
}

}  // namespace
}  // namespace provider::configure
