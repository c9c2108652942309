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

#define CURL_STRICTER  // distinct types for CURL and CURLM
#include <curl/curl.h>
#include <tl/expected.hpp>

#include "provider/http/answer_reader.h"
#include "provider/http/failure.h"
#include "provider/http/proxy.h"
#include "provider/http/tls_context.h"
#include "provider/http/transport.h"
#include "provider/http/trust.h"
#include "provider/http/url.h"

namespace provider::http {

struct FreeWithCurl {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
template <typename T>
using OwnedByCurl = std::unique_ptr<T, FreeWithCurl>;

// What the transport's settings and the clock add to a request.
struct Route {
  Url url;
  std::optional<Proxy> proxy;
  std::vector<std::string> addresses;  // of the proxy, else of the host; empty: none to look up
  const Trust* trust = nullptr;        // null: certificates are not verified
  std::string ca_setting;              // where `trust` comes from, when not from the machine
  std::chrono::milliseconds time_limit{0};
  std::chrono::milliseconds connect_limit{0};
};

// What a message says about the route; how the request failed is added to it.
[[nodiscard]] Failure FailureOn(const Route& route);

// Used by one thread. libcurl keeps pointers into it and into what it was constructed from, so it
// neither moves nor outlives them. libcurl must be initialized (CurlSender::Make does that).
class CurlRequest {
 public:
  CurlRequest(const Request& request, const Route& route, std::stop_token stop);
  CurlRequest(const CurlRequest&) = delete;
  CurlRequest& operator=(const CurlRequest&) = delete;

  // Sets every option of the handle. `user_agent` may be empty. An error is kSetup.
  [[nodiscard]] std::optional<TransportError> Prepare(const std::string& user_agent);

  // After Prepare: the transfer ends once there is a connection, TLS included, and sends nothing.
  // Its result is an empty response.
  void OnlyConnect();

  // A line of a response has come, whatever became of it.
  [[nodiscard]] bool response_began() const { return response_began_; }

  [[nodiscard]] CURL* easy() const { return easy_.get(); }
  [[nodiscard]] const std::stop_token& stop() const { return stop_; }

  // The outcome of the transfer, which finished with `code`. May be called once.
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
  OwnedByCurl<curl_slist> headers_;
  OwnedByCurl<curl_slist> addresses_;
  CertificateRecord certificate_;
  std::array<char, CURL_ERROR_SIZE> detail_{};  // libcurl's words about an error
  OwnedByCurl<CURL> easy_;

  AnswerReader reader_;
  std::vector<curl_socket_t> sockets_;  // that were opened for this request
  bool reached_ = false;                // one of them had a peer
  bool only_connects_ = false;
  bool response_began_ = false;
  bool too_many_headers_ = false;
  bool too_much_body_ = false;
};

}  // namespace provider::http
