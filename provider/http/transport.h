// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Sends one HTTP request and returns one answer. Retries, signing and meaning are other folders'
// work.

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

// Whether two names of headers are the same: they are compared without case.
[[nodiscard]] bool IsSameName(std::string_view left, std::string_view right);

// The first header of that name; nullptr when absent.
[[nodiscard]] const std::string* FindHeader(const Headers& headers, std::string_view name);
// Replaces every header of that name.
void SetHeader(Headers& headers, std::string_view name, std::string value);

// RFC 9110: what a method and the name of a header consist of.
[[nodiscard]] bool IsToken(std::string_view text);

struct Request {
  std::string method = "GET";
  std::string url;  // absolute, http or https, already percent-encoded
  Headers headers;  // sent in this order; Host and Content-Type among them when signed
  std::string body;

  // When the answer must be complete. Always set: nothing here waits for ever.
  base::SteadyTime deadline;
  // For the connection, TLS included. The look-up of the name has time until the deadline.
  std::chrono::milliseconds connect_timeout{10'000};
  std::size_t max_answer_bytes = 8U << 20;
  bool use_proxy = true;  // HTTPS_PROXY, HTTP_PROXY, NO_PROXY
};

struct Response {
  int status = 0;
  Headers headers;
  std::string body;
};

struct TransportError {
  enum class Kind {
    kCancelled,  // the stop token
    kTimeout,    // the deadline, once there is a connection
    kResolve,    // name not found, or no name server answered
    kConnect,    // refused, unreachable, or not in time
    kTls,        // certificate or protocol
    kBroken,     // the connection ended before the answer was whole, or the answer is no HTTP
    kTooLarge,   // more than max_answer_bytes, or 256 KiB of headers
    kProxy,      // the proxy refused, or was not reached
    kSetup,      // the request or a setting is unusable (for example no CA certificates found)
  };
  Kind kind = Kind::kBroken;
  std::string message;    // one sentence, no secrets, no trailing period missing
  std::string hint = {};  // what to do about it, in sentences; may be empty
};

// Thread safe. Many calls may be under way at once.
class Transport {
 public:
  virtual ~Transport() = default;

  // Any complete HTTP answer is a Response, whatever its status; redirects are never followed.
  // A stop request ends the call within milliseconds.
  [[nodiscard]] virtual tl::expected<Response, TransportError> Send(const Request& request,
                                                                    std::stop_token stop) = 0;

  // The proxy that a request to `url` goes through, for messages: "10.0.0.1:3128 (HTTPS_PROXY)".
  // Empty: none.
  [[nodiscard]] virtual std::string ProxyTo(const std::string& url) const {
    static_cast<void>(url);
    return {};
  }
};

}  // namespace provider::http
