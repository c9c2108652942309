// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// tests/integration/host/store_windows_test.go connects to servers whose authorities are in the
// store.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/http/ca_roots.h"
#include "provider/http/trust.h"

namespace provider::http {
namespace {

using ::testing::IsEmpty;

TEST(CaRootsOfWindows, AreInTheStoreAndInNoFile) {
  const auto locations = FindCaLocations(base::Environment());
  ASSERT_TRUE(locations.has_value());
  EXPECT_THAT(locations->directories, IsEmpty());
  EXPECT_THAT(locations->bundles, IsEmpty());
  EXPECT_EQ(locations->store.name, "the certificate store of Windows");
  EXPECT_TRUE(locations->store.read().has_value());
}

TEST(CaRootsOfWindows, HaveNoAuthorityForWhatIsNoChain) {
  const SystemAuthorities authorities(CaLocations::Known());
  EXPECT_TRUE(authorities.HasStore());
  EXPECT_EQ(authorities.FetchAuthority({}), nullptr);
  EXPECT_EQ(authorities.FetchAuthority({"not a certificate"}), nullptr);
}

TEST(CaRootsOfWindows, AreConvertedByCertutil) {
  EXPECT_EQ(CommandFromDerToPem("C:\\my certs\\ca.cer"),
            "certutil -encode \"C:\\my certs\\ca.cer\" ca.pem");
}

}  // namespace
}  // namespace provider::http
