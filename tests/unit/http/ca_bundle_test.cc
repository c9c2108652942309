// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What a bundle finds, compared with what OpenSSL finds in the same text when it parses all of it.

#include "provider/http/ca_bundle.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "provider/base/file_reader.h"
#include "tests/unit/http/certificate.h"

namespace provider::testing {
namespace {

using http::CaBundle;
using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

Context MakeContext() { return {SSL_CTX_new(TLS_client_method()), SSL_CTX_free}; }

// Every certificate of a text, parsed by OpenSSL: the oracle.
std::vector<Certificate> ParseAll(const std::string& pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  std::vector<Certificate> all;
  while (auto* x509 = PEM_read_bio_X509_AUX(bio.get(), nullptr, nullptr, nullptr)) {
    all.emplace_back(x509, X509_free);
  }
  ERR_clear_error();
  return all;
}

Certificate Parse(const std::string& pem) { return std::move(ParseAll(pem).at(0)); }

// As in the verification of a chain that needs an issuer: all certificates of that subject.
std::vector<Certificate> Find(SSL_CTX* context, const X509_NAME* subject) {
  const std::unique_ptr<X509_STORE_CTX, decltype(&X509_STORE_CTX_free)> verification(
      X509_STORE_CTX_new(), X509_STORE_CTX_free);
  X509_STORE_CTX_init(verification.get(), SSL_CTX_get_cert_store(context), nullptr, nullptr);
  std::vector<Certificate> found;
  if (auto* stack = X509_STORE_CTX_get1_certs(verification.get(), subject)) {
    while (auto* x509 = sk_X509_pop(stack)) found.emplace_back(x509, X509_free);
    sk_X509_free(stack);
  }
  return found;
}

bool Holds(const std::vector<Certificate>& certificates, const X509* wanted) {
  return std::ranges::any_of(certificates,
                             [&](const auto& each) { return X509_cmp(each.get(), wanted) == 0; });
}

// The certificates of `pem`, which are `count`, and no others, each found by its subject's name.
void ExpectFinds(const std::string& pem, std::size_t count) {
  const auto bundle = CaBundle::Read(pem);
  ASSERT_NE(bundle, nullptr);
  const auto context = MakeContext();
  ASSERT_TRUE(bundle->AddTo(SSL_CTX_get_cert_store(context.get())));
  const auto all = ParseAll(pem);
  EXPECT_EQ(all.size(), count);
  for (const auto& wanted : all) {
    const auto* subject = X509_get_subject_name(wanted.get());
    const auto found = Find(context.get(), subject);
    EXPECT_TRUE(Holds(found, wanted.get())) << X509_NAME_oneline(subject, nullptr, 0);
    for (const auto& each : found) EXPECT_TRUE(Holds(all, each.get()));
  }
}

class CaBundleTest : public ::testing::Test {
 protected:
  static Identity Authority(const std::string& name) {
    return MakeCertificate({.name = name, .is_authority = true});
  }
  const Identity one_ = Authority("one.example");
  const Identity two_ = Authority("two.example");
  const Identity absent_ = Authority("absent.example");
};

TEST_F(CaBundleTest, FindsEachCertificateByItsSubject) {
  ExpectFinds(one_.certificate + two_.certificate, 2);
}

TEST_F(CaBundleTest, RefusesEmptyText) {
  EXPECT_EQ(http::CaBundle::Read({}), nullptr);
  EXPECT_EQ(http::CaBundle::Read("\n"), nullptr);
}

TEST_F(CaBundleTest, FindsEachRootCertificateOfThisMachine) {
  const auto pem =
      base::SystemFileReader().Read("/etc/ssl/certs/ca-certificates.crt", std::size_t{64} << 20);
  if (!pem) GTEST_SKIP() << "there is no bundle on this machine";
  const auto count = ParseAll(*pem).size();
  ASSERT_GT(count, 50U);
  ExpectFinds(*pem, count);
}

TEST_F(CaBundleTest, FindsNothingForAnotherSubject) {
  const auto bundle = CaBundle::Read(one_.certificate);
  const auto context = MakeContext();
  ASSERT_TRUE(bundle && bundle->AddTo(SSL_CTX_get_cert_store(context.get())));
  EXPECT_TRUE(Find(context.get(), X509_get_subject_name(Parse(absent_.certificate).get())).empty());
}

TEST_F(CaBundleTest, FindsAllCertificatesOfOneSubject) {
  const auto renewed = Authority("one.example");  // another key
  const auto pem = two_.certificate + one_.certificate + renewed.certificate + one_.certificate;
  const auto bundle = CaBundle::Read(pem);
  const auto context = MakeContext();
  ASSERT_TRUE(bundle && bundle->AddTo(SSL_CTX_get_cert_store(context.get())));
  const auto old = Parse(one_.certificate);
  const auto found = Find(context.get(), X509_get_subject_name(old.get()));
  EXPECT_EQ(found.size(), 2U);  // identical ones count once
  EXPECT_TRUE(Holds(found, old.get()));
  EXPECT_TRUE(Holds(found, Parse(renewed.certificate).get()));
}

TEST_F(CaBundleTest, FindsSubjectWithDifferentCaseAndStringType) {
  // RFC 5280, 7.1: names are compared without case and independent of the type of string.
  const auto bundle = CaBundle::Read(one_.certificate);
  const auto context = MakeContext();
  ASSERT_TRUE(bundle && bundle->AddTo(SSL_CTX_get_cert_store(context.get())));
  const std::unique_ptr<X509_NAME, decltype(&X509_NAME_free)> name(X509_NAME_new(), X509_NAME_free);
  const std::string spelling = "ONE.example";
  X509_NAME_add_entry_by_txt(name.get(), "CN", V_ASN1_PRINTABLESTRING,
                             reinterpret_cast<const unsigned char*>(spelling.data()), -1, -1, 0);
  EXPECT_EQ(Find(context.get(), name.get()).size(), 1U);
}

TEST_F(CaBundleTest, ReadsCrlfCommentsAndOtherBlocks) {
  std::string windows;
  for (const char c : one_.certificate + two_.certificate) {
    if (c == '\n') windows += '\r';
    windows += c;
  }
  ExpectFinds(windows, 2);
  ExpectFinds("# a comment\n subject=/CN=one\n" + one_.certificate + "\n\nmore text\n" +
                  two_.certificate + "trailing rubbish without an end",
              2);
  ExpectFinds(one_.key + one_.certificate, 1);  // another kind of block is left out
}

TEST_F(CaBundleTest, ReadsTrustedCertificateBlocks) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), BIO_free);
  ASSERT_EQ(PEM_write_bio_X509_AUX(bio.get(), Parse(one_.certificate).get()), 1);
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio.get(), &data);
  ExpectFinds(std::string(data, static_cast<std::size_t>(size)) + two_.certificate, 2);
}

