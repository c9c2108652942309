// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Describes a failed request in one sentence.
//
// Messages name only hosts, never a URL: its path and query may be signed, and a proxy's URL may
// contain a password.

#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "provider/http/name_query.h"
#include "provider/http/tls_context.h"
#include "provider/http/transport.h"

namespace provider::http {

struct Failure {
  std::string host;                            // with the port if the URL has one
  std::string proxy;                           // likewise; empty: no proxy
  std::string proxy_variable = "HTTPS_PROXY";  // the variable that names it, or could
  bool proxy_has_user = false;                 // the proxy's URL has a user name
  bool at_proxy = false;                       // the peer was the proxy: the host was not reached
  std::string detail;                          // the library's message, cleaned, without a period

  int os_error = 0;  // errno of the connection, or its error of Winsock
  CertificateFault certificate_fault = CertificateFault::kNone;
  std::optional<CertificateFacts> certificate = {};  // the last one that was verified
  int certificate_depth = 0;                         // 0: the server's own
  std::string trust_advice;                          // from AdviceOnTrust
  bool connected = false;                            // including TLS
  bool reached = false;        // there was a TCP connection, to the proxy if one is used
  bool plain = false;          // neither TLS nor a proxy: what is reached is connected
  bool in_proxys_tls = false;  // TLS with the proxy itself failed
  std::chrono::milliseconds connect_limit{0};
  std::chrono::milliseconds time_limit{0};
};

// The error of a request that was stopped.
[[nodiscard]] TransportError Cancelled();
[[nodiscard]] TransportError OutOfDescriptors(const std::string& host);
// The name is the proxy's if one is used.
[[nodiscard]] TransportError NotResolved(const Failure& failure, const NameError& error);
// `status` is that of the proxy's response to CONNECT or to the request itself.
[[nodiscard]] TransportError ProxyRefused(const Failure& failure, long status);
// No response, an incomplete one, or one that is not HTTP. `message` is a sentence.
[[nodiscard]] TransportError Broken(const Failure& failure, std::string message);
[[nodiscard]] TransportError TimedOut(const Failure& failure);
[[nodiscard]] TransportError NotConnected(const Failure& failure);
[[nodiscard]] TransportError CertificateRefused(const Failure& failure);
[[nodiscard]] TransportError TlsFailed(const Failure& failure);
// The endpoint begins with http://, but the server expects TLS.
[[nodiscard]] TransportError ExpectsTls(const std::string& host);

}  // namespace provider::http
