// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/koocli_profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/base/redaction.h"

namespace provider::configure {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string File(const std::string& profile, const std::string& more = "") {
  return R"({"current":"p")" + more + R"(,"profiles":[{"name":"p",)" + profile + "}]}";
}
const std::string kKeys = R"("mode":"AKSK","accessKeyId":"AK1","secretAccessKey":"koocli-secret")";

TEST(KooCliProfile, ReadsKeysAndWhatBelongsToThem) {
  const auto profile = ReadKooCliProfile(
      File(kKeys + R"(,"securityToken":"koocli-token","region":"cn-north-4","projectId":"pr",
                       "domainId":"d","unknown":[{}])"),
      "");
  ASSERT_TRUE(profile) << profile.error();
  EXPECT_EQ(profile->key, (auth::AccessKey{"AK1", "koocli-secret", "koocli-token"}));
  EXPECT_EQ(profile->region, "cn-north-4");
  EXPECT_EQ(profile->project_id, "pr");
  EXPECT_EQ(profile->domain_id, "d");
  EXPECT_FALSE(profile->agency);
  for (const auto* secret : {"koocli-secret", "koocli-token"}) {
    EXPECT_EQ(base::SecretRegistry::Process().Strip(secret), "(sensitive value)");
  }
}

// Whoever chooses the credentials refuses such a pair with better advice.
TEST(KooCliProfile, KeysThatAreMixedUpAreNotTakenForEncryptedOnes) {
  const auto profile = ReadKooCliProfile(
      File(R"("mode":"AKSK","accessKeyId":"abcdefghij/klmnopqrst+uvwxyz0123456789AB",
              "secretAccessKey":"AKIDAKIDAKIDAKIDAKID")"),
      "");
  ASSERT_TRUE(profile) << profile.error();
  EXPECT_EQ(profile->key->secret_key, "AKIDAKIDAKIDAKIDAKID");
}

TEST(KooCliProfile, ReadsKeysOfSso) {
  const auto profile = ReadKooCliProfile(
      File(R"("mode":"SSO","accessKeyId":"wrong","ssoAuth":{"stsToken":{"accessKeyId":"SA",
              "secretAccessKey":"sso-secret","securityToken":"sso-token"}})"),
      "");
  ASSERT_TRUE(profile) << profile.error();
  EXPECT_EQ(profile->key, (auth::AccessKey{"SA", "sso-secret", "sso-token"}));
  EXPECT_EQ(base::SecretRegistry::Process().Strip("sso-token"), "(sensitive value)");
  EXPECT_THAT(ReadKooCliProfile(File(R"("mode":"SSO")"), "")->problem, HasSubstr("hcloud"));
}

TEST(KooCliProfile, ReadsAgencies) {
  const auto profile = ReadKooCliProfile(
      File(R"("mode":"agency","accessKeyId":"AK1","secretAccessKey":"koocli-secret",
              "agencyName":"team","agencyDomainName":"acme","agencyDomainId":"acme-id")"),
      "p");
  ASSERT_TRUE(profile) << profile.error();
  EXPECT_EQ(profile->agency, (auth::Agency{"team", "acme", "acme-id", 0}));
  EXPECT_TRUE(profile->key);
  const auto half = ReadKooCliProfile(File(R"("mode":"agency","accessKeyId":"AK1",
      "secretAccessKey":"koocli-secret","agencyName":"team")"),
                                      "");
  EXPECT_THAT(half->problem, HasSubstr("the account of its agency"));
  EXPECT_FALSE(half->key) << "a read must not go on with the caller's own account";
  const auto ecs = ReadKooCliProfile(File(R"("mode":"ecsAgency")", R"(,"authEncrypt":true)"), "");
  ASSERT_TRUE(ecs) << ecs.error();
  EXPECT_FALSE(ecs->key);
}

