// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/http/ca_roots.h"
#include "provider/http/trust.h"
#include "tests/support/temp_folder.h"

namespace provider::http {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;

TEST(CaRootsOfLinux, AreWhereGoLooks) {
  const auto locations = FindCaLocations(base::Environment());
  ASSERT_TRUE(locations.has_value());
  EXPECT_THAT(locations->directories, ElementsAre("/etc/ssl/certs", "/etc/pki/tls/certs"));
  EXPECT_EQ(locations->bundles.size(), 6U);
}

TEST(CaRootsOfLinux, HaveNoStore) {
  EXPECT_EQ(CaLocations::Known().store.name, "");
  const SystemAuthorities authorities(CaLocations::Known());
  EXPECT_FALSE(authorities.HasStore());
  EXPECT_EQ(authorities.FetchAuthority({"any"}), nullptr);
}

TEST(CaRootsOfLinux, AreConvertedByOpenSsl) {
  EXPECT_EQ(CommandFromDerToPem("/my certs/ca.cer"),
            "openssl x509 -inform der -in \"/my certs/ca.cer\" -out ca.pem");
}

TEST(CaRootsOfLinux, CountEachFileOnce) {
  const testing::TempFolder folder;
  const auto broken = folder.Write("broken.crt", "-----BEGIN CERTIFICATE-----\nAA\n");
  fs::create_symlink("broken.crt", folder.path() / "link.crt");
  fs::create_symlink("/no/such.pem", folder.path() / "gone.crt");
  const SystemAuthorities authorities({{}, {folder.path().string()}});
  EXPECT_THAT(authorities.Unusable(), ElementsAre(broken + " (damaged)"));
}

}  // namespace
}  // namespace provider::http
