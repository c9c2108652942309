// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/support/standin/certificates.h"

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace standin {
namespace {

void Require(bool ok, const char* what) {
  if (ok) return;
  std::fprintf(stderr, "cannot make a certificate: %s\n", what);
  ERR_print_errors_fp(stderr);
  std::exit(1);
}

void AddExtension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  Require(extension != nullptr, value.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

// A certificate without signature; the caller adds extensions and signs it.
Identity MakeUnsigned(const LeafSpec& spec) {
  Identity identity;
  identity.key.reset(EVP_EC_gen("P-256"), EVP_PKEY_free);
  Require(identity.key != nullptr, "EC key");
  identity.certificate.reset(X509_new(), X509_free);
  X509* certificate = identity.certificate.get();
  X509_set_version(certificate, X509_VERSION_3);
  std::uint64_t serial = 0;
  Require(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1, "serial");
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1U);
  X509_gmtime_adj(X509_getm_notBefore(certificate), static_cast<long>(spec.valid_from.count()));
  X509_gmtime_adj(X509_getm_notAfter(certificate), static_cast<long>(spec.valid_until.count()));
  X509_set_pubkey(certificate, identity.key.get());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(spec.common_name.c_str()), -1,
                             -1, 0);
  return identity;
}

Identity MakeSigned(const LeafSpec& spec, const Identity* issuer) {
  Identity leaf = MakeUnsigned(spec);
  const Identity& signer = issuer != nullptr ? *issuer : leaf;
  X509* certificate = leaf.certificate.get();
  X509_set_issuer_name(certificate, X509_get_subject_name(signer.certificate.get()));
  AddExtension(certificate, signer.certificate.get(), NID_basic_constraints, "CA:FALSE");
  AddExtension(certificate, signer.certificate.get(), NID_ext_key_usage, "serverAuth");
  AddExtension(certificate, signer.certificate.get(), NID_subject_alt_name, spec.alternative_names);
  if (issuer != nullptr) {  // strict verifiers require it
    AddExtension(certificate, signer.certificate.get(), NID_authority_key_identifier, "keyid");
  }
  Require(X509_sign(certificate, signer.key.get(), EVP_sha256()) > 0, "signature");
  return leaf;
}

template <typename Write>
std::string ToPem(Write write) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), BIO_free);
  Require(write(bio.get()) == 1, "PEM");
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

std::string Identity::CertificatePem() const {
  return ToPem([this](BIO* bio) { return PEM_write_bio_X509(bio, certificate.get()); });
}

std::string Identity::KeyPem() const {
  return ToPem([this](BIO* bio) {
    return PEM_write_bio_PKCS8PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
}

Identity MakeAuthority() {
  LeafSpec spec;
  spec.common_name = "CTS stand-in CA";
  Identity authority = MakeUnsigned(spec);
  X509* certificate = authority.certificate.get();
  X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
  AddExtension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  AddExtension(certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign");
  AddExtension(certificate, certificate, NID_subject_key_identifier, "hash");
  Require(X509_sign(certificate, authority.key.get(), EVP_sha256()) > 0, "signature");
  return authority;
}

Identity MakeLeaf(const LeafSpec& spec, const Identity& issuer) {
  return MakeSigned(spec, &issuer);
}

Identity MakeSelfSigned(const LeafSpec& spec) { return MakeSigned(spec, nullptr); }

}  // namespace standin
