// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Configures libcurl's TLS contexts: which authorities to trust, and a record of the refused
// certificate, so that a message can describe it.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "provider/http/trust.h"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX
struct x509_st;     // OpenSSL's X509

namespace provider::http {

// All texts are cleaned.
struct CertificateFacts {
  std::vector<std::string> names;  // DNS names and addresses; without them, the common name
  std::string subject;             // "CN=Corp CA, O=Corp"
  std::string issuer;
  std::string valid_from;  // "2026-01-31 23:59:59 UTC"
  std::string valid_to;
};

// Why OpenSSL refused a certificate.
enum class CertificateFault {
  kNone,
  kNotYetValid,
  kExpired,
  kSelfSigned,
  kUnknownAuthority,
  kOther,  // libcurl's message says more
};

// The last certificate that was verified in a handshake. Used by one thread.
class CertificateRecord {
 public:
  CertificateRecord();
  ~CertificateRecord();
  CertificateRecord(const CertificateRecord&) = delete;
  CertificateRecord& operator=(const CertificateRecord&) = delete;

  // `depth` is 0 for the server's own certificate; `error` is an X509_V_ERR_… of OpenSSL, or 0.
  void Note(x509_st* certificate, int depth, int error);

  [[nodiscard]] std::optional<CertificateFacts> Facts() const;
  [[nodiscard]] int depth() const { return depth_; }
  [[nodiscard]] CertificateFault fault() const;

 private:
  struct Free {
    void operator()(x509_st* certificate) const;
  };
  std::unique_ptr<x509_st, Free> certificate_;
  int depth_ = 0;
  int error_ = 0;
};

// Returns false if memory is short. `trust` must outlive the context, `record` the handshake.
[[nodiscard]] bool PrepareTlsContext(ssl_ctx_st* context, const Trust& trust,
                                     CertificateRecord& record);

}  // namespace provider::http
