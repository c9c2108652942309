// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Sends one HTTP request and returns one response. Retries, signing and the interpretation of
// responses are not part of it.

#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "provider/base/clock.h"

namespace provider::http {

using Headers = std::vector<std::pair<std::string, std::string>>;

// Compares two header names, ignoring case.
[[nodiscard]] bool IsSameName(std::string_view left, std::string_view right);

// The first header with that name; nullptr if there is none.
[[nodiscard]] const std::string* FindHeader(const Headers& headers, std::string_view name);
// Replaces every header with that name.
void SetHeader(Headers& headers, std::string_view name, std::string value);

// Whether the text is a valid method or header name (RFC 9110, section 5.6.2).
[[nodiscard]] bool IsToken(std::string_view text);

struct Request {
  std::string method = "GET";
  std::string url;  // absolute, http or https, already percent-encoded
  Headers headers;  // sent in this order; when signed, includes Host and Content-Type
  std::string body;

  // The time by which the response must be complete. Always set, so that no call waits forever.
  base::SteadyTime deadline;
  // The limit for setting up the connection, TLS included. The name look-up before it is limited by
  // the deadline only.
  std::chrono::milliseconds connect_timeout{10'000};
  std::size_t max_response_bytes = 8U << 20;
  bool use_proxy = true;  // HTTPS_PROXY, HTTP_PROXY, NO_PROXY
};

struct Response {
  int status = 0;
  Headers headers;
  std::string body;
};

struct TransportError {
  enum class Kind {
    kCancelled,  // by the stop token
    kTimeout,    // the deadline passed after the connection was set up
    kResolve,    // name not found, or no name server answered
    kConnect,    // refused, unreachable, or not in time
    kTls,        // certificate or protocol
    kBroken,     // the connection ended before the response was complete, or it is not HTTP
    kTooLarge,   // more than max_response_bytes, or more than 256 KiB of headers
    kProxy,      // the proxy refused, or could not be reached
    kSetup,      // the request or a setting is unusable (for example no CA certificates found)
  };
  Kind kind = Kind::kBroken;
  std::string message;    // one sentence with a period and without secrets
  std::string hint = {};  // what to do, in sentences; may be empty
};

// Thread safe. Many calls may be under way at once.
class Transport {
 public:
  virtual ~Transport() = default;

  // Any complete HTTP response is a Response, whatever its status. Redirects are not followed. A
  // stop request ends the call within milliseconds.
  [[nodiscard]] virtual tl::expected<Response, TransportError> Send(const Request& request,
                                                                    std::stop_token stop) = 0;

  // The proxy for a request to `url`, for messages: "10.0.0.1:3128 (HTTPS_PROXY)". Empty if none is
  // used.
  [[nodiscard]] virtual std::string ProxyTo(const std::string& url) const {
    static_cast<void>(url);
    return {};
  }
};

}  // namespace provider::http
