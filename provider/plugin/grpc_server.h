// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The gRPC server. The caller accepts the connections.
//
// The acceptor is an experimental part of gRPC's API (external connections by descriptor). It
// allows the handshake line to be written before gRPC has started. Only this file uses it; see
// docs/design/adr.

#pragma once

#include <memory>
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

class GrpcServer {
 public:
  // If `tls` is null, the server uses plaintext. `services` must outlive the server. The error is a
  // sentence.
  [[nodiscard]] static tl::expected<std::unique_ptr<GrpcServer>, std::string> Start(
      const MutualTls* tls, std::span<const std::shared_ptr<grpc::Service>> services);
  ~GrpcServer();

  // Serves a connected, non-blocking socket and takes ownership of the descriptor.
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
