// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The socket a host connects to: private, and found even where TMPDIR is no good.
//
// The line is printed as soon as this listens and the gRPC server is built while the host dials;
// the kernel queues the connection. A Go provider in a long TMPDIR dies with an unreadable message:
// a socket path holds 107 bytes (hashicorp/terraform#22198).

#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "provider/base/environment.h"

namespace provider::plugin {

// A listening stream socket with its file. Movable; the destructor closes the descriptor and
// removes socket file and directory.
class Listener {
 public:
  Listener(Listener&& other) noexcept;
  Listener& operator=(Listener&&) = delete;
  ~Listener();

  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] const std::string& network() const { return network_; }  // "unix" or "tcp"
  // As the handshake wants it: a path, "@name" or "127.0.0.1:PORT".
  [[nodiscard]] const std::string& address() const { return address_; }

  // Removes the socket file and its directory; safe to call twice.
  void RemoveFiles() noexcept;

 private:
  friend class ListenerOpener;
  Listener(int fd, std::string network, std::string address, std::string directory);

  int fd_ = -1;
  std::string network_;
  std::string address_;
  std::string directory_;  // private, made by us; empty: no file
};

struct ListenOptions {
  // True under AutoMTLS. Without it only a socket in a private directory will do: an abstract or
  // TCP one is open to every local user.
  bool authenticated = true;
  int min_port = 10'000;
  int max_port = 25'000;
};

// In this order: PLUGIN_UNIX_SOCKET_DIR, TMPDIR, /tmp, then (authenticated only) a socket without a
// file and 127.0.0.1 within the ports. CTS_PLUGIN_NETWORK=tcp leaves only the last, and nothing
// when not authenticated. The error says what was tried and why each failed.
[[nodiscard]] tl::expected<Listener, std::string> Listen(const base::Environment& environment,
                                                         const ListenOptions& options);

}  // namespace provider::plugin
