// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Versions of gRPC and of what it brings.

#pragma once

#include <string>

namespace provider::plugin {

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
