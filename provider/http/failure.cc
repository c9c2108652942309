// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/failure.h"

#include <cerrno>
#include <string_view>

#include <fmt/format.h>

#include "provider/base/go_duration.h"

namespace provider::http {
namespace {

using Kind = TransportError::Kind;

std::string CertificateProblem(const Failure& failure) {
  // Numbers of OpenSSL's x509_vfy.h, which this folder does not see.
  switch (failure.verify_result) {
    case 9:  // CERT_NOT_YET_VALID
      return "is not valid yet";
    case 10:  // CERT_HAS_EXPIRED
      return "has expired";
    case 18:  // DEPTH_ZERO_SELF_SIGNED_CERT
      return "is self-signed and not trusted; if it should be, set cacert_file to it";
    case 2:   // UNABLE_TO_GET_ISSUER_CERT
    case 19:  // SELF_SIGNED_CERT_IN_CHAIN
    case 20:  // UNABLE_TO_GET_ISSUER_CERT_LOCALLY
    case 21:  // UNABLE_TO_VERIFY_LEAF_SIGNATURE
      return "was issued by an authority that is not trusted; if it should be, set cacert_file to "
             "the authority's certificate";
    default:
      break;
  }
  const bool is_name = failure.detail.find("subject name") != std::string::npos;
  return is_name ? "is for another name" : "was refused: " + failure.detail;
}

}  // namespace

TransportError Cancelled() { return {Kind::kCancelled, "The request was cancelled."}; }

TransportError TimedOut(const Failure& failure) {
  auto limit = failure.connected ? failure.time_limit : failure.connect_limit;
  if (limit > std::chrono::seconds(1)) limit = std::chrono::round<std::chrono::seconds>(limit);
  const auto text = base::FormatGoDuration(limit);
  return {Kind::kTimeout,
          failure.connected
              ? fmt::format("{} did not answer in full within {}.", failure.host, text)
              : fmt::format("No connection to {} was made within {}.", failure.host, text)};
}

TransportError NotConnected(const Failure& failure) {
  const bool direct = failure.proxy.empty();
  const auto kind = direct ? Kind::kConnect : Kind::kProxy;
  const auto to = direct ? failure.host : "the proxy " + failure.proxy;
  switch (failure.os_error) {
    case ECONNREFUSED:
      return {kind, fmt::format("The connection to {} was refused.", to)};
    case ENETUNREACH:
    case EHOSTUNREACH:
      return {kind, fmt::format("There is no route to {}.", to)};
    default:
      return {kind, fmt::format("The connection to {} failed: {}.", to, failure.detail)};
  }
}

TransportError CertificateRefused(const Failure& failure) {
  return {Kind::kTls,
          fmt::format("The certificate of {} {}.", failure.host, CertificateProblem(failure))};
}

TransportError TlsFailed(const Failure& failure) {
  // A peer that goes away amid the handshake: an error of TLS to OpenSSL, of the line to us.
  for (const std::string_view sign : {"unexpected eof", "SSL_ERROR_SYSCALL", "Connection reset"}) {
    if (failure.detail.find(sign) == std::string::npos) continue;
    return {Kind::kBroken,
            fmt::format("{} closed the connection while TLS was set up.", failure.host)};
  }
  return {Kind::kTls, fmt::format("TLS with {} failed: {}.", failure.host, failure.detail)};
}

}  // namespace provider::http
