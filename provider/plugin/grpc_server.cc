// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/plugin/grpc_server.h"

#include <string_view>

#include <absl/base/config.h>
#include <fmt/format.h>
#include <google/protobuf/stubs/common.h>
#include <grpc/grpc.h>
#include <grpc/support/log.h>
#include <grpcpp/grpcpp.h>
#include <zlib.h>

#include "provider/base/log.h"
#include "provider/plugin/crash.h"
#include "provider/plugin/platform.h"

namespace provider::plugin {
namespace {

// The limit of Go providers. gRPC's default of 4 MiB is too small for large configurations.
constexpr int kMaxMessageBytes = 256 << 20;

// How many threads may wait for calls over TCP, on every system; gRPC ends those above, and its own
// default is two. More than core's -parallelism, which is 10 unless the user raises it.
constexpr int kWaitingThreads = 16;

// How many calls of a connection run at once; the host holds further ones back until others end
// (SETTINGS_MAX_CONCURRENT_STREAMS, RFC 9113, 6.5.2). Each takes a thread, and under wine a
// mebibyte with it. StopProvider is such a call, too: while so many reads hang, it waits for one to
// end. Core makes 10 calls at once (-parallelism).
constexpr int kMaxConcurrentCalls = 256;

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

void Configure(grpc::ServerBuilder& builder,
               std::span<const std::shared_ptr<grpc::Service>> services) {
  builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
  builder.SetMaxSendMessageSize(kMaxMessageBytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxConcurrentCalls);
  for (const auto& service : services) builder.RegisterService(service.get());
}

constexpr const char* kNoStart =
    "The gRPC server did not start; is PLUGIN_CLIENT_CERT a certificate in PEM?";

}  // namespace

struct GrpcServer::Impl {
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor;  // null with a port
  int port = 0;
  std::unique_ptr<grpc::Server> server;
};

namespace {

// Port 0 is any free one. Returns null on failure, and gRPC does not say why.
std::unique_ptr<grpc::Server> ListenOn(int port,
                                       const std::shared_ptr<grpc::ServerCredentials>& credentials,
                                       std::span<const std::shared_ptr<grpc::Service>> services) {
  grpc::ServerBuilder builder;
  Configure(builder, services);
  // Otherwise gRPC on Linux takes a port that another provider has.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  // A thread that serves a call also begins to read from the connection. On Windows, the end of a
  // thread may cancel what it has begun (WSARecv, "Remarks"), and the host loses the connection.
  builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, kWaitingThreads);
  builder.AddListeningPort(fmt::format("127.0.0.1:{}", port), credentials);
  return builder.BuildAndStart();
}

}  // namespace

GrpcServer::GrpcServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
GrpcServer::~GrpcServer() = default;

tl::expected<std::unique_ptr<GrpcServer>, std::string> GrpcServer::Start(
    const MutualTls* tls, std::span<const std::shared_ptr<grpc::Service>> services,
    std::optional<PortRange> ports) {
  gpr_set_log_function(LogGrpc);
  auto impl = std::make_unique<Impl>();
  if (ports) {
    if (tls == nullptr) return tl::unexpected(std::string("TCP needs TLS."));
    const auto credentials = MakeCredentials(tls);
    for (impl->port = ports->first; impl->port <= ports->last; ++impl->port) {
      if (!PortIsFree(impl->port)) continue;
      impl->server = ListenOn(impl->port, credentials, services);
      if (impl->server) return std::unique_ptr<GrpcServer>(new GrpcServer(std::move(impl)));
      // If gRPC cannot have any port, the reason is the TLS. Otherwise another program was faster.
      if (!ListenOn(0, credentials, services)) return tl::unexpected(std::string(kNoStart));
    }
    return tl::unexpected(
        fmt::format("No port from {} to {} is free at 127.0.0.1 for the host to connect to. Set "
                    "PLUGIN_MIN_PORT and PLUGIN_MAX_PORT to a range with a free port.",
                    ports->first, ports->last));
  }
  grpc::ServerBuilder builder;
  Configure(builder, services);
  impl->acceptor = builder.experimental().AddExternalConnectionAcceptor(
      grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD,
      MakeCredentials(tls));
  impl->server = builder.BuildAndStart();
  if (!impl->server) return tl::unexpected(std::string(kNoStart));
  return std::unique_ptr<GrpcServer>(new GrpcServer(std::move(impl)));
}

std::string GrpcServer::address() const {
  return impl_->port == 0 ? "" : fmt::format("127.0.0.1:{}", impl_->port);
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
