// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A server of plain sockets on loopback, for what no HTTP server does.

#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <future>
#include <list>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>

#include <openssl/ssl.h>

namespace provider::testing {

// One accepted connection, closed when its script ends.
class RawConnection {
 public:
  RawConnection(int socket, int number) : socket_(socket), number_(number) {}

  // Counts from 1.
  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] int socket() const { return socket_; }

  // Speaks TLS from now on. False if the client does not agree.
  bool StartTls(SSL_CTX& context);
  // One request with its body, by Content-Length; "" if the client closed.
  std::string ReadRequest();
  // The bytes that arrive next; they need not be HTTP.
  std::string ReadSome();
  // False if the client has closed.
  bool Write(std::string_view text);
  // Waits until the client closes, or for the milliseconds given. True when it closed.
  bool WaitForClose(int milliseconds = 5'000);
  // Closes with a reset instead of a FIN.
  void Reset();

 private:
  int socket_;
  int number_;
  std::string unread_;
  std::unique_ptr<SSL, decltype(&SSL_free)> tls_{nullptr, SSL_free};
};

class RawServer {
 public:
  // Runs once per connection, each on a thread of its own.
  using Script = std::function<void(RawConnection&)>;

  explicit RawServer(Script script);
  // Breaks connections under way.
  ~RawServer();

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] int accepted() const;

  // Waits until at most `most` connections are open. False after five seconds.
  bool WaitForOpen(std::size_t most);

 private:
  void Accept();

  Script script_;
  int port_ = 0;
  int listener_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  int accepted_ = 0;
  bool stopping_ = false;
  std::set<int> open_;
  std::list<std::thread> scripts_;
  std::thread acceptor_;
};

// A server that accepts requests and never responds.
class SilentServer {
 public:
  SilentServer()
      : server_([this](RawConnection& connection) {
          connection.ReadRequest();
          requested_.set_value();
          if (connection.WaitForClose()) closed_.set_value();
        }) {}
  [[nodiscard]] std::string url() const { return server_.url(); }
  void WaitForRequest() { requested_.get_future().get(); }
  bool WaitForClosed() {
    return closed_.get_future().wait_for(std::chrono::seconds(5)) == std::future_status::ready;
  }

 private:
  std::promise<void> requested_;
  std::promise<void> closed_;
  RawServer server_;
};

// A port on loopback on which nothing listens.
[[nodiscard]] int RefusedPort();

// A port on loopback that accepts no further connection: a client's SYN gets no response.
class SilentPort {
 public:
  SilentPort();
  ~SilentPort();
  [[nodiscard]] int port() const { return port_; }

 private:
  int port_ = 0;
  std::list<int> sockets_;
};

}  // namespace provider::testing
