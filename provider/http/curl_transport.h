// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Transport over libcurl: each call runs on its caller's thread, with a sender of a pool.
//
// The process must ignore SIGPIPE: OpenSSL writes to a connection that a server may have closed.
// HTTP/1.1, keep-alive with connection reuse, TLS 1.2 or later.

#pragma once

#include <memory>
#include <string>

#include "provider/base/environment.h"
#include "provider/http/name_resolver.h"
#include "provider/http/transport.h"

namespace provider::http {

struct TransportOptions {
  bool insecure = false;  // no verification of the server's certificate
  std::string ca = {};    // path of a PEM file, or PEM text; empty: the system's roots
  std::string user_agent = {};
  base::Environment environment;           // for ca_roots.h, proxy.h and name_resolver.h
  std::string ca_setting = "cacert_file";  // the argument or variable that `ca` came from
  ResolverFiles resolver_files = {};       // other ones in tests only
};

// `ca` and SSL_CERT_FILE are read by the first https request: kSetup when they cannot be used. At
// most 32 idle senders are kept, with 4 connections each. The destructor stops calls under way,
// which return kCancelled, and waits for them; no call may begin once it has.
[[nodiscard]] std::unique_ptr<Transport> MakeCurlTransport(TransportOptions options);

// What libcurl says about itself and what it was built with.
struct CurlVersions {
  std::string curl;     // "7.88.1"
  std::string openssl;  // "3.0.22"
  std::string cares;    // "1.18.1"
};

// Asks the libraries that are linked, not the headers.
[[nodiscard]] CurlVersions LinkedCurlVersions();

}  // namespace provider::http
