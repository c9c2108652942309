// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Certificates for tests, valid and invalid, with a CA of their own; created at start.
//
// Nothing is kept between runs: a CA in a repository expires, and its key is public.

#pragma once

#include <chrono>
#include <memory>
#include <string>

#include <openssl/evp.h>
#include <openssl/x509.h>

namespace standin {

struct Identity {
  std::shared_ptr<X509> certificate;
  std::shared_ptr<EVP_PKEY> key;  // EC P-256

  [[nodiscard]] std::string CertificatePem() const;
  [[nodiscard]] std::string KeyPem() const;
};

struct LeafSpec {
  std::string common_name = "localhost";
  std::string alternative_names = "DNS:localhost,IP:127.0.0.1";  // in OpenSSL's notation
  std::chrono::seconds valid_from{-3600};                        // from now
  std::chrono::seconds valid_until{24 * 3600};
};

// These exit the program if OpenSSL fails, because nothing can be tested then.
[[nodiscard]] Identity MakeAuthority();
[[nodiscard]] Identity MakeLeaf(const LeafSpec& spec, const Identity& issuer);
[[nodiscard]] Identity MakeSelfSigned(const LeafSpec& spec);

// Writes `text` to `path`, which only its owner may read from the beginning.
void WritePrivateFile(const std::string& path, const std::string& text);

}  // namespace standin
