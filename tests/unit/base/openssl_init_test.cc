// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/base/openssl_init.h"

#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace provider::base {
namespace {

// Asks for the configuration as curl and gRPC do, and ends with 1 when OpenSSL obeyed it.
[[noreturn]] void ExitWithWhatTheConfigurationSays() {
  OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG, nullptr);
  std::exit(EVP_default_properties_is_fips_enabled(nullptr));
}

class OpenSslInit : public ::testing::Test {
 protected:
  void SetUp() override {
    ::testing::FLAGS_gtest_death_test_style = "threadsafe";  // a new process: OpenSSL starts once
    std::ofstream(path_) << "openssl_conf = init\n[init]\nalg_section = algorithms\n"
                            "[algorithms]\ndefault_properties = fips=yes\n";
    ::setenv("OPENSSL_CONF", path_.c_str(), 1);
  }
  void TearDown() override { ::unsetenv("OPENSSL_CONF"); }

  const std::string path_ = ::testing::TempDir() + "openssl_init_test.cnf";
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
