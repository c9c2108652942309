// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// fault-server: what an HTTP library cannot do wrong, done on loopback.
//
// Faults of HTTP are chosen by path, faults of TLS by port; --help lists both.

#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>
#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <nlohmann/json.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/fault_server/faults.h"
#include "tests/support/fault_server/stream.h"
#include "tests/support/fault_server/tls_faults.h"
#include "tests/support/standin/certificates.h"

namespace fault_server {
namespace {

struct Options {
  Settings settings;
  std::string fault = "none";
  std::string ports_file;
  std::string ca_file;
  int max_seconds = 600;
};

constexpr std::size_t kLargestRequest = std::size_t{16} << 20U;

// The number in a Content-Length header, 0 where there is none.
std::size_t ContentLength(std::string head) {
  for (char& c : head) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  constexpr std::string_view kName = "\r\ncontent-length:";
  const auto at = head.find(kName);
  if (at == std::string::npos) return 0;
  const auto first = head.find_first_not_of(' ', at + kName.size());
  std::size_t length = 0;
  std::from_chars(head.data() + first, head.data() + head.size(), length);
  return length;
}

bool ReadRequest(Stream& stream, Request& request) {
  std::string data;
  std::size_t head_end = std::string::npos;
  while ((head_end = data.find("\r\n\r\n")) == std::string::npos) {
    if (data.size() > kLargestRequest || !stream.Read(data)) return false;
  }
  const std::size_t length = ContentLength(data.substr(0, head_end + 2));
  if (length > kLargestRequest) return false;
  while (data.size() < head_end + 4 + length) {
    if (!stream.Read(data)) return false;
  }
  const auto path = data.find(' ') + 1;
  request.path = data.substr(path, data.find_first_of(" \r", path) - path);
  request.body = data.substr(head_end + 4, length);
  return true;
}

void Serve(int socket, const TlsFault& tls, const Options& options) {
  Stream stream(socket);
  if (tls.spoil != nullptr) {
    tls.spoil(stream);
    return;
  }
  if (tls.context != nullptr && !stream.Handshake(tls.context)) return;
  Request request;
  if (!ReadRequest(stream, request)) return;
  const Fault* fault = FindFault(request.path);
  if (fault == nullptr) fault = FindFault(options.fault);
  fault->serve(stream, request, options.settings);
}

// A listening socket on a free port of 127.0.0.1.
int Listen(int& port) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (listener < 0 || ::bind(listener, generic, size) != 0 || ::listen(listener, 256) != 0 ||
      ::getsockname(listener, generic, &size) != 0) {
    std::perror("fault-server: cannot listen");
    std::exit(1);
  }
  port = ntohs(address.sin_port);
  return listener;
}

void AcceptForever(int listener, const TlsFault& tls, const Options& options) {
  static std::atomic<int> connections{0};
  for (;;) {
    const int socket = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) continue;
    if (++connections > 512) {
      ::close(socket);
      --connections;
      continue;
    }
    std::thread([socket, &tls, &options] {
      Serve(socket, tls, options);
      --connections;
    }).detach();
  }
}

std::string Table() {
  std::string table = "\nBy path, as /fault/NAME/... or /v3/NAME/checkbucket, on every port:\n";
  for (const Fault& fault : Faults()) table += fmt::format("  {:20} {}\n", fault.name, fault.what);
  table += "\nBy port, as named in the ports file:\n";
  table += fmt::format("  {:20} {}\n", "plain", "no TLS");
  for (const TlsFault& tls : TlsFaultTable()) {
    table += fmt::format("  {:20} {}\n", tls.name, tls.what);
  }
  return table;
}

int Run(const Options& options) {
  std::signal(SIGPIPE, SIG_IGN);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  std::string ca_pem;
  std::vector<TlsFault> kinds = MakeTlsFaults(ca_pem);
  kinds.push_back({"plain", "no TLS"});
  nlohmann::json ports;
  for (const TlsFault& tls : kinds) {
    int port = 0;
    const int listener = Listen(port);
    ports[std::string(tls.name)] = port;
    std::thread([listener, &tls, &options] { AcceptForever(listener, tls, options); }).detach();
  }
  if (!options.ca_file.empty()) standin::WritePrivateFile(options.ca_file, ca_pem);
  if (!options.ports_file.empty()) {
    standin::WritePrivateFile(options.ports_file + ".new", ports.dump() + "\n");
    std::filesystem::rename(options.ports_file + ".new", options.ports_file);
  }
  fmt::print("Fault server ready at http://127.0.0.1:{}\n", ports["plain"].get<int>());
  std::fflush(stdout);

  const timespec limit{.tv_sec = options.max_seconds, .tv_nsec = 0};
  sigtimedwait(&signals, nullptr, &limit);
  ::_exit(0);  // connections in the middle of a fault have nothing to save
}

}  // namespace
}  // namespace fault_server

int main(int argc, char** argv) {
  fault_server::Options options;
  CLI::App app("Serves faults of HTTP and TLS on 127.0.0.1, for tests of clients.");
  app.footer(fault_server::Table());
  app.add_option("--fault", options.fault, "Fault of paths that name none")
      ->capture_default_str()
      ->check([](const std::string& name) {
        return fault_server::FindFault(name) != nullptr ? std::string() : "no such fault: " + name;
      });
  app.add_option("--ports-file", options.ports_file, "File to write all ports to, as JSON")
      ->required();
  app.add_option("--ca-file", options.ca_file, "File to write the CA certificate to");
  app.add_option("--most-bytes", options.settings.most_bytes, "Limit of what has no end")
      ->capture_default_str();
  app.add_option_function<int>(
      "--interval-ms",
      [&options](const int& ms) { options.settings.interval = std::chrono::milliseconds(ms); },
      "Pause between the bytes of what is slow (100)");
  app.add_option("--max-seconds", options.max_seconds, "Ends by itself after this time")
      ->capture_default_str()
      ->check(CLI::Range(1, 86400));
  CLI11_PARSE(app, argc, argv);
  return fault_server::Run(options);
}
