// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/failure.h"

#include <cerrno>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "provider/text/go_duration.h"

namespace provider::http {
namespace {

using Kind = TransportError::Kind;
using std::chrono::milliseconds;

// The proxy is not used for these hosts.
bool IsLoopback(std::string_view host) {
  return host.starts_with("127.") || host.starts_with("localhost") || host.starts_with("[::1]");
}

std::string CheckEndpoint(const Failure& failure) {
  if (IsLoopback(failure.host)) return "Check that the endpoint is right and the service is up.";
  return fmt::format(
      "Check that the endpoint is right and that this machine may reach it, if necessary through "
      "{}.",
      failure.proxy_variable);
}

std::string CheckProxy(const Failure& failure) {
  return fmt::format(
      "Check {}, and that this machine may reach the proxy. NO_PROXY lists the hosts that are "
      "reached without it.",
      failure.proxy_variable);
}

// Rounds up to the limit that the user set: the time spent before the request was subtracted from
// it.
std::string Shown(milliseconds limit) {
  constexpr milliseconds kNearlyASecond{950};
  if (limit >= kNearlyASecond)
    return text::FormatGoDuration(std::chrono::round<std::chrono::seconds>(limit));
  constexpr int kStep = 10;
  return text::FormatGoDuration(milliseconds((limit.count() + kStep - 1) / kStep * kStep));
}

// "a, b and 3 more".
std::string Listed(const std::vector<std::string>& names) {
  constexpr std::ptrdiff_t kMost = 5;
  const auto count = std::ssize(names);
  if (count <= kMost) return fmt::format("{}", fmt::join(names, ", "));
  return fmt::format("{} and {} more", fmt::join(names.begin(), names.begin() + kMost, ", "),
                     count - kMost);
}

struct Refusal {
  std::string why;  // follows "The certificate of HOST"
  std::string hint;
};

Refusal OutsideItsDates(const Failure& failure) {
  const auto& facts = *failure.certificate;
  const auto whose = failure.certificate_depth == 0
                         ? std::string()
                         : fmt::format("was issued by \"{}\", whose certificate ", facts.subject);
  if (failure.certificate_fault == CertificateFault::kNotYetValid) {
    return {fmt::format("{}is not valid before {}", whose, facts.valid_from),
            "Check this machine's clock."};
  }
  return {fmt::format("{}expired on {}", whose, facts.valid_to),
          "Check this machine's clock. If it is right, the certificate must be renewed at the "
          "endpoint."};
}

Refusal WhyRefused(const Failure& failure) {
  switch (failure.certificate_fault) {
    case CertificateFault::kNotYetValid:
    case CertificateFault::kExpired:
      if (failure.certificate) return OutsideItsDates(failure);
      break;
    case CertificateFault::kSelfSigned:
      return {"is self-signed and not trusted", failure.trust_advice};
    case CertificateFault::kUnknownAuthority:
      return {fmt::format("was issued by an authority that is not trusted: \"{}\"",
                          failure.certificate ? failure.certificate->issuer : "unknown"),
              failure.trust_advice};
    case CertificateFault::kNone:  // OpenSSL accepted it, so libcurl refused its names
      if (!failure.certificate) break;
      return {fmt::format("is for other names: {}", Listed(failure.certificate->names)),
              failure.in_proxys_tls
                  ? fmt::format("Check the host name in {}.", failure.proxy_variable)
                  : "Check that the endpoint is right: its host name must be one of these."};
    case CertificateFault::kOther:
      break;
  }
  return {"was refused: " + failure.detail, {}};
}

TransportError NotConnectedInTime(const Failure& failure) {
  const auto text = Shown(failure.connect_limit);
  if (failure.proxy.empty()) {
    const auto kind = Kind::kConnect;
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
            CheckEndpoint(failure)};
  }
  const auto kind = Kind::kProxy;
  if (!failure.reached) {
    return {kind, fmt::format("No connection to the proxy {} within {}.", failure.proxy, text),
            "A firewall may be dropping the packets. " + CheckProxy(failure)};
  }
  return {
      kind,
      fmt::format("The proxy {} did not connect to {} within {}.", failure.proxy, failure.host,
                  text),
      fmt::format("The proxy, or a firewall behind it, may be dropping the connection. Check that "
                  "the proxy allows {}, or list that host in NO_PROXY.",
                  failure.host)};
}

// Removes the port.
std::string NameOf(const std::string& shown) {
  return shown.starts_with('[') ? shown : shown.substr(0, shown.find(':'));
}

// The system does not say which servers it asks, and not every one has /etc/resolv.conf.
std::string_view NameServersToCheck(const NameError& error) {
  return error.servers.empty() ? "the name servers of this machine"
                               : "the name servers in /etc/resolv.conf";
}

std::string WhyNotResolved(const NameError& error) {
  using Problem = NameError::Kind;
  const auto servers = fmt::format("{}", fmt::join(error.servers, ", "));
  const bool asked_system = servers.empty();
  switch (error.kind) {
    case Problem::kNoSuchName:
      return "there is no such name";
    case Problem::kNoAddress:
      return "it has no address";
    case Problem::kFailed:
      return asked_system ? fmt::format("the system reports a failure ({})", error.failure)
                          : fmt::format("the name server reports a failure ({}; asked: {})",
                                        error.failure, servers);
    case Problem::kDescriptors:
      return "too many open files";
    default:
      return asked_system ? std::string("no name server answered")
                          : fmt::format("no name server answered (asked: {})", servers);
  }
}

}  // namespace

