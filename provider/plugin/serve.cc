// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/plugin/serve.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <latch>
#include <optional>
#include <span>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif
#include <sys/socket.h>
#include <unistd.h>

#include "provider/base/log.h"
#include "provider/plugin/certificate.h"
#include "provider/plugin/crash.h"
#include "provider/plugin/grpc_server.h"
#include "provider/plugin/handshake.h"
#include "provider/plugin/host_services.h"
#include "provider/plugin/listener.h"
#include "provider/plugin/platform.h"

namespace provider::plugin {
namespace {

constexpr std::string_view kStartedByHand =
    "{}\n"
    "It is not meant to be started by hand: Terraform starts it for a configuration that requires\n"
    "  source = \"{}\"\n"
    "See --help for what it can do by itself, and docs/index.md for the documentation.\n";

bool WriteStdout(std::string_view text) {
  while (!text.empty()) {
    const auto written = write(STDOUT_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// Makes sure that later output of a library does not reach the host.
void SilenceStdout() {
  const int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
  dup2(null >= 0 ? null : STDERR_FILENO, STDOUT_FILENO);
  if (null >= 0) close(null);
}

void AcceptAll(const Listener& listener, GrpcServer& server) {
  while (true) {
    const int fd = AcceptConnection(listener.fd());
    if (fd >= 0) {
      server.Accept(listener.fd(), fd);
    } else if (errno != EINTR && errno != ECONNABORTED) {
      if (errno == EMFILE || errno == ENFILE) usleep(10'000);  // otherwise poll would spin
      return;
    }
  }
}

// Returns the reason to exit. Without `parent` (debug), it does not watch the parent.
std::string_view RunUntilEnd(const Listener& listener, GrpcServer& server, const WakeUp& shutdown,
                             const std::optional<ParentWatch>& parent) {
  constexpr std::array kSignals{SIGTERM, SIGHUP, SIGINT};
  const auto signals = std::span(kSignals).first(parent ? 2 : 3);
  std::array<pollfd, 4> events{};
  events[0] = {listener.fd(), POLLIN, 0};
  events[1] = {shutdown.fd(), POLLIN, 0};
  events[2] = {OpenSignalDescriptor(signals), POLLIN, 0};
  if (events[2].fd < 0) EndAtOnceOn(signals);
  events[3] = {parent ? parent->fd() : -1, POLLIN, 0};
  constexpr int kParentPollMs = 500;
  const int timeout = parent && parent->fd() < 0 ? kParentPollMs : -1;
  while (true) {
    if (parent && parent->Gone()) return "the host is gone";
    if (poll(events.data(), events.size(), timeout) < 0) {
      if (errno != EINTR) Panic("poll failed while waiting for the host");
      continue;
    }
    if (events[1].revents != 0) return "the host asked for it";
    if (events[2].revents != 0) return "a signal asked for it";
    if (events[3].revents != 0) return "the host is gone";
    if (events[0].revents != 0) AcceptAll(listener, server);
  }
}

// gRPC does not report a thread that it cannot start, and calls may then hang. So this starts as
// many threads as the first read needs, at the same time as that read. If one cannot be started,
// the uncaught exception ends the process with the reason.
void DemandThreads() {
  std::thread([] {
    std::latch all_started(1);
    std::array<std::jthread, 3> spare;
    for (auto& thread : spare) thread = std::jthread([&all_started] { all_started.wait(); });
    all_started.count_down();
  }).detach();
}

bool PrintReattach(const ServeOptions& options, const Listener& listener) {
  return WriteStdout(fmt::format(
      "Provider started. To use it, run Terraform or OpenTofu in a shell with this variable set;\n"
      "stop it with Ctrl-C.\n\n"
      "\tTF_REATTACH_PROVIDERS='{{\"{}\":{{\"Protocol\":\"grpc\",\"ProtocolVersion\":{},\"Pid\":{},"
      "\"Test\":true,\"Addr\":{{\"Network\":\"{}\",\"String\":\"{}\"}}}}}}'\n",
      options.provider_address, kProtocolVersion, getpid(), listener.network(),
      listener.address()));
}

std::chrono::sys_seconds Now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

}  // namespace

void PrepareDescriptors() {
  // Without stdout, the handshake line cannot be written, so there is nothing to do.
  if (fcntl(STDOUT_FILENO, F_GETFD) < 0) Panic("stdout is closed");
  // open() returns the lowest free descriptor, so at most three calls are needed; the last returns
  // one above stderr.
  for (int fd = 0; fd >= 0 && fd <= STDERR_FILENO;) {
    fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    // Without /dev, an unconnected socket works as well.
    if (fd < 0) fd = OpenStreamSocket(AF_UNIX);
    if (fd > STDERR_FILENO) close(fd);
  }
}

void PrepareSignals() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGINT, SIG_IGN);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  // Closing the terminal shuts the provider down, unless it was started to ignore that (nohup). An
  // ignored signal is not blocked, because a blocked one would still arrive.
  struct sigaction on_hangup{};
  sigaction(SIGHUP, nullptr, &on_hangup);
  if (on_hangup.sa_handler != SIG_IGN) sigaddset(&signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

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
  if (options.debug) {
    // Under debug, Ctrl-C shuts the provider down; otherwise core handles it.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGINT, SIG_DFL);
  }
  const bool told =
      options.debug ? PrintReattach(options, *listener) : WriteStdout(FormatHandshakeLine(line));
  if (!told) Panic("the host could not be told where to connect: stdout is closed");
  if (!options.debug) SilenceStdout();
  // The same words as go-plugin's own servers.
  base::Log(base::LogLevel::kDebug, "plugin address",
            {{"network", listener->network()}, {"address", listener->address()}});

  const WakeUp shutdown;
  auto services = MakeHostServices([&shutdown] { shutdown.Raise(); });
  services.push_back(make_service());
  const auto server = GrpcServer::Start(mutual_tls ? &tls : nullptr, services);
  if (!server) Panic(server.error());
  DemandThreads();

  const auto reason = RunUntilEnd(*listener, **server, shutdown, parent);
  base::Log(base::LogLevel::kDebug, "Ending", {{"reason", std::string(reason)}});
  // Exits at once, as Go's plugins do: the host waits for the process, not for a response, and
  // nothing waits for the reads still in progress.
  listener->RemoveFiles();
#ifdef __SANITIZE_ADDRESS__
  __lsan_do_leak_check();  // otherwise runs at exit, which _exit skips
#endif
  _exit(0);
}

}  // namespace provider::plugin
