// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Transport over libcurl: one multi handle on one thread, started by the first request.
//
// HTTP/1.1, keep-alive with connection reuse, TLS 1.2 or later. libcurl is seen by the .cc alone.

#pragma once

#include <memory>
#include <string>

#include "provider/base/environment.h"
#include "provider/http/transport.h"

namespace provider::http {

struct TransportOptions {
  bool insecure = false;  // no verification of the server's certificate
  std::string ca;         // path of a PEM file, or PEM text; empty: the system's roots
  std::string user_agent;
  base::Environment environment;  // SSL_CERT_FILE, SSL_CERT_DIR, HTTPS_PROXY, HTTP_PROXY, NO_PROXY
};

// Roots, in this order: options.ca, SSL_CERT_FILE / SSL_CERT_DIR, a hashed directory
// (/etc/ssl/certs when it has hash links: loading a bundle costs 32–40 ms, the directory 0.002 ms),
// known bundle files. None found: kSetup on the first https request, naming what was tried.
[[nodiscard]] std::unique_ptr<Transport> MakeCurlTransport(TransportOptions options);

}  // namespace provider::http
