// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The gRPC server over connections that somebody else accepts.
//
// The acceptor is an experimental part of gRPC's API (external connections by descriptor); it lets
// the handshake line go out before gRPC has started. Kept to this file; see docs/design/adr.

#pragma once

#include <memory>
#include <span>
#include <string>

#include <tl/expected.hpp>

namespace grpc {
class Service;
}

namespace provider::plugin {

// Requires and verifies the host's certificate: any other setting lets strangers in.
struct MutualTls {
  std::string host_certificate_pem;
  std::string certificate_pem;
  std::string private_key_pem;
};

class GrpcServer {
 public:
  // `tls` null: plaintext. `services` must outlive the server. The error is a sentence.
  [[nodiscard]] static tl::expected<std::unique_ptr<GrpcServer>, std::string> Start(
      const MutualTls* tls, std::span<const std::shared_ptr<grpc::Service>> services);
  ~GrpcServer();

  // Serves a connected, non-blocking socket; takes the descriptor.
  void Accept(int listener_fd, int fd);

 private:
  struct Impl;
  explicit GrpcServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Versions of gRPC and of what it brings.
struct GrpcVersions {
  std::string grpc;      // "1.51.1"
  std::string protobuf;  // "3.21.12"
  std::string abseil;    // "20220623.1"; empty: no release
  std::string zlib;      // "1.2.13"
};

// gRPC and zlib are asked; Protobuf and Abseil have no call and are known from their headers, with
// which they must agree or nothing links.
[[nodiscard]] GrpcVersions LinkedGrpcVersions();

}  // namespace provider::plugin
