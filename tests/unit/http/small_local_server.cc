// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// LocalServer where Debian's cpp-httplib is not: enough HTTP for the transport's tests.

#include <atomic>
#include <stdexcept>
#include <utility>

#include <openssl/ssl.h>

#include "tests/unit/http/local_server.h"
#include "tests/unit/http/raw_server.h"

namespace provider::testing {
namespace {

// Text up to the separator, which is removed with it. All of it if there is no separator.
std::string_view Take(std::string_view& text, std::string_view separator) {
  const auto end = text.find(separator);
  const auto part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + separator.size());
  return part;
}

http::Request Parse(std::string_view text) {
  http::Request request;
  auto head = Take(text, "\r\n\r\n");
  request.body = text;
  auto first = Take(head, "\r\n");
  request.method = Take(first, " ");
  request.url = Take(first, " ");
  while (!head.empty()) {
    auto value = Take(head, "\r\n");
    const auto name = Take(value, ": ");
    request.headers.emplace_back(name, value);
  }
  return request;
}

std::string Print(const http::Response& response) {
  auto text = "HTTP/1.1 " + std::to_string(response.status) + " Status\r\n";
  for (const auto& [name, value] : response.headers) text += name + ": " + value + "\r\n";
  text += "Content-Length: " + std::to_string(response.body.size()) + "\r\n\r\n";
  return text + response.body;
}

}  // namespace

struct LocalServer::State {
  Handler handler;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> tls{nullptr, SSL_CTX_free};
  std::atomic<std::size_t> connections = 0;
  std::unique_ptr<RawServer> server;

  void Serve(RawConnection& connection) {
    if (tls && !connection.StartTls(*tls)) return;
    bool is_first = true;
    for (std::string text; !(text = connection.ReadRequest()).empty();) {
      if (std::exchange(is_first, false)) ++connections;
      connection.Write(Print(handler(Parse(text))));
    }
  }
};

LocalServer::LocalServer(Handler handler, const Identity* identity, bool only_tls_1_1)
    : state_(std::make_unique<State>()) {
  state_->handler = std::move(handler);
  if (identity != nullptr) {
    state_->tls.reset(SSL_CTX_new(TLS_server_method()));
    if (!UseIdentity(*state_->tls, *identity, only_tls_1_1)) {
      throw std::runtime_error("OpenSSL refuses the certificate");
    }
  }
  state_->server = std::make_unique<RawServer>(
      [state = state_.get()](RawConnection& connection) { state->Serve(connection); });
  port_ = state_->server->port();
}

LocalServer::~LocalServer() { state_->server.reset(); }

std::string LocalServer::url(const std::string& host) const {
  return (state_->tls ? "https://" : "http://") + host + ":" + std::to_string(port_);
}

std::size_t LocalServer::connections() const { return state_->connections; }

}  // namespace provider::testing
