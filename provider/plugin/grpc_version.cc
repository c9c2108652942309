// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/plugin/grpc_version.h"

#include <absl/base/config.h>
#include <fmt/format.h>
#include <google/protobuf/stubs/common.h>
#include <grpcpp/grpcpp.h>
#include <zlib.h>

namespace provider::plugin {

GrpcVersions LinkedGrpcVersions() {
  GrpcVersions versions{
      .grpc = grpc::Version(),
      .protobuf = google::protobuf::internal::VersionString(GOOGLE_PROTOBUF_VERSION),
      .abseil = "",
      .zlib = zlibVersion()};
#ifdef ABSL_LTS_RELEASE_VERSION
  versions.abseil = fmt::format("{}.{}", ABSL_LTS_RELEASE_VERSION, ABSL_LTS_RELEASE_PATCH_LEVEL);
#endif
  return versions;
}

}  // namespace provider::plugin
