// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Certificates for tests: a CA of its own and leaves, good and bad, made at start.
//
// Nothing is kept between runs: a CA in a repository expires one day, and its key is then public.

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

// These end the program when OpenSSL fails: there is nothing to test then.
[[nodiscard]] Identity MakeAuthority();
[[nodiscard]] Identity MakeLeaf(const LeafSpec& spec, const Identity& issuer);
[[nodiscard]] Identity MakeSelfSigned(const LeafSpec& spec);

// Writes `text` to `path`, readable by its owner only, so that a key is never open for a moment.
void WritePrivateFile(const std::string& path, const std::string& text);

}  // namespace standin
