// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/curl_request.h"

#include <algorithm>
#include <new>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "provider/base/log.h"
#include "provider/http/curl_error.h"
#include "provider/http/failure.h"
#include "provider/text/redaction.h"

namespace provider::http {
namespace {

using Kind = TransportError::Kind;

// The types and functions of sockets come with libcurl's header, on every system.
bool HasPeer(curl_socket_t socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  return ::getpeername(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0;
}

CurlList Appended(CurlList list, const std::string& line) {
  auto* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  [[maybe_unused]] const auto* same = list.release();  // `longer` begins with the same node
  return CurlList(longer);
}

}  // namespace

Failure FailureOn(const Route& route) {
  Failure failure;
  failure.host = route.url.shown;
  failure.plain = route.url.scheme == "http" && !route.proxy;
  failure.proxy_variable = route.url.scheme == "https" ? "HTTPS_PROXY" : "HTTP_PROXY";
  if (route.proxy) {
    failure.proxy = route.proxy->shown;
    failure.proxy_variable = route.proxy->variable;
    failure.proxy_has_user = route.proxy->has_user;
  }
  return failure;
}

CurlRequest::CurlRequest(const Request& request, const Route& route, std::stop_token stop)
    : request_(request),
      route_(route),
      stop_(std::move(stop)),
      easy_(curl_easy_init()),
      reader_(request.max_response_bytes) {
  if (!easy_) throw std::bad_alloc();
}

std::optional<TransportError> CurlRequest::Prepare(const std::string& user_agent) {
  if (auto error = SetHeaders()) return error;
  Set(CURLOPT_NOSIGNAL, 1L);
  Set(CURLOPT_URL, request_.url.c_str());
  Set(CURLOPT_PATH_AS_IS, 1L);  // because the signature covers the path as it is
  Set(CURLOPT_PROTOCOLS_STR, "http,https");
  Set(CURLOPT_FOLLOWLOCATION, 0L);
  constexpr long kHttp11 = CURL_HTTP_VERSION_1_1;  // an enumerator in 7.88, a long in 8.14
  Set(CURLOPT_HTTP_VERSION, kHttp11);
  Set(CURLOPT_HTTP_CONTENT_DECODING, 0L);
  if (!user_agent.empty()) Set(CURLOPT_USERAGENT, user_agent.c_str());
  SetMethodAndBody();
  SetProxy();
  SetAddresses();
  SetTls();
  SetLimits();
  SetCallbacks();
  return std::nullopt;
}

void CurlRequest::OnlyConnect() {
  only_connects_ = true;
  Set(CURLOPT_CONNECT_ONLY, 1L);
}

tl::expected<Response, TransportError> CurlRequest::TakeResult(CURLcode code) {
  LogTimes();
  if (code == CURLE_ABORTED_BY_CALLBACK && stop_.stop_requested()) {
    return tl::unexpected(Cancelled());
  }
  if (code != CURLE_OK) return tl::unexpected(ErrorOf(code));
  if (only_connects_) return Response{};
  auto response = std::move(reader_).Take(static_cast<int>(Info<long>(CURLINFO_RESPONSE_CODE)));
  if (!response) return tl::unexpected(ErrorOf(CURLE_PARTIAL_FILE));
  if (HasTwoLengths(response->headers)) {
    return tl::unexpected(
        Broken(FailureOn(route_), fmt::format("{} sent two different lengths.", route_.url.shown)));
  }
  return *std::move(response);
}

// ---- Callbacks

// Called for the server's TLS context and for that of a proxy.
CURLcode CurlRequest::OnTlsContext(CURL*, void* context, void* self) {
  auto& request = *static_cast<CurlRequest*>(self);
  const bool is_ready = PrepareTlsContext(static_cast<ssl_ctx_st*>(context), *request.route_.trust,
                                          request.certificate_);
  return is_ready ? CURLE_OK : CURLE_OUT_OF_MEMORY;
}

int CurlRequest::OnSocket(void* self, curl_socket_t socket, curlsocktype) {
  static_cast<CurlRequest*>(self)->sockets_.push_back(socket);
  return CURL_SOCKOPT_OK;
}

std::size_t CurlRequest::OnHeader(char* data, std::size_t, std::size_t size, void* self) {
  auto& request = *static_cast<CurlRequest*>(self);
  request.response_began_ = true;
  request.too_many_headers_ = !request.reader_.AddHeaderLine({data, size});
  return request.too_many_headers_ ? 0 : size;
}

std::size_t CurlRequest::OnBody(char* data, std::size_t, std::size_t size, void* self) {
  auto& request = *static_cast<CurlRequest*>(self);
  request.too_much_body_ = !request.reader_.AddBody({data, size});
  return request.too_much_body_ ? 0 : size;
}

// Aborts a transfer where libcurl neither returns nor checks its time limit: while a proxy responds
// to CONNECT with an endless series of headers.
//
// Also records that there is a TCP connection, because libcurl reports a connection only after the
// proxy and TLS.
int CurlRequest::OnProgress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  auto& request = *static_cast<CurlRequest*>(self);
  request.reached_ = request.reached_ || std::ranges::any_of(request.sockets_, HasPeer);
  const bool is_late = std::chrono::steady_clock::now() >= request.request_.deadline;
  return is_late || request.stop_.stop_requested() ? 1 : 0;
}

// ---- Options

template <typename T>
void CurlRequest::Set(CURLoption option, T value) {
  curl_easy_setopt(easy_.get(), option, value);
}

std::optional<TransportError> CurlRequest::SetHeaders() {
  constexpr std::string_view kLineEnds("\r\n\0", 3);
  for (const auto& [name, value] : request_.headers) {
    if (!IsToken(name) || value.find_first_of(kLineEnds) != std::string::npos) {
      return TransportError{Kind::kSetup, fmt::format("The header \"{}\" cannot be sent.",
                                                      text::CleanForeignText(name))};
    }
    if (IsSameName(name, "Content-Length")) continue;  // libcurl adds its own
    AppendHeader(value.empty() ? name + ";" : fmt::format("{}: {}", name, value));
  }
  // A gateway compresses unless the request refuses it, and nothing here decompresses.
  if (FindHeader(request_.headers, "Accept-Encoding") == nullptr) {
    AppendHeader("Accept-Encoding: identity");
  }
  // Remove headers that libcurl adds by default.
  AppendHeader("Expect:");
  if (FindHeader(request_.headers, "Content-Type") == nullptr) AppendHeader("Content-Type:");
  Set(CURLOPT_HTTPHEADER, headers_.get());
  return std::nullopt;
}

void CurlRequest::AppendHeader(const std::string& line) {
  headers_ = Appended(std::move(headers_), line);
}

void CurlRequest::SetMethodAndBody() {
  const auto& method = request_.method;
  const bool may_be_empty =
      method == "GET" || method == "HEAD" || method == "DELETE" || method == "OPTIONS";
  if (!request_.body.empty() || !may_be_empty) {
    Set(CURLOPT_POST, 1L);
    Set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    Set(CURLOPT_POSTFIELDS, request_.body.data());  // not copied
  } else if (method == "HEAD") {
    Set(CURLOPT_NOBODY, 1L);
  }
  Set(CURLOPT_CUSTOMREQUEST, method.c_str());
}

void CurlRequest::SetProxy() {
  // Always set it, even to "": otherwise libcurl reads the environment of the process.
  Set(CURLOPT_PROXY, route_.proxy ? route_.proxy->url.c_str() : "");
  Set(CURLOPT_NOPROXY, "");
  Set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
}

void CurlRequest::SetAddresses() {
  if (route_.addresses.empty()) return;
  const auto& host = route_.proxy ? route_.proxy->host : route_.url.host;
  const int port = route_.proxy ? route_.proxy->port : route_.url.port;
  addresses_ = Appended(std::move(addresses_),
                        fmt::format("{}:{}:{}", host, port, fmt::join(route_.addresses, ",")));
  Set(CURLOPT_RESOLVE, addresses_.get());
}

void CurlRequest::SetTls() {
  // Sets an option for the server and for a proxy that uses TLS.
  const auto set_both = [this](CURLoption server, CURLoption proxy, auto value) {
    Set(server, value);
    Set(proxy, value);
  };
  const auto* trust = route_.trust;
  set_both(CURLOPT_SSLVERSION, CURLOPT_PROXY_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  set_both(CURLOPT_SSL_VERIFYPEER, CURLOPT_PROXY_SSL_VERIFYPEER, trust != nullptr ? 1L : 0L);
  set_both(CURLOPT_SSL_VERIFYHOST, CURLOPT_PROXY_SSL_VERIFYHOST, trust != nullptr ? 2L : 0L);
  if (trust == nullptr) return;
  Set(CURLOPT_SSL_CTX_FUNCTION, OnTlsContext);
  Set(CURLOPT_SSL_CTX_DATA, this);
  // libcurl would otherwise cache the certificate store of a connection, which refers to `trust`.
  Set(CURLOPT_CA_CACHE_TIMEOUT, 0L);
}

void CurlRequest::SetLimits() {
  Set(CURLOPT_TIMEOUT_MS, static_cast<long>(route_.time_limit.count()));
  Set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(route_.connect_limit.count()));
  Set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(request_.max_response_bytes));
}

