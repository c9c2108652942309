// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Certificates of trusted authorities in PEM text, found by their subject's name.
//
// OpenSSL parses every certificate of a bundle before the first connection: 32–40 ms for the 140 of
// a distribution, of which a connection needs one. Here a bundle is split into its certificates,
// and one is parsed when a chain asks for it.
//
// Wrong to expect: that a damaged certificate is noticed at once. One that is no Base64, or has no
// subject, is; else it is found out, and left out, when it is needed.

#pragma once

#include <memory>
#include <string_view>

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace provider::http {

// Constant, hence thread safe.
class CaBundle {
 public:
  // Null when the text is damaged, or has no certificate. What stands between the certificates, and
  // blocks of other kinds, count for nothing, as with OpenSSL.
  [[nodiscard]] static std::unique_ptr<const CaBundle> Read(std::string_view pem);

  ~CaBundle();
  CaBundle(const CaBundle&) = delete;
  CaBundle& operator=(const CaBundle&) = delete;

  // Lets the connections of a context find its authorities here. False when memory is short. The
  // bundle must outlive their handshakes.
  [[nodiscard]] bool AddTo(ssl_ctx_st* context) const;

 private:
  struct Content;
  explicit CaBundle(std::unique_ptr<Content> content);

  const std::unique_ptr<Content> content_;
};

}  // namespace provider::http
