// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The server's one-time certificate for AutoMTLS, created in memory.
//
// Uses ECDSA P-256, which takes 0.04 ms; RSA-2048 would take 226 ms, three times per plan. Go's
// client requires the DNS name localhost among the alternative names and ignores the common name.

#pragma once

#include <chrono>
#include <string>

#include <tl/expected.hpp>

namespace provider::plugin {

struct Certificate {
  std::string der;
  std::string certificate_pem;
  std::string private_key_pem;  // a secret: never leaves the process
};

// Valid from one day before `now`, so that clock skew between sandbox and host does not matter, for
// 30 years, like go-plugin's own. The error is a sentence.
[[nodiscard]] tl::expected<Certificate, std::string> MakeCertificate(std::chrono::sys_seconds now);

}  // namespace provider::plugin
