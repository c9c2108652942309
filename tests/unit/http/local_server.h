// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// An ordinary HTTP server on loopback, by cpp-httplib: an independent implementation of HTTP.

#pragma once

#include <functional>
#include <memory>
#include <string>

#include "provider/http/transport.h"
#include "tests/unit/http/certificate.h"

namespace provider::testing {

class LocalServer {
 public:
  // Called on the server's threads. The request's `url` is the target as sent.
  using Handler = std::function<http::Response(const http::Request&)>;

  explicit LocalServer(Handler handler, const Identity* identity = nullptr,
                       bool only_tls_1_1 = false);
  ~LocalServer();

  [[nodiscard]] int port() const { return port_; }
  // "http://127.0.0.1:4711", or https if there is an identity.
  [[nodiscard]] std::string url(const std::string& host = "127.0.0.1") const;
  // Connections that have carried a request.
  [[nodiscard]] std::size_t connections() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
  int port_ = 0;
};

}  // namespace provider::testing
