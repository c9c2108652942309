// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Transport over libcurl: each call runs on its caller's thread, with a sender from a pool.
//
// The process must ignore SIGPIPE, because OpenSSL may write to a connection that the server has
// closed. Uses HTTP/1.1 with keep-alive and TLS 1.2 or later.

#pragma once

#include <memory>
#include <string>

#include "provider/base/environment.h"
#include "provider/http/name_resolver.h"
#include "provider/http/transport.h"

namespace provider::http {

struct TransportOptions {
  bool insecure = false;  // true: server certificates are not verified
  std::string ca = {};    // path of a PEM file, or PEM text; empty: the system's authorities
  std::string user_agent = {};
  base::Environment environment;           // for ca_roots.h, proxy.h and name_resolver.h
  std::string ca_setting = "cacert_file";  // the argument or variable that `ca` came from
  ResolverFiles resolver_files = {};       // set in tests only
};

// `ca` and SSL_CERT_FILE are read by the first https request, which returns kSetup if they are
// unusable. At most 32 idle senders are kept, with 4 connections each. The destructor stops the
// calls under way, which return kCancelled, and waits for them. No call may begin after that.
[[nodiscard]] std::unique_ptr<Transport> MakeCurlTransport(TransportOptions options);

// The versions of libcurl and of the libraries it uses.
struct CurlVersions {
  std::string curl;     // "7.88.1"
  std::string openssl;  // "3.0.22"
  std::string cares;    // "1.18.1"
};

// Reads the versions of the linked libraries, not of the headers.
[[nodiscard]] CurlVersions LinkedCurlVersions();

}  // namespace provider::http