TEST(KooCliProfile, FindsTheOneThatIsNamed) {
  const std::string text = R"({"current":"a","profiles":[
      {"name":"a","mode":"AKSK","accessKeyId":"A","secretAccessKey":"koocli-secret"},
      {"name":"b","mode":"AKSK","accessKeyId":"B","secretAccessKey":"koocli-secret"}]})";
  EXPECT_EQ(ReadKooCliProfile(text, "")->key->access_key, "A");
  EXPECT_EQ(ReadKooCliProfile(text, "b")->key->access_key, "B");
  EXPECT_EQ(ReadKooCliProfile(text, "B").error(), R"(has no profile "B"; it has "a", "b")");
  EXPECT_EQ(ReadKooCliProfile(R"({"profiles":[]})", "b").error(), R"(has no profile "b")");
  EXPECT_THAT(ReadKooCliProfile(R"({"profiles":[]})", "").error(), HasSubstr("HW_PROFILE"));
}

TEST(KooCliProfile, SaysHowToStoreEncryptedSecretsReadable) {
  const std::string by_shape = R"("mode":"AKSK","secretAccessKey":"ciphertext-of-secret",
                                  "accessKeyId":)";
  for (const auto& text :
       {File(kKeys, R"(,"authEncrypt":true)"), File(kKeys, R"(,"authEncrypt":"True")"),
        File(by_shape + R"("a3Vjaw==")"), File(by_shape + '"' + std::string(200, 'A') + '"')}) {
    EXPECT_THAT(
        ReadKooCliProfile(text, "")->problem,
        AllOf(HasSubstr("encrypted"), HasSubstr("`hcloud configure set --cli-auth-encrypt=false`")))
        << text;
  }
  for (const auto* flag : {R"(,"authEncrypt":false)", R"(,"authEncrypt":"false")"}) {
    EXPECT_EQ(ReadKooCliProfile(File(kKeys, flag), "")->problem, "") << flag;
  }
}

TEST(KooCliProfile, RefusesModesItCannotServe) {
  EXPECT_THAT(ReadKooCliProfile(File(R"("mode":"token")"), "")->problem,
              AllOf(HasSubstr("\"token\""), HasSubstr("AKSK")));
}

TEST(KooCliProfile, HostileContentGivesASentence) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "[";
  for (const std::string& text :
       {std::string(), std::string("null"), std::string("[]"), std::string("\x7f"), deep,
        std::string(R"({"profiles":{}})"), std::string(R"({"profiles":[7,null,[]],"current":"p"})"),
        std::string(R"({"profiles":[{"name":["p"]}],"current":"p"})")}) {
    const auto profile = ReadKooCliProfile(text, "");
    ASSERT_FALSE(profile) << text.substr(0, 100);
    EXPECT_LT(profile.error().size(), 500U);
  }
  for (const std::string& text :
       {File(R"("mode":["AKSK"],"accessKeyId":7)"), File(R"("mode":"AKSK")")}) {
    EXPECT_THAT(ReadKooCliProfile(text, "")->problem, HasSubstr("without a whole pair"));
  }
}

TEST(KooCliProfile, KeepsTheRegionOfAProfileWhoseKeysCannotBeUsed) {
  for (const auto& text : {File(kKeys + R"(,"region":"cn-north-4")", R"(,"authEncrypt":true)"),
                           File(R"("mode":"token","region":"cn-north-4")"),
                           File(R"("mode":"SSO","region":"cn-north-4")")}) {
    const auto profile = ReadKooCliProfile(text, "");
    ASSERT_TRUE(profile) << profile.error();
    EXPECT_EQ(profile->region, "cn-north-4");
    EXPECT_FALSE(profile->key);
    EXPECT_NE(profile->problem, "");
  }
}

TEST(KooCliProfile, RegistersASecretKeyInThePlaceOfAnAccessKey) {
  const std::string secret = "koocliSecretKey0123456789koocliSecretKey";
  const std::string text = File(
      R"("mode":"AKSK","secretAccessKey":"KOOCLIACCESSKEY00001","accessKeyId":")" + secret + '"');
  ASSERT_TRUE(ReadKooCliProfile(text, ""));
  EXPECT_EQ(base::SecretRegistry::Process().Strip(secret), "(sensitive value)");
}

}  // namespace
}  // namespace provider::configure
