// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/ca_roots.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/http/trust.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/http/certificate.h"

namespace provider::http {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CaRootsTest : public ::testing::Test {
 protected:
  std::string Folder() const { return folder_.path().string(); }
  // Absolute on each system.
  std::string NoFile() const { return (folder_.path() / "such.pem").string(); }

  const testing::TempFolder folder_;
  const testing::Identity authority_ =
      testing::MakeCertificate({.name = "Authority", .is_authority = true});
  const base::Environment nothing_;
};

TEST_F(CaRootsTest, VariablesReplaceBundlesOrDirectoriesOnly) {
  const auto file = folder_.Write("ca.pem", authority_.certificate);
  auto locations = FindCaLocations(base::Environment({{"SSL_CERT_FILE", file}}));
  ASSERT_TRUE(locations.has_value());
  EXPECT_THAT(locations->bundles, ElementsAre(file));
  EXPECT_EQ(locations->directories, CaLocations::Known().directories);
  locations =
      FindCaLocations(base::Environment({{"SSL_CERT_DIR", "/d::/e:"}}, base::kPosixConventions));
  ASSERT_TRUE(locations.has_value());
  EXPECT_THAT(locations->directories, ElementsAre("/d", "/e"));
  EXPECT_EQ(locations->bundles, CaLocations::Known().bundles);
}

TEST_F(CaRootsTest, ExpandsTheHomeFolder) {
  static_cast<void>(folder_.Write("ca.pem", authority_.certificate));
  const auto locations = FindCaLocations(base::Environment(
      {{"HOME", Folder()}, {"SSL_CERT_FILE", "~/ca.pem"}, {"SSL_CERT_DIR", "~/certs"}},
      base::kPosixConventions));
  ASSERT_TRUE(locations.has_value());
  EXPECT_THAT(locations->bundles, ElementsAre(Folder() + "/ca.pem"));
  EXPECT_THAT(locations->directories, ElementsAre(Folder() + "/certs"));
}

TEST_F(CaRootsTest, ReportsUnusableSslCertFileByVariableAndPath) {
  const auto error_for = [](const std::string& file) {
    return FindCaLocations(base::Environment({{"SSL_CERT_FILE", file}})).error();
  };
  EXPECT_EQ(error_for(NoFile()),
            "SSL_CERT_FILE names \"" + NoFile() + "\", which does not exist. Correct the path.");
  EXPECT_THAT(error_for(Folder()), HasSubstr("which is a directory"));
  EXPECT_THAT(error_for(folder_.Write("key.pem", authority_.key)),
              HasSubstr("holds no certificate"));
  const auto der = folder_.Write("ca.cer", authority_.der);
  EXPECT_EQ(error_for(der),
            "SSL_CERT_FILE names \"" + der +
                "\", which is in DER form, not PEM. Convert it: " + CommandFromDerToPem(der) + ".");
}

TEST_F(CaRootsTest, ReportsWhyCacertFileIsUnusable) {
  EXPECT_EQ(WhyCaIsUnusable("", "cacert_file"), std::nullopt);
  EXPECT_EQ(WhyCaIsUnusable(authority_.certificate, "cacert_file"), std::nullopt);
  EXPECT_EQ(WhyCaIsUnusable(folder_.Write("ca.pem", authority_.certificate), "cacert_file"),
            std::nullopt);
  EXPECT_EQ(WhyCaIsUnusable(NoFile(), "OS_CACERT"),
            "OS_CACERT names \"" + NoFile() + "\", which does not exist. Correct the path.");
  EXPECT_THAT(*WhyCaIsUnusable(folder_.Write("ca.cer", authority_.der), "cacert_file"),
              HasSubstr("DER"));
  EXPECT_THAT(*WhyCaIsUnusable(authority_.key, "cacert_file"), HasSubstr("holds no certificate"));
  auto damaged = authority_.certificate;
  damaged[damaged.size() / 2] = '*';
  EXPECT_THAT(*WhyCaIsUnusable(damaged, "cacert_file"), HasSubstr("a damaged certificate"));
  EXPECT_THAT(*WhyCaIsUnusable(folder_.Write("damaged.pem", damaged), "cacert_file"),
              HasSubstr("which holds a damaged certificate"));
}

TEST_F(CaRootsTest, SanitizesAndShortensPathInMessage) {
  const auto error = *WhyCaIsUnusable("a\x1b[2J\n" + std::string(10'000, 'a'), "cacert_file");
  EXPECT_THAT(error, HasSubstr("\"a [2J a"));
  EXPECT_LT(error.size(), 400U);
}

TEST_F(CaRootsTest, ReadsTheFirstBundleAndAllFolders) {
  const auto bundle = folder_.Write("b/bundle.crt", authority_.certificate);
  static_cast<void>(folder_.Write("d/README", "text"));
  static_cast<void>(folder_.Write("d/folder/inner.crt", authority_.certificate));
  const auto broken = folder_.Write("d/broken.crt", "-----BEGIN CERTIFICATE-----\nAA\n");
  const SystemAuthorities authorities({{"/no/a.crt", bundle, "/no/b.crt"}, {Folder() + "/d"}});
  EXPECT_FALSE(authorities.IsEmpty());
  EXPECT_THAT(authorities.Unusable(), ElementsAre(broken + " (damaged)"));
}

TEST_F(CaRootsTest, BothVariablesReplaceTheSystemsStore) {
  const CaLocations known{.bundles = {"/b"}, .directories = {"/d"}, .store = {.name = "the store"}};
  const auto store_with =
      [&](std::initializer_list<std::pair<const std::string, std::string>> set) {
        return FindCaLocations(base::Environment(set), known)->store.name;
      };
  const auto file = folder_.Write("ca.pem", authority_.certificate);
  EXPECT_EQ(store_with({}), "the store");
  EXPECT_EQ(store_with({{"SSL_CERT_FILE", file}}), "the store");
  EXPECT_EQ(store_with({{"SSL_CERT_DIR", Folder()}}), "the store");
  EXPECT_EQ(store_with({{"SSL_CERT_FILE", file}, {"SSL_CERT_DIR", Folder()}}), "");
}

TEST_F(CaRootsTest, WindowsSeparatesFoldersBySemicolon) {
  const base::Environment windows(
      {{"ssl_cert_dir", "C:\\certs;~\\certs;"}, {"USERPROFILE", "D:\\me"}},
      base::kWindowsConventions);
  EXPECT_THAT(FindCaLocations(windows)->directories, ElementsAre("C:\\certs", "D:\\me\\certs"));
}

TEST_F(CaRootsTest, IsEmptyWhenNoPlaceExists) {
  const SystemAuthorities authorities({{"/no/a.crt"}, {"/no/dir"}});
  EXPECT_TRUE(authorities.IsEmpty());
  EXPECT_THAT(authorities.Unusable(), IsEmpty());
  EXPECT_EQ(authorities.Places(), "/no/dir, /no/a.crt");
}

}  // namespace
}  // namespace provider::http