void CurlRequest::SetCallbacks() {
  Set(CURLOPT_ERRORBUFFER, detail_.data());
  Set(CURLOPT_SOCKOPTFUNCTION, OnSocket);
  Set(CURLOPT_SOCKOPTDATA, this);
  Set(CURLOPT_HEADERFUNCTION, OnHeader);
  Set(CURLOPT_HEADERDATA, this);
  Set(CURLOPT_WRITEFUNCTION, OnBody);
  Set(CURLOPT_WRITEDATA, this);
  Set(CURLOPT_XFERINFOFUNCTION, OnProgress);
  Set(CURLOPT_XFERINFODATA, this);
  Set(CURLOPT_NOPROGRESS, 0L);  // otherwise libcurl does not call OnProgress
}

// ---- Times and errors

template <typename T>
T CurlRequest::Info(CURLINFO info) const {
  T value{};
  curl_easy_getinfo(easy_.get(), info, &value);
  return value;
}

// Logs times since the start of the request. 0: the request did not get that far, or a reused
// connection needed no time.
void CurlRequest::LogTimes() const {
  if (!base::LogEnabled(base::LogLevel::kTrace)) return;
  const auto time = [this](CURLINFO info) {
    return base::Milliseconds(std::chrono::microseconds(Info<curl_off_t>(info)));
  };
  base::Log(base::LogLevel::kTrace, "Timed HTTP request",
            {{"http_host", route_.url.shown},
             {"new_connections", fmt::format("{}", Info<long>(CURLINFO_NUM_CONNECTS))},
             {"connected_ms", time(CURLINFO_CONNECT_TIME_T)},
             {"tls_ms", time(CURLINFO_APPCONNECT_TIME_T)},
             {"first_byte_ms", time(CURLINFO_STARTTRANSFER_TIME_T)},
             {"duration_ms", time(CURLINFO_TOTAL_TIME_T)}});
}