TransportError Cancelled() { return {Kind::kCancelled, "The request was cancelled."}; }

TransportError OutOfDescriptors(const std::string& host) {
  return {Kind::kConnect, fmt::format("The connection to {} failed: too many open files.", host),
          "Raise the limit of open files (ulimit -n)."};
}

TransportError NotResolved(const Failure& failure, const NameError& error) {
  using Problem = NameError::Kind;
  const auto host = NameOf(failure.host);
  const auto proxy = NameOf(failure.proxy);
  const auto text =
      proxy.empty()
          ? fmt::format("The name {} was not resolved: {}.", host, WhyNotResolved(error))
          : fmt::format("The proxy's name {} was not resolved: {}.", proxy, WhyNotResolved(error));
  const auto kind = proxy.empty() ? Kind::kResolve : Kind::kProxy;
  if (error.kind == Problem::kNoServer) {
    return {
        kind, text,
        fmt::format("Check {}, and that this machine may reach them.", NameServersToCheck(error))};
  }
  if (error.kind == Problem::kFailed) {
    return {kind, text,
            fmt::format("Run the command again in a few minutes; if the error persists, check {}.",
                        NameServersToCheck(error))};
  }
  if (error.kind == Problem::kDescriptors) return {kind, text, OutOfDescriptors(host).hint};
  return {kind, text,
          proxy.empty()
              ? fmt::format("Check region, cloud and endpoints for a typo. A name of your own "
                            "network must be known to {}.",
                            NameServersToCheck(error))
              : fmt::format("Check {} for a typo.", failure.proxy_variable)};
}

TransportError ProxyRefused(const Failure& failure, long status) {
  constexpr long kLoginRequired = 407;
  auto message = fmt::format("The proxy {} refused to connect to {}: HTTP status {}.",
                             failure.proxy, failure.host, status);
  std::string hint;
  if (status != kLoginRequired) {
    hint = fmt::format(
        "Check that the proxy allows {}, or list that host in NO_PROXY if this machine can reach "
        "it directly.",
        failure.host);
  } else if (failure.proxy_has_user) {
    hint = fmt::format(
        "The proxy does not accept the user name and password in {}: check them, and "
        "percent-encode "
        "special characters. It may also ask for a kind of login that is not supported (NTLM, "
        "Kerberos).",
        failure.proxy_variable);
  } else {
    hint = fmt::format(
        "The proxy asks for a user name and password: write them into {}, percent-encoded.",
        failure.proxy_variable);
  }
  return {Kind::kProxy, std::move(message), std::move(hint)};
}

TransportError Broken(const Failure& failure, std::string message) {
  return {Kind::kBroken, std::move(message),
          failure.proxy.empty()
              ? "If this persists, check the endpoint with its port: something other than the "
                "service may listen there, or a firewall may end the connection."
              : fmt::format("If this persists, check that {} names a proxy, and that the proxy "
                            "allows {}.",
                            failure.proxy_variable, failure.host)};
}

