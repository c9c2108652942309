// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/base/openssl_init.h"

#include <cstdlib>
#include <string_view>

#include <gtest/gtest.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <sys/mman.h>
#include <unistd.h>

namespace provider::base {
namespace {

// Asks for the configuration as curl and gRPC do, and ends with 1 when OpenSSL obeyed it.
[[noreturn]] void ExitWithWhatTheConfigurationSays() {
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
    // A file that no other process can meet.
    const int file = ::memfd_create("openssl.cnf", 0);
    ASSERT_EQ(::write(file, kConfiguration.data(), kConfiguration.size()),
              static_cast<ssize_t>(kConfiguration.size()));
    ::setenv("OPENSSL_CONF", ("/proc/self/fd/" + std::to_string(file)).c_str(), 1);
  }
  void TearDown() override { ::unsetenv("OPENSSL_CONF"); }
};

TEST_F(OpenSslInit, KeepsTheConfigurationFileOut) {
  EXPECT_EXIT(
      {
        InitOpenSsl();
        ExitWithWhatTheConfigurationSays();
      },
      ::testing::ExitedWithCode(0), "");
}

// The control: the file is one that OpenSSL obeys.
TEST_F(OpenSslInit, IsNeeded) {
  EXPECT_EXIT(ExitWithWhatTheConfigurationSays(), ::testing::ExitedWithCode(1), "");
}

}  // namespace
}  // namespace provider::base
