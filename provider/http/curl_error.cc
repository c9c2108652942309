// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/curl_error.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "provider/http/response_reader.h"
#include "provider/text/redaction.h"

namespace provider::http {
namespace {

using Kind = TransportError::Kind;

struct Rule {
  CURLcode code;
  Kind kind;
  std::string_view text;
};

// CURLE_TOO_LARGE, which curl 8.6 added.
constexpr auto kCurlTooLarge = static_cast<CURLcode>(100);

constexpr std::array kRules{
    Rule{CURLE_PROXY, Kind::kProxy, "The proxy {proxy} did not connect to {host}: {detail}."},
    Rule{CURLE_GOT_NOTHING, Kind::kBroken, "{peer} closed the connection without a response."},
    Rule{CURLE_PARTIAL_FILE, Kind::kBroken,
         "{peer} closed the connection in the middle of its response."},
    Rule{CURLE_RECV_ERROR, Kind::kBroken, "The connection to {end} broke: {detail}."},
    Rule{CURLE_SEND_ERROR, Kind::kBroken, "The connection to {end} broke: {detail}."},
    // libcurl takes any other text for HTTP/0.9 and returns this code. It is not about the URL,
    // whose scheme was checked before.
    Rule{CURLE_UNSUPPORTED_PROTOCOL, Kind::kBroken, "{peer} sent a response that is not HTTP."},
    Rule{CURLE_WEIRD_SERVER_REPLY, Kind::kBroken, "{peer} sent a response that is not HTTP."},
    Rule{CURLE_FILESIZE_EXCEEDED, Kind::kTooLarge, "The response of {host} exceeds {limit} bytes."},
    Rule{CURLE_URL_MALFORMAT, Kind::kSetup, "The URL of the request to {host} is malformed."},
    // libcurl returns one of these codes, by its version, for a header line of more than 100 KB.
    Rule{CURLE_OUT_OF_MEMORY, Kind::kTooLarge, "A header of the response of {host} is too long."},
    Rule{kCurlTooLarge, Kind::kTooLarge, "A header of the response of {host} is too long."},
};

constexpr std::array kTlsCodes{
    CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM,       CURLE_SSL_CIPHER,
    CURLE_SSL_CRL_BADFILE,   CURLE_SSL_ISSUER_ERROR,      CURLE_SSL_PINNEDPUBKEYNOTMATCH,
    CURLE_SSL_CLIENTCERT,    CURLE_SSL_INVALIDCERTSTATUS,
};

// The peer that responded, or failed to; begins a sentence.
std::string Peer(const CurlFailure& failure) {
  return failure.at_proxy ? "The proxy " + failure.proxy : failure.host;
}

bool EndsAsReset(CURLcode code, std::string_view detail) {
  return (code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR) &&
         (detail.find("Connection reset") != std::string_view::npos ||
          detail.find("Connection was reset") != std::string_view::npos);  // of Winsock
}

}  // namespace

std::string CurlDetail(std::string_view words) {
  auto clean = text::CleanForeignText(words);
  while (clean.ends_with('.') || clean.ends_with(' ')) clean.pop_back();
  return clean;
}

TransportError CurlError(CURLcode code, const CurlFailure& failure) {
  if (failure.too_many_headers) {
    return {Kind::kTooLarge, fmt::format("The headers of the response of {} exceed {} bytes.",
                                         failure.host, kMaxHeaderBytes)};
  }
  if (failure.too_much_body) code = CURLE_FILESIZE_EXCEEDED;
  if (code == CURLE_ABORTED_BY_CALLBACK) code = CURLE_OPERATION_TIMEDOUT;
  if (code == CURLE_OPERATION_TIMEDOUT) return TimedOut(failure);
  if (code == CURLE_COULDNT_CONNECT) return NotConnected(failure);
  if (code == CURLE_PEER_FAILED_VERIFICATION) return CertificateRefused(failure);
  if (std::find(kTlsCodes.begin(), kTlsCodes.end(), code) != kTlsCodes.end()) {
    return TlsFailed(failure);
  }
  constexpr long kFirstRefusal = 300;
  if (!failure.proxy.empty() && code == CURLE_RECV_ERROR && failure.proxy_status >= kFirstRefusal) {
    return ProxyRefused(failure, failure.proxy_status);
  }
  if (failure.detail.find("CONNECT aborted") != std::string::npos) code = CURLE_GOT_NOTHING;
  constexpr Rule kOther{CURLE_OK, Kind::kBroken, "The request to {host} failed: {detail}."};
  const auto* rule = std::find_if(kRules.begin(), kRules.end(),
                                  [code](const Rule& each) { return each.code == code; });
  if (rule == kRules.end()) rule = &kOther;
  if (EndsAsReset(code, failure.detail)) {
    return Broken(failure, fmt::format("{} reset the connection.", Peer(failure)));
  }
  auto message = fmt::format(
      fmt::runtime(rule->text), fmt::arg("host", failure.host), fmt::arg("proxy", failure.proxy),
      fmt::arg("peer", Peer(failure)),
      fmt::arg("end", failure.at_proxy ? "the proxy " + failure.proxy : failure.host),
      fmt::arg("detail", failure.detail), fmt::arg("limit", failure.max_response_bytes));
  if (rule->kind == Kind::kBroken) return Broken(failure, std::move(message));
  return {rule->kind, std::move(message),
          rule->kind == Kind::kProxy ? fmt::format("Check {} and NO_PROXY.", failure.proxy_variable)
                                     : ""};
}

}  // namespace provider::http
