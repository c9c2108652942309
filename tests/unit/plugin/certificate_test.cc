// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/plugin/certificate.h"

#include <memory>

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace provider::plugin {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::sys_seconds kNow(1'718'784'000s);

class CertificateTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto made = MakeCertificate(kNow);
    ASSERT_TRUE(made) << made.error();
    made_ = *made;
    const auto* data = reinterpret_cast<const unsigned char*>(made_.der.data());
    parsed_.reset(d2i_X509(nullptr, &data, static_cast<long>(made_.der.size())));
    ASSERT_TRUE(parsed_);
  }

  Certificate made_;
  std::unique_ptr<X509, decltype(&X509_free)> parsed_{nullptr, X509_free};
};

TEST_F(CertificateTest, HasLocalhostAsAlternativeName) {
  EXPECT_EQ(
      X509_check_host(parsed_.get(), "localhost", 0, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, nullptr),
      1);
}

TEST_F(CertificateTest, IsSelfSignedForServerAndClientUse) {
  const auto usage = X509_get_extended_key_usage(parsed_.get());
  EXPECT_TRUE((usage & XKU_SSL_SERVER) != 0 && (usage & XKU_SSL_CLIENT) != 0);
  EXPECT_EQ(X509_verify(parsed_.get(), X509_get0_pubkey(parsed_.get())), 1);
}

TEST_F(CertificateTest, PrivateKeyIsP256AndMatches) {
  BIO* bio =
      BIO_new_mem_buf(made_.private_key_pem.data(), static_cast<int>(made_.private_key_pem.size()));
  EVP_PKEY* key = PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr);
  ASSERT_NE(key, nullptr);
  EXPECT_EQ(EVP_PKEY_get_bits(key), 256);
  EXPECT_EQ(X509_check_private_key(parsed_.get(), key), 1);
  EVP_PKEY_free(key);
  BIO_free(bio);
}

TEST_F(CertificateTest, IsValidFromOneDayAgoFor30Years) {
  const auto within = [this](std::chrono::sys_seconds time) {
    std::time_t t = std::chrono::system_clock::to_time_t(time);
    return X509_cmp_time(X509_get0_notBefore(parsed_.get()), &t) < 0 &&
           X509_cmp_time(X509_get0_notAfter(parsed_.get()), &t) > 0;
  };
  EXPECT_TRUE(within(kNow));
  EXPECT_TRUE(within(kNow - 23h));
  EXPECT_TRUE(within(kNow + std::chrono::years(29)));
  EXPECT_FALSE(within(kNow - 25h));
  EXPECT_FALSE(within(kNow + std::chrono::years(31)));
}

TEST_F(CertificateTest, CertificateAndKeyDifferEachTime) {
  const auto second = MakeCertificate(kNow);
  ASSERT_TRUE(second);
  EXPECT_NE(second->der, made_.der);
  EXPECT_NE(second->private_key_pem, made_.private_key_pem);
}

}  // namespace
}  // namespace provider::plugin
