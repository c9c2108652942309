// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/base/openssl_init.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "tests/support/system.h"
#include "tests/support/temp_folder.h"

namespace provider::base {
namespace {

// Loads the configuration as curl and gRPC do, and exits with 1 if OpenSSL applied it.
[[noreturn]] void ExitWithFipsSetting() {
  OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG, nullptr);
  std::exit(EVP_default_properties_is_fips_enabled(nullptr));
}

constexpr std::string_view kConfiguration =
    "openssl_conf = init\n[init]\nalg_section = algorithms\n"
    "[algorithms]\ndefault_properties = fips=yes\n";

class OpenSslInit : public ::testing::Test {
 protected:
  void SetUp() override {
    ::testing::FLAGS_gtest_death_test_style = "threadsafe";  // a new process: OpenSSL starts once
    testing::SetVariable("OPENSSL_CONF", folder_.Write("openssl.cnf", std::string(kConfiguration)));
  }
  void TearDown() override { testing::UnsetVariable("OPENSSL_CONF"); }

  const testing::TempFolder folder_;
};

TEST_F(OpenSslInit, IgnoresTheConfigurationFile) {
  EXPECT_EXIT(
      {
        InitOpenSsl();
        ExitWithFipsSetting();
      },
      ::testing::ExitedWithCode(0), "");
}

// The control case: OpenSSL applies the file.
TEST_F(OpenSslInit, WithoutItOpenSslAppliesTheConfigurationFile) {
  EXPECT_EXIT(ExitWithFipsSetting(), ::testing::ExitedWithCode(1), "");
}

TEST(OpenSslInitEnvironment, UnsetsSslKeyLogFile) {
  testing::SetVariable("SSLKEYLOGFILE", "never-written");
  InitOpenSsl();
  EXPECT_EQ(std::getenv("SSLKEYLOGFILE"), nullptr);
}

using Draw = std::array<unsigned char, 32>;

Draw DrawPublic() {
  Draw draw{};
  EXPECT_EQ(RAND_bytes(draw.data(), static_cast<int>(draw.size())), 1);
  return draw;
}

Draw DrawPrivate() {
  Draw draw{};
  EXPECT_EQ(RAND_priv_bytes(draw.data(), static_cast<int>(draw.size())), 1);
  return draw;
}

TEST(OpenSslRandom, ReturnsDifferentBytesEachTime) {
  InitOpenSsl();
  EXPECT_EQ(RAND_status(), 1);
  EXPECT_NE(DrawPublic(), DrawPublic());
  EXPECT_NE(DrawPrivate(), DrawPrivate());
  EXPECT_NE(DrawPublic(), DrawPrivate());
}

TEST(OpenSslRandom, FillsLargeBuffers) {
  InitOpenSsl();
  std::vector<unsigned char> buffer(1 << 20);  // above 256 bytes, getrandom may return less
  ASSERT_EQ(RAND_bytes(buffer.data(), static_cast<int>(buffer.size())), 1);
  const auto zeros = std::count(buffer.begin(), buffer.end(), 0);
  EXPECT_LT(zeros, 6000);  // 4,096 expected; half a megabyte left out would be 500,000
  EXPECT_GT(zeros, 2000);
}

}  // namespace
}  // namespace provider::base
