// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Short ways to send requests, for the transport's tests.

#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "provider/http/curl_transport.h"
#include "tests/support/system.h"

namespace provider::testing {

using http::TransportError;
using Kind = TransportError::Kind;
using Result = tl::expected<http::Response, TransportError>;

inline http::Request Get(std::string url,
                         std::chrono::milliseconds time_limit = std::chrono::seconds(10)) {
  http::Request request;
  request.url = std::move(url);
  request.deadline = std::chrono::steady_clock::now() + time_limit;
  return request;
}

inline http::Request Post(std::string url, std::string body) {
  auto request = Get(std::move(url));
  request.method = "POST";
  request.body = std::move(body);
  request.headers = {{"Content-Type", "application/json"}};
  return request;
}

inline std::unique_ptr<http::Transport> MakeTransport(http::TransportOptions options = {}) {
  IgnoreBrokenPipes();
  return http::MakeCurlTransport(std::move(options));
}

// The message of a failed result; empty for a success.
inline std::string MessageOf(const Result& result) {
  return result ? std::string() : result.error().message;
}

}  // namespace provider::testing
