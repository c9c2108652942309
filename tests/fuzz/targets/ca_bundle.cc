// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A bundle of CA certificates, whose fields before the subject the provider parses itself. The
// input is its text. What OpenSSL itself reads of it must be found when a chain needs it.

#include "provider/http/ca_bundle.h"

#include <memory>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include "provider/base/free_by.h"
#include "tests/fuzz/fuzz.h"

namespace {

using provider::base::FreeBy;
using provider::fuzz::Require;

bool Holds(X509_STORE* store, const X509* wanted) {
  const auto* objects = X509_STORE_get0_objects(store);
  for (int i = 0; i < sk_X509_OBJECT_num(objects); ++i) {
    const auto* held = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(objects, i));
    if (held != nullptr && X509_cmp(held, wanted) == 0) return true;
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text =
      size == 0 ? std::string_view() : std::string_view(reinterpret_cast<const char*>(data), size);
  const auto bundle = provider::http::CaBundle::Read(text);
  Require(ERR_peek_error() == 0, "no error is left behind");
  if (!bundle) return 0;

  const std::unique_ptr<SSL_CTX, FreeBy<SSL_CTX_free>> context(SSL_CTX_new(TLS_client_method()));
  X509_STORE* const store = SSL_CTX_get_cert_store(context.get());
  Require(bundle->AddTo(store), "the bundle is added");
  const std::unique_ptr<X509_STORE_CTX, FreeBy<X509_STORE_CTX_free>> asking(X509_STORE_CTX_new());
  X509_STORE_CTX_init(asking.get(), store, nullptr, nullptr);

  const std::unique_ptr<BIO, FreeBy<BIO_free_all>> bio(
      BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  while (true) {
    const std::unique_ptr<X509, FreeBy<X509_free>> certificate(
        PEM_read_bio_X509_AUX(bio.get(), nullptr, nullptr, nullptr));
    if (!certificate) break;
    // A new object for each: OpenSSL overwrites its content without freeing it.
    const std::unique_ptr<X509_OBJECT, FreeBy<X509_OBJECT_free>> found(X509_OBJECT_new());
    const auto* subject = X509_get_subject_name(certificate.get());
    Require(X509_STORE_CTX_get_by_subject(asking.get(), X509_LU_X509, subject, found.get()) == 1,
            "a certificate is found by its subject");
    Require(Holds(store, certificate.get()), "it is the one that stands in the text");
  }
  ERR_clear_error();
  return 0;
}