TEST_F(CaBundleTest, RefusesDamagedOrMissingCertificates) {
  EXPECT_EQ(CaBundle::Read(""), nullptr);
  EXPECT_EQ(CaBundle::Read("garbage"), nullptr);
  EXPECT_EQ(CaBundle::Read(one_.key), nullptr);  // not a certificate
  auto no_base64 = one_.certificate;
  no_base64[no_base64.size() / 2] = '*';
  EXPECT_EQ(CaBundle::Read(two_.certificate + no_base64), nullptr);
  const auto cut = one_.certificate.substr(0, one_.certificate.size() / 2);
  EXPECT_EQ(CaBundle::Read(cut), nullptr);
  EXPECT_EQ(CaBundle::Read("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
            nullptr);
  EXPECT_EQ(ERR_peek_error(), 0U);  // nothing is left in the error queue
}

TEST_F(CaBundleTest, ReadAllSkipsDamagedCertificates) {
  auto damaged = two_.certificate;
  damaged[damaged.size() / 2] = '*';
  std::vector<bool> has_any;
  const auto bundle =
      CaBundle::ReadAll({"garbage", damaged + one_.certificate, "", damaged}, has_any);
  EXPECT_EQ(has_any, (std::vector<bool>{false, true, false, false}));
  const auto context = MakeContext();
  ASSERT_TRUE(bundle->AddTo(SSL_CTX_get_cert_store(context.get())));
  EXPECT_EQ(Find(context.get(), X509_get_subject_name(Parse(one_.certificate).get())).size(), 1U);
  EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST_F(CaBundleTest, RecognizesDerCertificates) {
  EXPECT_TRUE(http::IsDerCertificate(one_.der));
  EXPECT_FALSE(http::IsDerCertificate(one_.certificate));
  EXPECT_FALSE(http::IsDerCertificate(one_.der.substr(0, one_.der.size() / 2)));
  EXPECT_FALSE(http::IsDerCertificate(""));
  EXPECT_EQ(ERR_peek_error(), 0U);
}

// Lengths in the text itself lead to the subject.
TEST_F(CaBundleTest, DoesNotReadBeyondABlockWithWrongLengths) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
      BIO_new_mem_buf(one_.certificate.data(), static_cast<int>(one_.certificate.size())),
      BIO_free);
  char* kind = nullptr;
  char* header = nullptr;
  unsigned char* bytes = nullptr;
  long size = 0;
  ASSERT_EQ(PEM_read_bio(bio.get(), &kind, &header, &bytes, &size), 1);
  const auto write = [&](long length) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
    PEM_write_bio(out.get(), kind, "", bytes, length);
    char* data = nullptr;
    const auto text_size = BIO_get_mem_data(out.get(), &data);
    return std::string(data, static_cast<std::size_t>(text_size));
  };
  EXPECT_NE(CaBundle::Read(write(size)), nullptr);
  for (long length = 1; length < size; ++length) EXPECT_EQ(CaBundle::Read(write(length)), nullptr);
  for (long i = 0; i < 160; ++i) {
    const auto kept = bytes[i];
    for (const int value : {0x00, 0x7F, 0x80, 0x84, 0xFF}) {
      bytes[i] = static_cast<unsigned char>(value);
      static_cast<void>(CaBundle::Read(write(size)));  // the sanitizers check it
    }
    bytes[i] = kept;
  }
  OPENSSL_free(kind);
  OPENSSL_free(header);
  OPENSSL_free(bytes);
}

TEST_F(CaBundleTest, ServesManyConnectionsAtOnce) {
  const auto bundle = CaBundle::Read(one_.certificate + two_.certificate);
  const auto wanted = Parse(two_.certificate);
  std::vector<std::jthread> threads;
  std::atomic<int> found = 0;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 50; ++round) {
        const auto context = MakeContext();
        if (!bundle->AddTo(SSL_CTX_get_cert_store(context.get()))) continue;
        if (Find(context.get(), X509_get_subject_name(wanted.get())).size() == 1) ++found;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(found, 400);
}

}  // namespace
}  // namespace provider::testing
