// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Where a host connects to. It is private, and it works even if TMPDIR is unusable.
//
// On POSIX this is a socket of ours, whose connections gRPC takes. The handshake line is printed as
// soon as the socket listens, and the gRPC server is built while the host connects; the kernel
// queues the connection. A Go provider with a long TMPDIR dies with an unreadable message, because
// a socket path holds at most 107 bytes, on macOS 103 (hashicorp/terraform#22198).
//
// On Windows gRPC takes no foreign sockets, so it must listen by itself, and the line comes later.

#pragma once

#include <optional>
#include <string>

#include <tl/expected.hpp>

#include "provider/base/environment.h"
#include "provider/plugin/grpc_server.h"
#include "provider/plugin/platform.h"

namespace provider::plugin {

// A listening stream socket with its file, or the ports for gRPC. Movable. The destructor closes
// the descriptor and removes the socket file and its directory.
class Listener {
 public:
  Listener(Listener&& other) noexcept;
  Listener& operator=(Listener&&) = delete;
  ~Listener();

  // Set if gRPC must listen by itself, on one of these ports of 127.0.0.1. Then address() is empty,
  // and no connection is ready.
  [[nodiscard]] const std::optional<PortRange>& grpc_ports() const { return grpc_ports_; }

  [[nodiscard]] const std::string& network() const { return network_; }  // "unix" or "tcp"
  // In the form for the handshake: a path, "@name" or "127.0.0.1:PORT".
  [[nodiscard]] const std::string& address() const { return address_; }

  // Ready when there are connections to accept.
  [[nodiscard]] Waitable waitable() const;
  // Hands all connections that are ready to `server`.
  void AcceptAll(GrpcServer& server) const;

  // Removes the socket file and its directory; safe to call twice.
  void RemoveFiles() noexcept;

 private:
  friend class ListenerOpener;
  Listener(int fd, std::string network, std::string address, std::string directory);
  explicit Listener(PortRange grpc_ports);

  int fd_ = -1;
  std::string network_;
  std::string address_;
  std::string directory_;  // private, created by us; empty: no file
  std::optional<PortRange> grpc_ports_;
};

struct ListenOptions {
  // True under AutoMTLS. Otherwise only a socket in a private directory is allowed, because every
  // local user can connect to an abstract or TCP one.
  bool authenticated = true;
  int min_port = 10'000;
  int max_port = 25'000;
};

// POSIX tries in this order: PLUGIN_UNIX_SOCKET_DIR, TMPDIR, /tmp, then (authenticated only) a
// socket without a file and 127.0.0.1 within the ports. With CTS_PLUGIN_NETWORK=tcp it tries only
// the last, or nothing if not authenticated. The error says what was tried and why each failed.
//
// Windows returns the ports for gRPC, or the reason why it cannot be used if not authenticated.
[[nodiscard]] tl::expected<Listener, std::string> Listen(const base::Environment& environment,
                                                         const ListenOptions& options);

}  // namespace provider::plugin
