// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/unit/http/certificate.h"

#include <memory>
#include <stdexcept>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace provider::testing {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

void Require(bool condition) {
  if (!condition) throw std::runtime_error("OpenSSL refused to make a certificate");
}

template <typename Write>
std::string Written(Write write) {
  const Bio bio(BIO_new(BIO_s_mem()), BIO_free);
  Require(write(bio.get()) == 1);
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

Bio Reader(const std::string& pem) {
  return {BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free};
}

// `issuer` may be null where the extension does not depend on it.
void AddExtension(X509* certificate, int id, const std::string& value, X509* issuer = nullptr) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
      X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str()), X509_EXTENSION_free);
  Require(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

}  // namespace

Identity MakeCertificate(const CertificateSpec& spec) {
  static long serial = 1;
  const Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const Certificate certificate(X509_new(), X509_free);
  auto* x509 = certificate.get();
  Require(key && certificate);
  X509_set_version(x509, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(x509), serial++);
  X509_gmtime_adj(X509_getm_notBefore(x509), spec.valid_from_s);
  X509_gmtime_adj(X509_getm_notAfter(x509), spec.valid_to_s);
  X509_set_pubkey(x509, key.get());
  const auto* common_name = reinterpret_cast<const unsigned char*>(spec.name.c_str());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_ASC, common_name, -1, -1,
                             0);
  const bool is_address = spec.name.find_first_not_of("0123456789.") == std::string::npos;
  AddExtension(x509, NID_subject_alt_name, (is_address ? "IP:" : "DNS:") + spec.name);
  AddExtension(x509, NID_basic_constraints, spec.is_authority ? "critical,CA:TRUE" : "CA:FALSE");
  AddExtension(x509, NID_subject_key_identifier, "hash");

  if (spec.issuer == nullptr) {
    X509_set_issuer_name(x509, X509_get_subject_name(x509));
    Require(X509_sign(x509, key.get(), EVP_sha256()) > 0);
  } else {
    const Certificate issuer(
        PEM_read_bio_X509(Reader(spec.issuer->certificate).get(), nullptr, nullptr, nullptr),
        X509_free);
    const Key issuer_key(
        PEM_read_bio_PrivateKey(Reader(spec.issuer->key).get(), nullptr, nullptr, nullptr),
        EVP_PKEY_free);
    Require(issuer && issuer_key);
    X509_set_issuer_name(x509, X509_get_subject_name(issuer.get()));
    AddExtension(x509, NID_authority_key_identifier, "keyid", issuer.get());
    Require(X509_sign(x509, issuer_key.get(), EVP_sha256()) > 0);
  }

  char hash[9];
  std::snprintf(hash, sizeof hash, "%08lx",
                X509_NAME_hash_ex(X509_get_subject_name(x509), nullptr, nullptr, nullptr));
  return {Written([&](BIO* bio) { return PEM_write_bio_X509(bio, x509); }),
          Written([&](BIO* bio) { return i2d_X509_bio(bio, x509); }), Written([&](BIO* bio) {
            return PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
          }),
          hash};
}

bool UseIdentity(SSL_CTX& context, const Identity& identity, bool only_tls_1_1) {
  const auto reader = [](const std::string& pem) {
    return std::unique_ptr<BIO, decltype(&BIO_free)>(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  };
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      PEM_read_bio_X509(reader(identity.certificate).get(), nullptr, nullptr, nullptr), X509_free);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      PEM_read_bio_PrivateKey(reader(identity.key).get(), nullptr, nullptr, nullptr),
      EVP_PKEY_free);
  if (only_tls_1_1) {
    SSL_CTX_set_cipher_list(&context, "ALL:@SECLEVEL=0");
    SSL_CTX_set_min_proto_version(&context, TLS1_1_VERSION);
    SSL_CTX_set_max_proto_version(&context, TLS1_1_VERSION);
  }
  return SSL_CTX_use_certificate(&context, certificate.get()) == 1 &&
         SSL_CTX_use_PrivateKey(&context, key.get()) == 1;
}

}  // namespace provider::testing
