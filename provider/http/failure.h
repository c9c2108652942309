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
  std::string host;    // with its port where one is written
  std::string proxy;   // likewise; empty where there is none
  std::string detail;  // the library's words, cleaned, without a period

  int os_error = 0;                                  // errno of the connection
  int verify_result = 0;                             // X509_V_ERR_… of OpenSSL
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
// `proxy` is the one whose name was looked up; empty where it was `host`.
[[nodiscard]] TransportError NotResolved(const std::string& host, const std::string& proxy,
                                         const NameError& error);
[[nodiscard]] TransportError TimedOut(const Failure& failure);
[[nodiscard]] TransportError NotConnected(const Failure& failure);
[[nodiscard]] TransportError CertificateRefused(const Failure& failure);
[[nodiscard]] TransportError TlsFailed(const Failure& failure);
// An http:// address of a server that wants TLS.
[[nodiscard]] TransportError ExpectsTls(const std::string& host);

}  // namespace provider::http
