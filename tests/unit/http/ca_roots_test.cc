// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/ca_roots.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/http/temp_folder.h"

namespace provider::http {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class CaRootsTest : public ::testing::Test {
 protected:
  std::string Write(const std::string& name) const { return folder_.Write(name, "x"); }
  std::string Directory(const std::string& name, int links) const {
    static_cast<void>(Write(name + "/README"));
    for (std::size_t i = 0; i < static_cast<std::size_t>(links); ++i) {
      static_cast<void>(Write(name + "/00c0ffe" + "0123456789abcdef"[i] + ".0"));
    }
    return (folder_.path() / name).string();
  }

  const testing::TempFolder folder_;
  const base::Environment nothing_;
};

TEST_F(CaRootsTest, TakesPemText) {
  const auto roots = FindCaRoots("\n-----BEGIN CERTIFICATE-----\n", nothing_);
  ASSERT_TRUE(roots.has_value());
  EXPECT_EQ(roots->pem, "\n-----BEGIN CERTIFICATE-----\n");
  EXPECT_TRUE(roots->file.empty() && roots->directory.empty());
}

TEST_F(CaRootsTest, LetsTheSettingDecideAlone) {
  const auto file = Write("ca.pem");
  const auto roots = FindCaRoots(
      file, base::Environment({{"SSL_CERT_FILE", Write("other.pem")}, {"SSL_CERT_DIR", "/d"}}));
  ASSERT_TRUE(roots.has_value());
  EXPECT_EQ(roots->file, file);
  EXPECT_TRUE(roots->directory.empty());
}

TEST_F(CaRootsTest, ExpandsHomeInTheVariable) {
  const auto file = Write("ca.pem");
  const auto roots = FindCaRoots(
      "", base::Environment({{"SSL_CERT_FILE", "~/ca.pem"}, {"HOME", folder_.path().string()}}));
  ASSERT_TRUE(roots.has_value()) << roots.error();
  EXPECT_EQ(roots->file, file);
  EXPECT_THAT(FindCaRoots("", base::Environment({{"SSL_CERT_FILE", "~/ca.pem"}})).error(),
              HasSubstr("SSL_CERT_FILE names \"~/ca.pem\""));
}

TEST_F(CaRootsTest, NamesAFileThatCannotBeRead) {
  EXPECT_EQ(FindCaRoots("/no/such.pem", nothing_).error(),
            "cacert_file names \"/no/such.pem\", which cannot be read: No such file or directory.");
  EXPECT_THAT(FindCaRoots(folder_.path().string(), nothing_).error(),
              HasSubstr("it is a directory"));
  EXPECT_THAT(FindCaRoots("", base::Environment({{"SSL_CERT_FILE", "/no/such.pem"}})).error(),
              HasSubstr("SSL_CERT_FILE names \"/no/such.pem\""));
}

TEST_F(CaRootsTest, ShowsAHostilePathDisarmed) {
  const auto error = FindCaRoots("a\x1b[2J\n" + std::string(10'000, 'a'), nothing_).error();
  EXPECT_THAT(error, HasSubstr("\"a [2J a"));
  EXPECT_LT(error.size(), 400U);
}

TEST_F(CaRootsTest, TakesTheEnvironmentBeforeTheSystem) {
  const auto file = Write("ca.pem");
  const SystemRoots system{{Directory("hashed", 16)}, {}};
  const auto both = FindCaRoots(
      "", base::Environment({{"SSL_CERT_FILE", file}, {"SSL_CERT_DIR", "/d:/e"}}), system);
  ASSERT_TRUE(both.has_value());
  EXPECT_EQ(both->file, file);
  EXPECT_EQ(both->directory, "/d:/e");
  const auto one = FindCaRoots("", base::Environment({{"SSL_CERT_DIR", "/d"}}), system);
  ASSERT_TRUE(one.has_value());
  EXPECT_EQ(one->directory, "/d");
}

TEST_F(CaRootsTest, PrefersAHashedDirectoryToABundle) {
  const auto hashed = Directory("hashed", 16);
  const auto roots =
      FindCaRoots("", nothing_, {{Directory("plain", 0), hashed}, {Write("bundle.crt")}});
  ASSERT_TRUE(roots.has_value());
  EXPECT_EQ(roots->directory, hashed);
  EXPECT_TRUE(roots->file.empty());
}

TEST_F(CaRootsTest, PrefersABundleToAFewLinksOfSomebody) {
  const auto sparse = Directory("sparse", 2);
  const auto bundle = Write("bundle.crt");
  EXPECT_EQ(FindCaRoots("", nothing_, {{sparse}, {"/no", bundle}})->file, bundle);
  EXPECT_EQ(FindCaRoots("", nothing_, {{sparse}, {"/no"}})->directory, sparse);
}

TEST_F(CaRootsTest, CountsNoLinkWhoseTargetIsGone) {
  const auto directory = Directory("dangling", 0);
  for (char c = '0'; c <= '9'; ++c) {
    fs::create_symlink("/no/such.pem",
                       fs::path(directory) / ("0000000" + std::string(1, c) + ".0"));
    fs::create_symlink("/no/such.pem",
                       fs::path(directory) / ("0000000" + std::string(1, c) + ".1"));
  }
  EXPECT_FALSE(FindCaRoots("", nothing_, {{directory}, {}}).has_value());
}

TEST_F(CaRootsTest, ListsWhatItTried) {
  const auto error = FindCaRoots("", nothing_, {{"/no/dir"}, {"/no/a.crt", "/no/b.crt"}}).error();
  EXPECT_THAT(error, HasSubstr("/no/dir or /no/a.crt, /no/b.crt"));
  EXPECT_THAT(error, HasSubstr("cacert_file"));
}

}  // namespace
}  // namespace provider::http
