// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/failure.h"

#include <cerrno>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "provider/base/go_duration.h"

namespace provider::http {
namespace {

using Kind = TransportError::Kind;
using std::chrono::milliseconds;

constexpr const char* kCheckEndpoint =
    "Check that the endpoint is right and that this machine may reach it, if necessary through "
    "HTTPS_PROXY.";
constexpr const char* kCheckProxy =
    "Check HTTPS_PROXY, and that this machine may reach the proxy. NO_PROXY lists the hosts that "
    "are reached without it.";

// As a person would have written it: the limit less what was spent before.
std::string Shown(milliseconds limit) {
  constexpr milliseconds kNearlyASecond{950};
  if (limit >= kNearlyASecond)
    return base::FormatGoDuration(std::chrono::round<std::chrono::seconds>(limit));
  constexpr int kStep = 10;
  return base::FormatGoDuration(milliseconds((limit.count() + kStep - 1) / kStep * kStep));
}

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

TransportError NotConnectedInTime(const Failure& failure) {
  const auto text = Shown(failure.connect_limit);
  // Shorter than the time to connect: the whole time limit is over.
  const bool is_deadline = failure.connect_limit >= failure.time_limit;
  if (failure.proxy.empty()) {
    const auto kind = is_deadline ? Kind::kTimeout : Kind::kConnect;
    if (failure.reached) {
      return {kind,
              fmt::format("{} accepted the connection but did not complete TLS within {}.",
                          failure.host, text),
              "A firewall or gateway in between may be holding the connection. Check that the "
              "endpoint is right and speaks TLS."};
    }
    return {
        kind,
        fmt::format("No connection to {} within {}: nothing answers there.", failure.host, text),
        "A firewall may be dropping the packets, or the address is wrong. " +
            std::string(kCheckEndpoint)};
  }
  const auto kind = is_deadline ? Kind::kTimeout : Kind::kProxy;
  if (!failure.reached) {
    return {kind, fmt::format("No connection to the proxy {} within {}.", failure.proxy, text),
            "A firewall may be dropping the packets. " + std::string(kCheckProxy)};
  }
  return {
      kind,
      fmt::format("The proxy {} did not connect to {} within {}.", failure.proxy, failure.host,
                  text),
      fmt::format("The proxy, or a firewall behind it, may be dropping the connection. Check that "
                  "the proxy allows {}, or list that host in NO_PROXY.",
                  failure.host)};
}

std::string WhyNotResolved(const NameError& error) {
  using Problem = NameError::Kind;
  const auto servers = fmt::format("{}", fmt::join(error.servers, ", "));
  switch (error.kind) {
    case Problem::kNoSuchName:
      return "there is no such name";
    case Problem::kNoAddress:
      return "it has no address";
    case Problem::kFailed:
      return fmt::format("the name server reports a failure ({}; asked: {})", error.failure,
                         servers);
    case Problem::kDescriptors:
      return "too many open files";
    default:
      return fmt::format("no name server answered (asked: {})", servers);
  }
}

}  // namespace

TransportError Cancelled() { return {Kind::kCancelled, "The request was cancelled."}; }

TransportError OutOfDescriptors(const std::string& host) {
  return {Kind::kConnect, fmt::format("The connection to {} failed: too many open files.", host),
          "Raise the limit of open files (ulimit -n)."};
}

TransportError NotResolved(const std::string& host, const std::string& proxy,
                           const NameError& error) {
  using Problem = NameError::Kind;
  const auto text =
      proxy.empty()
          ? fmt::format("The name {} was not resolved: {}.", host, WhyNotResolved(error))
          : fmt::format("The proxy's name {} was not resolved: {}.", proxy, WhyNotResolved(error));
  const auto kind = proxy.empty() ? Kind::kResolve : Kind::kProxy;
  if (error.kind == Problem::kNoServer) {
    return {kind, text,
            "Check the name servers in /etc/resolv.conf, and that this machine may reach them."};
  }
  if (error.kind == Problem::kFailed) {
    return {kind, text,
            "Run the command again in a few minutes; if the error stays, check the name servers in "
            "/etc/resolv.conf."};
  }
  if (error.kind == Problem::kDescriptors) return {kind, text, OutOfDescriptors(host).hint};
  return {kind, text,
          proxy.empty()
              ? "Check region, cloud and endpoints for a typo. A name of your own network "
                "must be known to the name servers in /etc/resolv.conf."
              : "Check HTTPS_PROXY for a typo."};
}

TransportError TimedOut(const Failure& failure) {
  if (!failure.connected) return NotConnectedInTime(failure);
  return {Kind::kTimeout,
          fmt::format("{} did not respond completely within {}.", failure.host,
                      Shown(failure.time_limit)),
          "Raise timeouts.read if the service is only slow."};
}

TransportError NotConnected(const Failure& failure) {
  const bool direct = failure.proxy.empty();
  const auto kind = direct ? Kind::kConnect : Kind::kProxy;
  const auto to = direct ? failure.host : "the proxy " + failure.proxy;
  const std::string hint = direct ? kCheckEndpoint : kCheckProxy;
  switch (failure.os_error) {
    case ECONNREFUSED:
      return {kind, fmt::format("The connection to {} was refused.", to), hint};
    case ENETUNREACH:
    case EHOSTUNREACH:
      return {kind, fmt::format("There is no route to {}.", to), hint};
    default:
      return {kind, fmt::format("The connection to {} failed: {}.", to, failure.detail), hint};
  }
}

TransportError CertificateRefused(const Failure& failure) {
  return {Kind::kTls,
          fmt::format("The certificate of {} {}.", failure.host, CertificateProblem(failure))};
}

TransportError TlsFailed(const Failure& failure) {
  const auto has = [&failure](std::string_view sign) {
    return failure.detail.find(sign) != std::string::npos;
  };
  const auto& peer = failure.in_proxys_tls ? failure.proxy : failure.host;
  const std::string who = failure.in_proxys_tls ? "The proxy " + peer : peer;
  // A peer that goes away in the middle of the handshake: an error of TLS to OpenSSL, of the line
  // to us.
  for (const std::string_view sign : {"unexpected eof", "SSL_ERROR_SYSCALL", "Connection reset"}) {
    if (has(sign)) {
      return {Kind::kBroken, fmt::format("{} closed the connection while TLS was set up.", who)};
    }
  }
  const bool speaks_no_tls =
      has("wrong version number") || has("packet length too long") || has("http request");
  if (speaks_no_tls && failure.in_proxys_tls) {
    return {Kind::kProxy, fmt::format("{} does not speak TLS.", who),
            "Begin its address with http:// in HTTPS_PROXY: it may carry https requests all the "
            "same."};
  }
  if (speaks_no_tls) {
    return {Kind::kTls, fmt::format("{} does not speak TLS.", who),
            "Check the endpoint's port. If the endpoint is meant to be without TLS, begin its "
            "address with http://."};
  }
  return {failure.in_proxys_tls ? Kind::kProxy : Kind::kTls,
          fmt::format("TLS with {} failed: {}.", peer, failure.detail),
          failure.in_proxys_tls ? kCheckProxy : kCheckEndpoint};
}

TransportError ExpectsTls(const std::string& host) {
  return {Kind::kTls, fmt::format("{} expects TLS, and the request was sent without it.", host),
          "Begin the endpoint's address with https://."};
}

}  // namespace provider::http
