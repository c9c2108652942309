// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Puts what is known of a request that failed into one sentence.
//
// Messages name hosts only, never a URL: its path and query may be signed, and a proxy's may hold a
// password.

#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "provider/http/name_lookup.h"
#include "provider/http/tls_context.h"
#include "provider/http/transport.h"

namespace provider::http {

struct Failure {
  std::string host;                            // with its port where one is written
  std::string proxy;                           // likewise; empty where there is none
  std::string proxy_variable = "HTTPS_PROXY";  // that names it, or would
  bool proxy_has_user = false;                 // its URL has a user name
  bool at_proxy = false;  // it was the proxy that responded, or did not: the host was not reached
  std::string detail;     // the library's words, cleaned, without a period

  int os_error = 0;  // errno of the connection
  CertificateFault certificate_fault = CertificateFault::kNone;
  std::optional<CertificateFacts> certificate = {};  // the last one that was looked at
  int certificate_depth = 0;                         // 0: the server's own
  std::string trust_advice;                          // of AdviceOnTrust
  bool connected = false;                            // TLS included
  bool reached = false;        // there was a TCP connection, to the proxy where there is one
  bool in_proxys_tls = false;  // the TLS that failed was that of the proxy itself
  std::chrono::milliseconds connect_limit{0};
  std::chrono::milliseconds time_limit{0};
};

// Of a request that was stopped.
[[nodiscard]] TransportError Cancelled();
[[nodiscard]] TransportError OutOfDescriptors(const std::string& host);
// It was the proxy's name that was looked up, where there is one.
[[nodiscard]] TransportError NotResolved(const Failure& failure, const NameError& error);
// `status` is the proxy's, to CONNECT or to the request itself.
[[nodiscard]] TransportError ProxyRefused(const Failure& failure, long status);
// No response, a part of one, or none in HTTP. `message` is a sentence.
[[nodiscard]] TransportError Broken(const Failure& failure, std::string message);
[[nodiscard]] TransportError TimedOut(const Failure& failure);
[[nodiscard]] TransportError NotConnected(const Failure& failure);
[[nodiscard]] TransportError CertificateRefused(const Failure& failure);
[[nodiscard]] TransportError TlsFailed(const Failure& failure);
// An http:// address of a server that wants TLS.
[[nodiscard]] TransportError ExpectsTls(const std::string& host);

}  // namespace provider::http
