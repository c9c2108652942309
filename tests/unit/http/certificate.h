// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Certificates created in the test, so that none in the repository expires.

#pragma once

#include <string>

#include <openssl/ssl.h>

namespace provider::testing {

struct Identity {
  std::string certificate;   // PEM
  std::string der;           // the same
  std::string key;           // PEM
  std::string subject_hash;  // of the subject's name, as in hashed directories
};

struct CertificateSpec {
  std::string name = "127.0.0.1";    // an IPv4 address or a DNS name
  const Identity* issuer = nullptr;  // none: self-signed
  bool is_authority = false;
  long valid_from_s = -3600;  // from now
  long valid_to_s = 3600;
};

[[nodiscard]] Identity MakeCertificate(const CertificateSpec& spec);

// For a server. False if OpenSSL refuses it.
[[nodiscard]] bool UseIdentity(SSL_CTX& context, const Identity& identity, bool only_tls_1_1);

}  // namespace provider::testing
