// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/plugin/certificate.h"

// Uses OpenSSL's low-level calls although 3.0 deprecates them, because the others look algorithms
// up by name, which is slow.
#define OPENSSL_SUPPRESS_DEPRECATED

#include <array>
#include <memory>
#include <span>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "provider/base/free_by.h"

namespace provider::plugin {
namespace {

using EcKeyPtr = std::unique_ptr<EC_KEY, base::FreeBy<EC_KEY_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, base::FreeBy<EVP_PKEY_free>>;
using X509Ptr = std::unique_ptr<X509, base::FreeBy<X509_free>>;
using BioPtr = std::unique_ptr<BIO, base::FreeBy<BIO_free_all>>;
using SecretBignumPtr = std::unique_ptr<BIGNUM, base::FreeBy<BN_clear_free>>;
using BignumPtr = std::unique_ptr<BIGNUM, base::FreeBy<BN_free>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, base::FreeBy<X509_EXTENSION_free>>;

bool AddExtension(X509* certificate, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool SetRandomSerial(X509* certificate) {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return false;
  bytes[0] = static_cast<unsigned char>((bytes[0] & 0x7FU) | 0x40U);  // positive and not zero
  const BignumPtr number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
  return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool SetName(X509* certificate) {
  X509_NAME* name = X509_get_subject_name(certificate);
  const auto add = [name](const char* field, const char* value) {
    return X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char*>(value), -1, -1,
                                      0) == 1;
  };
  return add("CN", "localhost") && add("O", "terraform-provider-cts") &&
         X509_set_issuer_name(certificate, name) == 1;
}

EcKeyPtr MakeKey() {
  EcKeyPtr key(EC_KEY_new_by_curve_name(NID_X9_62_prime256v1));
  if (!key || EC_KEY_generate_key(key.get()) != 1) return nullptr;
  return key;
}

// Signs with a random nonce from the kernel, as X9.62 specifies. ECDSA_sign would derive it from
// the key and digest with SHA-512, which OpenSSL looks up by name: a tenth of the time to the
// handshake line.
bool SignDigest(std::span<const unsigned char> digest, std::span<unsigned char> der, EC_KEY* key,
                unsigned int& size) {
  BIGNUM* inverse = nullptr;
  BIGNUM* x = nullptr;
  if (ECDSA_sign_setup(key, nullptr, &inverse, &x) != 1) return false;
  const SecretBignumPtr owned_inverse(inverse);
  const SecretBignumPtr owned_x(x);
  return ECDSA_sign_ex(0, digest.data(), static_cast<int>(digest.size()), der.data(), &size,
                       inverse, x, key) == 1;
}

// Does what X509_sign does for an ECDSA key with SHA-256.
bool SignItself(X509* certificate, EC_KEY* key) {
  const ASN1_BIT_STRING* const_signature = nullptr;
  const X509_ALGOR* const_algorithm = nullptr;
  X509_get0_signature(&const_signature, &const_algorithm, certificate);
  for (const X509_ALGOR* algorithm : {const_algorithm, X509_get0_tbs_sigalg(certificate)}) {
    if (X509_ALGOR_set0(const_cast<X509_ALGOR*>(algorithm), OBJ_nid2obj(NID_ecdsa_with_SHA256),
                        V_ASN1_UNDEF, nullptr) != 1) {
      return false;
    }
  }
  unsigned char* signed_part = nullptr;
  const int size = i2d_re_X509_tbs(certificate, &signed_part);
  if (size <= 0) return false;
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, signed_part, static_cast<std::size_t>(size));
  SHA256_Final(digest.data(), &context);
  OPENSSL_free(signed_part);

  std::array<unsigned char, 80> der{};  // ECDSA_size of P-256 is 72
  unsigned int der_size = 0;
  if (!SignDigest(digest, der, key, der_size)) return false;
  auto* signature = const_cast<ASN1_BIT_STRING*>(const_signature);
  signature->flags &= ~(ASN1_STRING_FLAG_BITS_LEFT | 0x07);
  signature->flags |= ASN1_STRING_FLAG_BITS_LEFT;  // no unused bits
  return ASN1_STRING_set(signature, der.data(), static_cast<int>(der_size)) == 1;
}

// The properties of go-plugin's own certificate, which every host is known to accept.
bool Fill(X509* certificate, EVP_PKEY* key, std::chrono::sys_seconds now) {
  using namespace std::chrono_literals;
  const auto from = (now - 24h).time_since_epoch().count();
  const auto until = (now + std::chrono::years(30)).time_since_epoch().count();
  return X509_set_version(certificate, X509_VERSION_3) == 1 && SetRandomSerial(certificate) &&
         ASN1_TIME_set(X509_getm_notBefore(certificate), from) != nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), until) != nullptr &&
         X509_set_pubkey(certificate, key) == 1 && SetName(certificate) &&
         AddExtension(certificate, NID_basic_constraints, "critical,CA:TRUE") &&
         AddExtension(certificate, NID_key_usage,
                      "critical,digitalSignature,keyEncipherment,keyAgreement,keyCertSign") &&
         AddExtension(certificate, NID_ext_key_usage, "clientAuth,serverAuth") &&
         AddExtension(certificate, NID_subject_alt_name, "DNS:localhost");
}

template <typename Write>
std::string ToText(Write write) {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  if (!bio || write(bio.get()) != 1) return "";
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

tl::expected<Certificate, std::string> MakeCertificate(std::chrono::sys_seconds now) {
  const EcKeyPtr ec_key = MakeKey();
  const KeyPtr key(EVP_PKEY_new());
  const X509Ptr certificate(X509_new());
  if (!ec_key || !key || EVP_PKEY_set1_EC_KEY(key.get(), ec_key.get()) != 1 || !certificate ||
      !Fill(certificate.get(), key.get(), now) || !SignItself(certificate.get(), ec_key.get())) {
    return tl::unexpected(std::string("OpenSSL could not make the plugin's certificate."));
  }
  Certificate result;
  result.der = ToText([&](BIO* bio) { return i2d_X509_bio(bio, certificate.get()); });
  result.certificate_pem =
      ToText([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate.get()); });
  result.private_key_pem = ToText([&](BIO* bio) {
    return PEM_write_bio_ECPrivateKey(bio, ec_key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
  if (result.der.empty() || result.certificate_pem.empty() || result.private_key_pem.empty()) {
    return tl::unexpected(std::string("OpenSSL could not write the plugin's certificate."));
  }
  return result;
}

}  // namespace provider::plugin
