// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/plugin/grpc_server.h"

#include <string_view>

#include <absl/base/config.h>
#include <fmt/format.h>
#include <google/protobuf/stubs/common.h>
#include <grpc/support/log.h>
#include <grpcpp/grpcpp.h>
#include <zlib.h>

#include "provider/base/log.h"
#include "provider/plugin/crash.h"

namespace provider::plugin {
namespace {

// The limit of Go providers. gRPC's default of 4 MiB is too small for large configurations.
constexpr int kMaxMessageBytes = 256 << 20;

// Turns gRPC's own log lines (a refused client, for example) into hclog lines. If a server cannot
// start its first threads, gRPC logs "Could not create grpc_sync_server worker-thread" and aborts.
void LogGrpc(gpr_log_func_args* args) {
  const std::string_view text = args->message;
  if (text.starts_with("Could not create ") && text.ends_with("thread")) NoteMissingThread();
  const auto level =
      args->severity == GPR_LOG_SEVERITY_ERROR ? base::LogLevel::kDebug : base::LogLevel::kTrace;
  base::Log(level, "gRPC", {{"text", args->message}});
}

std::shared_ptr<grpc::ServerCredentials> MakeCredentials(const MutualTls* tls) {
  if (tls == nullptr) return grpc::InsecureServerCredentials();
  grpc::SslServerCredentialsOptions options(
      GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  options.pem_root_certs = tls->host_certificate_pem;
  options.pem_key_cert_pairs.push_back({tls->private_key_pem, tls->certificate_pem});
  return grpc::SslServerCredentials(options);
}

}  // namespace

struct GrpcServer::Impl {
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor;
  std::unique_ptr<grpc::Server> server;
};

GrpcServer::GrpcServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
GrpcServer::~GrpcServer() = default;

tl::expected<std::unique_ptr<GrpcServer>, std::string> GrpcServer::Start(
    const MutualTls* tls, std::span<const std::shared_ptr<grpc::Service>> services) {
  gpr_set_log_function(LogGrpc);
  auto impl = std::make_unique<Impl>();
  grpc::ServerBuilder builder;
  builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
  builder.SetMaxSendMessageSize(kMaxMessageBytes);
  impl->acceptor = builder.experimental().AddExternalConnectionAcceptor(
      grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD,
      MakeCredentials(tls));
  for (const auto& service : services) builder.RegisterService(service.get());
  impl->server = builder.BuildAndStart();
  if (!impl->server) {
    return tl::unexpected(
        std::string("The gRPC server did not start; is PLUGIN_CLIENT_CERT a certificate in PEM?"));
  }
  return std::unique_ptr<GrpcServer>(new GrpcServer(std::move(impl)));
}

void GrpcServer::Accept(int listener_fd, int fd) {
  grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters connection;
  connection.listener_fd = listener_fd;
  connection.fd = fd;
  impl_->acceptor->HandleNewConnection(&connection);
}

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
