// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The socket that a host connects to. It is private, and it works even if TMPDIR is unusable.
//
// The handshake line is printed as soon as the socket listens. The gRPC server is built while the
// host connects; the kernel queues the connection. A Go provider with a long TMPDIR dies with an
// unreadable message, because a socket path holds at most 107 bytes (hashicorp/terraform#22198).

#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "provider/base/environment.h"

namespace provider::plugin {

// A listening stream socket with its file. Movable. The destructor closes the descriptor and
// removes the socket file and its directory.
class Listener {
 public:
  Listener(Listener&& other) noexcept;
  Listener& operator=(Listener&&) = delete;
  ~Listener();

  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] const std::string& network() const { return network_; }  // "unix" or "tcp"
  // In the form for the handshake: a path, "@name" or "127.0.0.1:PORT".
  [[nodiscard]] const std::string& address() const { return address_; }

  // Removes the socket file and its directory; safe to call twice.
  void RemoveFiles() noexcept;

 private:
  friend class ListenerOpener;
  Listener(int fd, std::string network, std::string address, std::string directory);

  int fd_ = -1;
  std::string network_;
  std::string address_;
  std::string directory_;  // private, created by us; empty: no file
};

struct ListenOptions {
  // True under AutoMTLS. Otherwise only a socket in a private directory is allowed, because every
  // local user can connect to an abstract or TCP one.
  bool authenticated = true;
  int min_port = 10'000;
  int max_port = 25'000;
};

// Tries in this order: PLUGIN_UNIX_SOCKET_DIR, TMPDIR, /tmp, then (authenticated only) a socket
// without a file and 127.0.0.1 within the ports. With CTS_PLUGIN_NETWORK=tcp it tries only the
// last, or nothing if not authenticated. The error says what was tried and why each failed.
[[nodiscard]] tl::expected<Listener, std::string> Listen(const base::Environment& environment,
                                                         const ListenOptions& options);

}  // namespace provider::plugin
