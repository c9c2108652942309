// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The gRPC server. The caller accepts the connections, or on Windows the server does.
//
// The acceptor is an experimental part of gRPC's API (external connections by descriptor), which
// gRPC does not have on Windows. It allows the handshake line to be written before gRPC has
// started. Only this file uses it; see docs/design/adr.

#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include <tl/expected.hpp>

namespace grpc {
class Service;
}

namespace provider::plugin {

// Requires and verifies the host's certificate. Any other setting would accept unknown clients.
struct MutualTls {
  std::string host_certificate_pem;
  std::string certificate_pem;
  std::string private_key_pem;
};

// TCP ports, both included. Empty if `first` is greater than `last`.
struct PortRange {
  int first = 0;
  int last = 0;
};

class GrpcServer {
 public:
  // Without `tls`, the server uses plaintext. Without `ports`, it serves what Accept gives it. With
  // `ports`, which need `tls`, it listens on the first of them that is free, at 127.0.0.1, like
  // go-plugin. `services` must outlive the server. The error is one or two sentences.
  [[nodiscard]] static tl::expected<std::unique_ptr<GrpcServer>, std::string> Start(
      const MutualTls* tls, std::span<const std::shared_ptr<grpc::Service>> services,
      std::optional<PortRange> ports = std::nullopt);
  ~GrpcServer();

  // "127.0.0.1:PORT", or empty without `ports`.
  [[nodiscard]] std::string address() const;

  // Serves a connected, non-blocking socket and takes ownership of the descriptor. For a server
  // without `ports`, on POSIX.
  void Accept(int listener_fd, int fd);

 private:
  struct Impl;
  explicit GrpcServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Versions of gRPC and of the libraries it depends on.
struct GrpcVersions {
  std::string grpc;      // "1.51.1"
  std::string protobuf;  // "3.21.12"
  std::string abseil;    // "20220623.1"; empty: not a release
  std::string zlib;      // "1.2.13"
};

// gRPC and zlib report their versions. Protobuf and Abseil have no such function, so theirs come
// from the headers, which must match or linking fails.
[[nodiscard]] GrpcVersions LinkedGrpcVersions();

}  // namespace provider::plugin
