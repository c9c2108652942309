// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/plugin/serve.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

#include "provider/base/log.h"
#include "provider/base/system.h"
#include "provider/plugin/certificate.h"
#include "provider/plugin/crash.h"
#include "provider/plugin/grpc_server.h"
#include "provider/plugin/handshake.h"
#include "provider/plugin/host_services.h"
#include "provider/plugin/listener.h"
#include "provider/plugin/platform.h"

namespace provider::plugin {
namespace {

constexpr int kStdout = 1;
constexpr std::string_view kStartedByHand =
    "{}\n"
    "It is not meant to be started by hand: Terraform starts it for a configuration that requires\n"
    "  source = \"{}\"\n"
    "See --help for what it can do by itself, and docs/index.md for the documentation.\n";

// Returns the reason to exit. Without `parent` (debug), it does not watch the parent.
std::string_view RunUntilEnd(const Listener& listener, GrpcServer& server, const WakeUp& shutdown,
                             Waitable end_requested, const std::optional<ParentWatch>& parent) {
  constexpr std::chrono::milliseconds kParentPoll(500);
  const Waitable parent_exit = parent ? parent->waitable() : kNoWaitable;
  const std::array waitables{shutdown.waitable(), end_requested, parent_exit, listener.waitable()};
  std::optional<std::chrono::milliseconds> timeout;
  if (parent && parent_exit == kNoWaitable) timeout = kParentPoll;
  while (true) {
    if (parent && parent->Gone()) return "the host is gone";
    switch (WaitForAny(waitables, timeout)) {
      case 0:
        return "the host asked for it";
      case 1:
        return "a signal asked for it";
      case 2:
        return "the host is gone";
      case 3:
        listener.AcceptAll(server);
        break;
      case kWaitFailed:
        Panic("the system refused to wait for the host");
      default:
        break;
    }
  }
}

bool PrintReattach(const ServeOptions& options, const std::string& network,
                   const std::string& address) {
  return base::WriteAll(
      kStdout,
      fmt::format("Provider started. To use it, run Terraform or OpenTofu in a shell with this "
                  "variable set;\n"
                  "stop it with Ctrl-C.\n\n"
                  "\tTF_REATTACH_PROVIDERS='{{\"{}\":{{\"Protocol\":\"grpc\",\"ProtocolVersion\":{}"
                  ",\"Pid\":{},"
                  "\"Test\":true,\"Addr\":{{\"Network\":\"{}\",\"String\":\"{}\"}}}}}}'\n",
                  options.provider_address, kProtocolVersion, ProcessId(), network, address));
}

std::chrono::sys_seconds Now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

}  // namespace

int Serve(const base::Environment& environment, const ServeOptions& options,
          const std::function<std::shared_ptr<grpc::Service>()>& make_service) {
  const auto request = options.debug ? HostRequest{} : ReadHostRequest(environment);
  if (!request) {
    fmt::print(stderr, kStartedByHand, options.about, options.provider_address);
    return 1;
  }
  if (!OffersOurProtocol(environment)) {
    base::Log(base::LogLevel::kWarn, "The host does not offer plugin protocol 6");
  }
  std::optional<ParentWatch> parent;  // created first: a host can die while its plugin starts
  if (!options.debug) parent.emplace();
  const bool mutual_tls = !request->client_certificate.empty();

  ListenOptions listen_options;
  listen_options.authenticated = mutual_tls;
  listen_options.min_port = request->min_port;
  listen_options.max_port = request->max_port;
  auto listener = Listen(environment, listen_options);
  if (!listener) {
    fmt::print(stderr, "panic: {}\n", listener.error());
    return 1;
  }

  MutualTls tls;
  HandshakeLine line{listener->network(), listener->address(), "", request->multiplex};
  if (mutual_tls) {
    auto certificate = MakeCertificate(Now());
    if (!certificate) Panic(certificate.error());
    line.server_certificate = std::move(certificate->der);
    tls = {request->client_certificate, std::move(certificate->certificate_pem),
           std::move(certificate->private_key_pem)};
  }

  const WakeUp shutdown;
  std::vector<std::shared_ptr<grpc::Service>> services;
  std::unique_ptr<GrpcServer> server;
  const auto start_grpc = [&] {
    services = MakeHostServices([&shutdown] { shutdown.Raise(); });
    services.push_back(make_service());
    auto started = GrpcServer::Start(mutual_tls ? &tls : nullptr, services, listener->grpc_ports());
    if (!started) Panic(started.error());
    server = *std::move(started);
    DemandThreads();
  };
  if (listener->grpc_ports()) {
    start_grpc();
    line.address = server->address();
  }
  const Waitable end_requested = WatchEndRequests(options.debug);
  const bool written = options.debug ? PrintReattach(options, line.network, line.address)
                                     : base::WriteAll(kStdout, FormatHandshakeLine(line));
  if (!written) Panic("the host could not be told where to connect: stdout is closed");
  if (!options.debug) SilenceStdout();
  // The same words as go-plugin's own servers.
  base::Log(base::LogLevel::kDebug, "plugin address",
            {{"network", line.network}, {"address", line.address}});
  if (!server) start_grpc();

  const auto reason = RunUntilEnd(*listener, *server, shutdown, end_requested, parent);
  base::Log(base::LogLevel::kDebug, "Ending", {{"reason", std::string(reason)}});
  // Exits at once, as Go's plugins do: the host waits for the process, not for a response, and
  // nothing waits for the reads still in progress.
  listener->RemoveFiles();
#ifdef __SANITIZE_ADDRESS__
  __lsan_do_leak_check();  // otherwise runs at exit, which ExitAtOnce skips
#endif
  ExitAtOnce(0);
}

}  // namespace provider::plugin
