// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// One Request as a libcurl easy handle, and the outcome of its transfer as a Response or an error.

#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#define CURL_STRICTER  // distinct types for CURL and CURLM, which curl 8.11 no longer has
#include <curl/curl.h>
#include <tl/expected.hpp>

#include "provider/base/free_by.h"
#include "provider/http/failure.h"
#include "provider/http/proxy.h"
#include "provider/http/response_reader.h"
#include "provider/http/tls_context.h"
#include "provider/http/transport.h"
#include "provider/http/trust.h"
#include "provider/http/url.h"

namespace provider::http {

using EasyHandle = std::unique_ptr<CURL, base::FreeBy<curl_easy_cleanup>>;
using MultiHandle = std::unique_ptr<CURLM, base::FreeBy<curl_multi_cleanup>>;
using CurlList = std::unique_ptr<curl_slist, base::FreeBy<curl_slist_free_all>>;

// What the transport's settings and the clock add to a request.
struct Route {
  Url url;
  std::optional<Proxy> proxy;
  std::vector<std::string> addresses;  // of the proxy, otherwise of the host; empty: no look-up
  const Trust* trust = nullptr;        // null: certificates are not verified
  std::string ca_setting;              // where `trust` comes from, unless it is the machine's
  std::chrono::milliseconds time_limit{0};
  std::chrono::milliseconds connect_limit{0};
};

// The facts about the route that messages need. The caller adds how the request failed.
[[nodiscard]] Failure FailureOn(const Route& route);

// Used by one thread. libcurl keeps pointers into this object and into the constructor's arguments,
// so this object must not move, and the arguments must outlive it. libcurl must be initialized
// (CurlSender::Make does that).
class CurlRequest {
 public:
  CurlRequest(const Request& request, const Route& route, std::stop_token stop);
  CurlRequest(const CurlRequest&) = delete;
  CurlRequest& operator=(const CurlRequest&) = delete;

  // Sets every option of the handle. `user_agent` may be empty. The error is kSetup.
  [[nodiscard]] std::optional<TransportError> Prepare(const std::string& user_agent);

  // Call it after Prepare. The transfer then only sets up a connection, TLS included, sends nothing
  // and returns an empty response.
  void OnlyConnect();

  // Whether at least one line of a response was received, even if the transfer failed later.
  [[nodiscard]] bool response_began() const { return response_began_; }

  [[nodiscard]] CURL* easy() const { return easy_.get(); }
  [[nodiscard]] const std::stop_token& stop() const { return stop_; }
  [[nodiscard]] base::SteadyTime deadline() const { return request_.deadline; }

  // The result of the transfer, which finished with `code`. Call it once.
  [[nodiscard]] tl::expected<Response, TransportError> TakeResult(CURLcode code);

 private:
  static CURLcode OnTlsContext(CURL*, void* context, void* self);
  static int OnSocket(void* self, curl_socket_t socket, curlsocktype);
  static std::size_t OnHeader(char* data, std::size_t, std::size_t size, void* self);
  static std::size_t OnBody(char* data, std::size_t, std::size_t size, void* self);
  static int OnProgress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);

  template <typename T>
  void Set(CURLoption option, T value);
  template <typename T>
  [[nodiscard]] T Info(CURLINFO info) const;

  [[nodiscard]] std::optional<TransportError> SetHeaders();
  void AppendHeader(const std::string& line);
  void SetMethodAndBody();
  void SetProxy();
  void SetAddresses();
  void SetTls();
  void SetLimits();
  void SetCallbacks();
  void LogTimes() const;
  [[nodiscard]] TransportError ErrorOf(CURLcode code) const;

  const Request& request_;
  const Route& route_;
  const std::stop_token stop_;
  CurlList headers_;
  CurlList addresses_;
  CertificateRecord certificate_;
  std::array<char, CURL_ERROR_SIZE> detail_{};  // libcurl's message about an error
  EasyHandle easy_;

  ResponseReader reader_;
  std::vector<curl_socket_t> sockets_;  // opened for this request
  bool reached_ = false;                // one of them was connected to its peer
  bool only_connects_ = false;
  bool response_began_ = false;
  bool too_many_headers_ = false;
  bool too_much_body_ = false;
};

}  // namespace provider::http
