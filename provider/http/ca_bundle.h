// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Certificates of trusted authorities in PEM text, found by subject.
//
// OpenSSL parses every certificate of a bundle before the first connection. That takes 32–40 ms for
// the 140 of a distribution, although a connection needs only one. This class splits a bundle into
// certificates, and parses one when a chain needs it.
//
// Note that not every damaged certificate is noticed at once: only one that is not Base64 or has no
// subject. Any other is noticed, and left out, when it is needed.

#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct X509_name_st;   // OpenSSL's X509_NAME
struct x509_store_st;  // OpenSSL's X509_STORE

namespace provider::http {

// Immutable and therefore thread safe.
class CaBundle {
 public:
  // Returns null if the text is damaged or has no certificate. Text between the certificates and
  // blocks of other kinds are ignored, as in OpenSSL.
  [[nodiscard]] static std::unique_ptr<const CaBundle> Read(std::string_view pem);

  // The same for many texts, but leaves out what is damaged. `has_any[i]` says whether texts[i] has
  // a certificate.
  [[nodiscard]] static std::unique_ptr<const CaBundle> ReadAll(
      const std::vector<std::string>& texts, std::vector<bool>& has_any);

  // Certificates in DER; leaves out what is damaged.
  [[nodiscard]] static std::unique_ptr<const CaBundle> FromDer(
      const std::vector<std::string>& certificates);

  ~CaBundle();
  CaBundle(const CaBundle&) = delete;
  CaBundle& operator=(const CaBundle&) = delete;

  // Makes the store search this bundle after its own certificates. Returns false if memory is
  // short. The bundle must outlive the store's use.
  [[nodiscard]] bool AddTo(x509_store_st* store) const;
  // Puts the authorities with that name into the store. The callback of AddTo is not enough: if the
  // store has a certificate with that name, even one with another key, OpenSSL does not search
  // further.
  void AddSubject(x509_store_st* store, const X509_name_st* name) const;

 private:
  struct Content;
  explicit CaBundle(std::unique_ptr<Content> content);

  const std::unique_ptr<Content> content_;
};

// Whether the bytes are a certificate in DER, the form in which Windows exports it.
[[nodiscard]] bool IsDerCertificate(std::string_view bytes);

}  // namespace provider::http
