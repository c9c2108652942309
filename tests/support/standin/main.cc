// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// cts-standin: plays Cloud Trace Service and IAM on loopback, for examples and tests.
//
// It shares no code with the provider, so that each tests the other. Debian's cpp-httplib
// is a shared library, so constants of its header (backlog 5, header lines of 8 KiB) cannot change.

#include <csignal>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <httplib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/standin/certificates.h"
#include "tests/support/standin/cloud.h"
#include "tests/support/standin/options.h"

namespace standin {
namespace {

constexpr std::size_t kThreads = 128;
constexpr std::size_t kLargestBody = std::size_t{12}
                                     << 20U;  // the gateway's limit for signed calls
constexpr int kBacklog = 1024;

// Widens the backlog: with the library's 5, a burst of connections waits a second in the kernel.
template <typename Base>
class Wide final : public Base {
 public:
  using Base::Base;
  void Widen() { ::listen(this->svr_sock_, kBacklog); }
};

Call ToCall(const httplib::Request& request) {
  Call call;
  call.method = request.method;
  call.target = request.target;
  for (const auto& [name, value] : request.headers) call.headers.emplace(name, value);
  call.body = request.body;
  call.remote_port = request.remote_port;
  return call;
}

template <typename Server>
int Serve(Server& server, Cloud& cloud, const Options& options) {
  const auto handle = [&cloud](const httplib::Request& request, httplib::Response& response) {
    const Answer answer = cloud.Handle(ToCall(request));
    response.status = answer.status;
    response.set_content(answer.body, answer.content_type);
    for (const auto& [name, value] : answer.headers) response.set_header(name, value);
  };
  server.Get(".*", handle).Post(".*", handle).Put(".*", handle).Delete(".*", handle);
  server.Patch(".*", handle).Options(".*", handle);
  // What the library refuses before our handlers: a header over 8 KiB, a body above the limit.
  server.set_error_handler([](const httplib::Request&, httplib::Response& response) {
    if (!response.body.empty() || response.has_header("X-Request-Id")) return;
    const std::string request_id(32, '0');
    const Answer answer = GatewayError(response.status, "APIGW.0201", "Bad request.", request_id);
    response.set_content(answer.body, answer.content_type);
    response.set_header("X-Request-Id", request_id);
  });
  server.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  server.set_keep_alive_max_count(1'000'000);
  server.set_keep_alive_timeout(75);
  server.set_payload_max_length(kLargestBody);
  server.set_tcp_nodelay(true);

  int port = options.port;
  if (port == 0) {
    port = server.bind_to_any_port("127.0.0.1");
  } else if (!server.bind_to_port("127.0.0.1", port)) {
    port = -1;
  }
  if (port <= 0) {
    fmt::print(stderr, "cts-standin: cannot listen on 127.0.0.1:{}\n", options.port);
    return 1;
  }
  server.Widen();
  if (!options.port_file.empty()) {
    // Renamed into place: a reader sees the whole number or no file.
    WritePrivateFile(options.port_file + ".new", fmt::format("{}\n", port));
    std::filesystem::rename(options.port_file + ".new", options.port_file);
  }
  fmt::print("CTS stand-in ready at {}://127.0.0.1:{}\n", options.tls ? "https" : "http", port);
  std::fflush(stdout);
  return server.listen_after_bind() ? 0 : 1;
}

// Exits the process on SIGTERM or SIGINT or when its time is over. Immediately, because it has
// nothing to save, and the library's own stop waits for idle connections.
void EndLater(std::chrono::seconds limit) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::thread([signals, limit] {
    const timespec time{.tv_sec = limit.count(), .tv_nsec = 0};
    sigtimedwait(&signals, nullptr, &time);
    ::_exit(0);
  }).detach();
}

int Run(const Options& options) {
  std::signal(SIGPIPE, SIG_IGN);
  EndLater(std::chrono::seconds(options.max_seconds));
  Cloud cloud(options.cloud);
  if (!options.tls) {
    Wide<httplib::Server> server;
    return Serve(server, cloud, options);
  }
  std::string certificate = options.certificate;
  std::string key = options.key;
  if (certificate.empty()) {
    std::filesystem::create_directories(options.tls_dir);
    certificate = options.tls_dir + "/server.pem";
    key = options.tls_dir + "/server-key.pem";
    const Identity authority = MakeAuthority();
    const Identity leaf = MakeLeaf({}, authority);
    WritePrivateFile(options.tls_dir + "/ca.pem", authority.CertificatePem());
    WritePrivateFile(certificate, leaf.CertificatePem());
    WritePrivateFile(key, leaf.KeyPem());
    fmt::print("CA certificate: {}/ca.pem\n", options.tls_dir);
  }
  Wide<httplib::SSLServer> server(certificate.c_str(), key.c_str());
  if (!server.is_valid()) {
    fmt::print(stderr, "cts-standin: cannot use {} with {}\n", certificate, key);
    return 1;
  }
  return Serve(server, cloud, options);
}

}  // namespace
}  // namespace standin

int main(int argc, char** argv) {
  standin::Options options;
  CLI::App app;
  standin::AddOptions(app, options);
  CLI11_PARSE(app, argc, argv);
  return standin::Run(options);
}
