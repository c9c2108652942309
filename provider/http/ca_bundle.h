// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Certificates of trusted authorities in PEM text, found by their subject's name.
//
// OpenSSL parses every certificate of a bundle before the first connection: 32–40 ms for the 140 of
// a distribution, of which a connection needs one. Here a bundle is split into its certificates,
// and one is parsed when a chain asks for it.
//
// Note that a damaged certificate is not always noticed at once. One that is not Base64, or has no
// subject, is; any other is found out, and left out, when it is needed.

#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct X509_name_st;   // OpenSSL's X509_NAME
struct x509_store_st;  // OpenSSL's X509_STORE

namespace provider::http {

// Constant, hence thread safe.
class CaBundle {
 public:
  // Null when the text is damaged, or has no certificate. What stands between the certificates, and
  // blocks of other kinds, are ignored, as in OpenSSL.
  [[nodiscard]] static std::unique_ptr<const CaBundle> Read(std::string_view pem);

  // The same of many texts, each for itself: what is damaged is left out. `has_any[i]` tells
  // whether there was a certificate in texts[i].
  [[nodiscard]] static std::unique_ptr<const CaBundle> ReadAll(
      const std::vector<std::string>& texts, std::vector<bool>& has_any);

  ~CaBundle();
  CaBundle(const CaBundle&) = delete;
  CaBundle& operator=(const CaBundle&) = delete;

  // Lets those who verify with the store find authorities here, after what it holds. False when
  // memory is short. The bundle must outlive the store's use.
  [[nodiscard]] bool AddTo(x509_store_st* store) const;
  // Puts the authorities of that name into the store. OpenSSL asks nobody for a name of which the
  // store holds a certificate, though it may be one with another key.
  void AddSubject(x509_store_st* store, const X509_name_st* name) const;

 private:
  struct Content;
  explicit CaBundle(std::unique_ptr<Content> content);

  const std::unique_ptr<Content> content_;
};

// Whether the bytes are a certificate in DER, the form that Windows exports.
[[nodiscard]] bool IsDerCertificate(std::string_view bytes);

}  // namespace provider::http
