// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Which authorities of the system's store are used in a handshake. curl_transport_tls_test.cc has
// those of files.

#include "provider/http/tls_context.h"

#include <memory>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "tests/support/temp_folder.h"
#include "tests/unit/http/certificate.h"

namespace provider::testing {
namespace {

using http::CertificateFault;
using http::DerCertificates;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
using Connection = std::unique_ptr<SSL, decltype(&SSL_free)>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

Bio ReaderOf(const std::string& pem) {
  return {BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free};
}

Context ServerContext(const Identity& identity) {
  Context context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      PEM_read_bio_X509(ReaderOf(identity.certificate).get(), nullptr, nullptr, nullptr),
      X509_free);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      PEM_read_bio_PrivateKey(ReaderOf(identity.key).get(), nullptr, nullptr, nullptr),
      EVP_PKEY_free);
  SSL_CTX_use_certificate(context.get(), certificate.get());
  SSL_CTX_use_PrivateKey(context.get(), key.get());
  return context;
}

// Why the client refuses the server's certificate; kNone if it does not.
CertificateFault Handshake(const Identity& identity, const http::Trust& trust) {
  const auto server_context = ServerContext(identity);
  const Context client_context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  http::CertificateRecord record;
  EXPECT_TRUE(http::PrepareTlsContext(client_context.get(), trust, record));
  const Connection server(SSL_new(server_context.get()), SSL_free);
  const Connection client(SSL_new(client_context.get()), SSL_free);
  SSL_set_accept_state(server.get());
  SSL_set_connect_state(client.get());
  BIO* ours = nullptr;
  BIO* theirs = nullptr;
  BIO_new_bio_pair(&ours, 0, &theirs, 0);
  SSL_set_bio(client.get(), ours, ours);
  SSL_set_bio(server.get(), theirs, theirs);
  constexpr int kMostSteps = 10;
  for (int i = 0; i < kMostSteps; ++i) {
    SSL_do_handshake(client.get());
    SSL_do_handshake(server.get());
  }
  EXPECT_EQ(SSL_is_init_finished(client.get()) == 1, record.fault() == CertificateFault::kNone);
  return record.fault();
}

class TlsContextTest : public ::testing::Test {
 protected:
  static http::Trust Trusting(http::SystemStore store) {
    http::Trust trust;
    trust.system = std::make_unique<const http::SystemAuthorities>(
        http::CaLocations{.bundles = {}, .directories = {}, .store = std::move(store)});
    return trust;
  }
  static http::SystemStore StoreWith(DerCertificates certificates) {
    return {.name = "the store", .read = [certificates] { return certificates; }};
  }

  const Identity authority_ = MakeCertificate({.name = "Authority", .is_authority = true});
  const Identity stranger_ = MakeCertificate({.name = "Stranger", .is_authority = true});
  const Identity server_ = MakeCertificate({.issuer = &authority_});
};

TEST_F(TlsContextTest, TrustsTheSystemsStore) {
  EXPECT_EQ(Handshake(server_, Trusting(StoreWith({stranger_.der, authority_.der}))),
            CertificateFault::kNone);
  EXPECT_EQ(Handshake(server_, Trusting(StoreWith({stranger_.der}))),
            CertificateFault::kUnknownAuthority);
  EXPECT_EQ(Handshake(server_, Trusting({})), CertificateFault::kUnknownAuthority);
}

TEST_F(TlsContextTest, LeavesOutDamagedCertificatesOfTheStore) {
  EXPECT_EQ(
      Handshake(server_,
                Trusting(StoreWith({"", "no DER", authority_.der.substr(0, 100), authority_.der}))),
      CertificateFault::kNone);
}

TEST_F(TlsContextTest, ReadsTheStoreOnceAndOnlyWhenNeeded) {
  int reads = 0;
  http::SystemStore store{.name = "the store", .read = [&] {
                            ++reads;
                            return DerCertificates{authority_.der};
                          }};
  const TempFolder folder;
  http::Trust by_file;
  by_file.system = std::make_unique<const http::SystemAuthorities>(
      http::CaLocations{.bundles = {folder.Write("ca.pem", authority_.certificate)},
                        .directories = {},
                        .store = store});
  EXPECT_EQ(Handshake(server_, by_file), CertificateFault::kNone);
  EXPECT_EQ(reads, 0);
  const auto by_store = Trusting(store);
  EXPECT_EQ(Handshake(server_, by_store), CertificateFault::kNone);
  EXPECT_EQ(Handshake(server_, by_store), CertificateFault::kNone);
  EXPECT_EQ(reads, 1);
}

TEST_F(TlsContextTest, FetchesAnAuthorityThatTheStoreLacks) {
  auto store = StoreWith({stranger_.der});
  DerCertificates asked;
  store.fetch_authority = [&](const DerCertificates& chain) {
    asked = chain;
    return DerCertificates{authority_.der};
  };
  EXPECT_EQ(Handshake(server_, Trusting(store)), CertificateFault::kNone);
  ASSERT_FALSE(asked.empty());
  EXPECT_EQ(asked.front(), server_.der);
  store.fetch_authority = [](const DerCertificates&) { return DerCertificates{}; };
  EXPECT_EQ(Handshake(server_, Trusting(store)), CertificateFault::kUnknownAuthority);
}

TEST_F(TlsContextTest, NamesTheStoreInAdvice) {
  EXPECT_EQ(http::AdviceOnTrust(Trusting(StoreWith({})), "cacert_file"),
            "No CA certificates were found in the store. Add the authority there, or set "
            "cacert_file.");
  const auto broken =
      Trusting({.name = "the store", .read = []() -> tl::expected<DerCertificates, std::string> {
                  return tl::unexpected<std::string>("cannot be opened");
                }});
  EXPECT_TRUE(broken.system->IsEmpty());
  EXPECT_THAT(broken.system->Unusable(), ElementsAre("the store (cannot be opened)"));
  EXPECT_THAT(http::AdviceOnTrust(Trusting(StoreWith({stranger_.der})), "cacert_file"),
              Not(HasSubstr("No CA certificates")));
}

}  // namespace
}  // namespace provider::testing