TransportError CurlRequest::ErrorOf(CURLcode code) const {
  const std::string_view detail(detail_.data());
  CurlFailure failure;
  static_cast<Failure&>(failure) = FailureOn(route_);
  failure.detail = CurlDetail(detail.empty() ? curl_easy_strerror(code) : detail);
  failure.os_error = static_cast<int>(Info<long>(CURLINFO_OS_ERRNO));
  failure.certificate = certificate_.Facts();
  failure.certificate_depth = certificate_.depth();
  failure.certificate_fault = certificate_.fault();
  if (code == CURLE_PEER_FAILED_VERIFICATION && route_.trust != nullptr) {
    failure.trust_advice = AdviceOnTrust(*route_.trust, route_.ca_setting);
  }
  failure.connected = Info<curl_off_t>(CURLINFO_PRETRANSFER_TIME_T) > 0;
  failure.reached = reached_;
  failure.connect_limit = route_.connect_limit;
  failure.time_limit = route_.time_limit;
  failure.proxy_status = Info<long>(CURLINFO_HTTP_CONNECTCODE);
  // Until TLS with the host is set up, the proxy is the peer that responds or closes the
  // connection.
  failure.at_proxy = route_.proxy && (route_.url.scheme == "http" || failure.proxy_status == 0 ||
                                      Info<curl_off_t>(CURLINFO_APPCONNECT_TIME_T) == 0);
  failure.in_proxys_tls = route_.proxy && route_.proxy->is_tls && failure.proxy_status == 0;
  failure.max_response_bytes = request_.max_response_bytes;
  failure.too_many_headers = too_many_headers_;
  failure.too_much_body = too_much_body_;
  return CurlError(code, failure);
}

}  // namespace provider::http