TransportError TimedOut(const Failure& failure) {
  const bool connected = failure.connected || (failure.plain && failure.reached);
  if (!connected) return NotConnectedInTime(failure);
  return {Kind::kTimeout,
          fmt::format("{} did not respond completely within {}.", failure.host,
                      Shown(failure.time_limit)),
          "Raise timeouts.read if the service is only slow."};
}

TransportError NotConnected(const Failure& failure) {
  const bool direct = failure.proxy.empty();
  const auto kind = direct ? Kind::kConnect : Kind::kProxy;
  const auto to = direct ? failure.host : "the proxy " + failure.proxy;
  const std::string hint = direct ? CheckEndpoint(failure) : CheckProxy(failure);
  // Winsock has its own numbers, which are above those of errno on every system.
  constexpr int kWinsockUnreachableNetwork = 10'051;
  constexpr int kWinsockRefused = 10'061;
  constexpr int kWinsockUnreachableHost = 10'065;
  switch (failure.os_error) {
    case kWinsockRefused:
    case ECONNREFUSED:
      return {kind, fmt::format("The connection to {} was refused.", to), hint};
    case kWinsockUnreachableNetwork:
    case kWinsockUnreachableHost:
    case ENETUNREACH:
    case EHOSTUNREACH:
      return {kind, fmt::format("There is no route to {}.", to), hint};
    default:
      return {kind, fmt::format("The connection to {} failed: {}.", to, failure.detail), hint};
  }
}

TransportError CertificateRefused(const Failure& failure) {
  auto refusal = WhyRefused(failure);
  const auto whose = failure.in_proxys_tls ? "the proxy " + failure.proxy : failure.host;
  return {failure.in_proxys_tls ? Kind::kProxy : Kind::kTls,
          fmt::format("The certificate of {} {}.", whose, refusal.why), std::move(refusal.hint)};
}

TransportError TlsFailed(const Failure& failure) {
  const auto has = [&failure](std::string_view sign) {
    return failure.detail.find(sign) != std::string::npos;
  };
  const auto& peer = failure.in_proxys_tls ? failure.proxy : failure.host;
  const std::string who = failure.in_proxys_tls ? "The proxy " + peer : peer;
  // The peer closed the connection during the handshake. OpenSSL reports a TLS error, but it is a
  // connection error.
  for (const std::string_view sign : {"unexpected eof", "SSL_ERROR_SYSCALL", "Connection reset",
                                      "Connection was reset", "Connection was aborted"}) {
    if (has(sign)) {
      return Broken(failure, fmt::format("{} closed the connection while TLS was set up.", who));
    }
  }
  // The proxy may be a web server that treats CONNECT as an ordinary request.
  const bool from_proxy = !failure.proxy.empty() && !failure.in_proxys_tls;
  const bool speaks_no_tls =
      has("wrong version number") || has("packet length too long") || has("http request");
  if (speaks_no_tls && failure.in_proxys_tls) {
    return {Kind::kProxy, fmt::format("{} does not speak TLS.", who),
            fmt::format("Begin its address with http:// in {}: it may carry https requests all the "
                        "same.",
                        failure.proxy_variable)};
  }
  if (speaks_no_tls && from_proxy) {
    return {Kind::kProxy,
            fmt::format("What the proxy {} passes on for {} is not TLS.", failure.proxy, peer),
            fmt::format("Check that {} names a proxy and that the proxy connects to {}.",
                        failure.proxy_variable, peer)};
  }
  if (speaks_no_tls) {
    return {Kind::kTls, fmt::format("{} does not speak TLS.", who),
            "Check the endpoint's port. If the endpoint is meant to be without TLS, begin its "
            "address with http://."};
  }
  return {failure.in_proxys_tls ? Kind::kProxy : Kind::kTls,
          fmt::format("TLS with {} failed: {}.", peer, failure.detail),
          failure.in_proxys_tls ? CheckProxy(failure) : CheckEndpoint(failure)};
}

TransportError ExpectsTls(const std::string& host) {
  return {Kind::kTls, fmt::format("{} expects TLS, and the request was sent without it.", host),
          "Begin the endpoint's address with https://."};
}

}  // namespace provider::http
