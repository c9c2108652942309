// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Faster replacements for four functions of OpenSSL 3.0 that gRPC calls. The linker directs their
// callers here (--wrap). Other builds use OpenSSL's own, which also allow TLS 1.2. See
// docs/design/adr/0007-openssl-and-grpc-cut-to-size.md.

// Uses OpenSSL's low-level calls although 3.0 deprecates them, because the others look algorithms
// up by name, which is slow.
#define OPENSSL_SUPPRESS_DEPRECATED

#include <cstddef>
#include <memory>
#include <string_view>

#include <openssl/decoder.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "provider/base/free_by.h"

namespace {

using provider::base::FreeBy;
using KeyPtr = std::unique_ptr<EVP_PKEY, FreeBy<EVP_PKEY_free>>;

struct Pem {
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* data = nullptr;
  long size = 0;

  Pem() = default;
  Pem(const Pem&) = delete;
  Pem& operator=(const Pem&) = delete;
  ~Pem() {
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_clear_free(data, static_cast<std::size_t>(size));
  }
};

// Reads an EC key without a password, as MakeCertificate writes it; nullptr for any other key.
EVP_PKEY* ReadPlainEcKey(BIO* bio) {
  Pem pem;
  if (PEM_read_bio(bio, &pem.name, &pem.header, &pem.data, &pem.size) != 1 ||
      std::string_view(pem.name) != PEM_STRING_ECPRIVATEKEY || *pem.header != '\0') {
    return nullptr;
  }
  const unsigned char* data = pem.data;
  const std::unique_ptr<EC_KEY, FreeBy<EC_KEY_free>> ec_key(
      d2i_ECPrivateKey(nullptr, &data, pem.size));
  KeyPtr key(EVP_PKEY_new());
  if (!ec_key || !key || EVP_PKEY_set1_EC_KEY(key.get(), ec_key.get()) != 1) return nullptr;
  return key.release();
}

// Never called. It marks the context of a public key that this file reads itself.
int ReadsItself(OSSL_DECODER_INSTANCE*, const OSSL_PARAM*, void*) { return 0; }

}  // namespace

// The linker requires these names.
// NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
extern "C" {

void __real_SSL_set_accept_state(SSL* tls);

// gRPC's settings cost a round trip and two copies of the session: gRPC allows only P-256, while
// hosts send a share of X25519, and OpenSSL sends two tickets, which no host ever uses. gRPC also
// allows TLS 1.2, and version 1.51 has no setting for that; every host supports 1.3.
void __wrap_SSL_set_accept_state(SSL* tls) {
  SSL_set1_groups_list(tls, "X25519:P-256:P-384:P-521");
  SSL_set_num_tickets(tls, 0);
  SSL_set_min_proto_version(tls, TLS1_3_VERSION);
  __real_SSL_set_accept_state(tls);
}

EVP_PKEY* __real_PEM_read_bio_PrivateKey(BIO* bio, EVP_PKEY** key, pem_password_cb* ask,
                                         void* argument);

EVP_PKEY* __wrap_PEM_read_bio_PrivateKey(BIO* bio, EVP_PKEY** key, pem_password_cb* ask,
                                         void* argument) {
  if (key == nullptr) {
    ERR_set_mark();
    EVP_PKEY* const read = ReadPlainEcKey(bio);
    ERR_pop_to_mark();
    if (read != nullptr) return read;
    BIO_reset(bio);
  }
  return __real_PEM_read_bio_PrivateKey(bio, key, ask, argument);
}

OSSL_DECODER_CTX* __real_OSSL_DECODER_CTX_new_for_pkey(EVP_PKEY** key, const char* type,
                                                       const char* structure, const char* algorithm,
                                                       int selection, OSSL_LIB_CTX* library,
                                                       const char* properties);

// For each certificate's public key, OpenSSL would search all decoders.
OSSL_DECODER_CTX* __wrap_OSSL_DECODER_CTX_new_for_pkey(EVP_PKEY** key, const char* type,
                                                       const char* structure, const char* algorithm,
                                                       int selection, OSSL_LIB_CTX* library,
                                                       const char* properties) {
  using std::string_view_literals::operator""sv;
  const bool is_ec_key =
      structure != nullptr && structure == "SubjectPublicKeyInfo"sv && algorithm != nullptr &&
      std::string_view(algorithm) == SN_X9_62_id_ecPublicKey && type != nullptr && type == "DER"sv;
  if (is_ec_key) {
    OSSL_DECODER_CTX* const context = OSSL_DECODER_CTX_new();
    OSSL_DECODER_CTX_set_construct(context, ReadsItself);
    OSSL_DECODER_CTX_set_construct_data(context, static_cast<void*>(key));
    return context;
  }
  return __real_OSSL_DECODER_CTX_new_for_pkey(key, type, structure, algorithm, selection, library,
                                              properties);
}

int __real_OSSL_DECODER_from_data(OSSL_DECODER_CTX* context, const unsigned char** data,
                                  std::size_t* size);

int __wrap_OSSL_DECODER_from_data(OSSL_DECODER_CTX* context, const unsigned char** data,
                                  std::size_t* size) {
  if (OSSL_DECODER_CTX_get_construct(context) != ReadsItself) {
    return __real_OSSL_DECODER_from_data(context, data, size);
  }
  const unsigned char* end = *data;
  const std::unique_ptr<EC_KEY, FreeBy<EC_KEY_free>> ec_key(
      d2i_EC_PUBKEY(nullptr, &end, static_cast<long>(*size)));
  KeyPtr key(EVP_PKEY_new());
  if (!ec_key || !key || EVP_PKEY_set1_EC_KEY(key.get(), ec_key.get()) != 1) return 0;
  *size -= static_cast<std::size_t>(end - *data);
  *data = end;
  *static_cast<EVP_PKEY**>(OSSL_DECODER_CTX_get_construct_data(context)) = key.release();
  return 1;
}

}  // extern "C"
// NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
