// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// fault-server: produces on loopback what an HTTP library cannot do wrong.
//
// Faults of HTTP are selected by path or by --fault, faults of TLS and of the connection by port;
// --help lists both.

#include <csignal>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "tests/support/fault_server/server.h"
#include "tests/support/standin/certificates.h"

namespace fault_server {
namespace {

struct Options {
  ServerOptions server;
  std::string ports_file;
  std::string ca_file;
  int max_seconds = 600;
  bool list = false;
};

std::string Table() {
  std::string table = "\nBy path, as /fault/NAME/... or /v3/NAME/checkbucket, on every port:\n";
  for (const Fault& fault : Faults()) table += fmt::format("  {:22} {}\n", fault.name, fault.what);
  table += "\nBy port, as named in the ports file:\n";
  for (const PortFault& port : PortFaultTable()) {
    table += fmt::format("  {:22} {}\n", port.name, port.what);
  }
  table +=
      "\nSIGUSR1 ends all faults: connections amid one are closed, and what comes is served "
      "well.\n";
  return table;
}

std::string List() {
  nlohmann::json list = {{"faults", nlohmann::json::object()}, {"ports", nlohmann::json::object()}};
  for (const Fault& fault : Faults()) list["faults"][fault.name] = fault.what;
  for (const PortFault& port : PortFaultTable()) {
    list["ports"][std::string(port.name)] = port.what;
  }
  return list.dump(1);
}

int Run(const Options& options) {
  std::signal(SIGPIPE, SIG_IGN);
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGUSR1}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  auto& server = *new Server(options.server);
  const auto ports = server.Listen();
  if (!options.ca_file.empty()) standin::WritePrivateFile(options.ca_file, server.ca_pem());
  standin::WritePrivateFile(options.ports_file + ".new", nlohmann::json(ports).dump() + "\n");
  std::filesystem::rename(options.ports_file + ".new", options.ports_file);
  fmt::print("Fault server ready at http://127.0.0.1:{}\n", ports.at("plain"));
  std::fflush(stdout);

  const std::time_t end = std::time(nullptr) + options.max_seconds;
  for (;;) {
    const timespec left{.tv_sec = std::max<std::time_t>(end - std::time(nullptr), 0), .tv_nsec = 0};
    if (sigtimedwait(&signals, nullptr, &left) != SIGUSR1) break;
    server.EndFaults();
  }
  ::_exit(0);  // connections in the middle of a fault have nothing to save
}

void AddOptions(CLI::App& app, Options& options) {
  ServerOptions& server = options.server;
  server.cloud.hosts = {"cts.proxied.example", "iam.proxied.example"};
  app.footer(Table());
  app.add_flag("--list", options.list, "Print both tables as JSON, and end");
  app.add_option_function<std::string>(
         "--fault", [&server](const std::string& name) { server.fault = FindFault(name); },
         "Fault of requests whose path names none")
      ->check([](const std::string& name) {
        return FindFault(name) != nullptr ? std::string() : "no such fault: " + name;
      });
  app.add_option("--match", server.match,
                 "Requests it is for: those with this in their target; repeatable");
  app.add_option("--after", server.after,
                 "Requests, or connections to a fault's port, served well first");
  app.add_option("--times", server.times, "How often things go wrong");
  app.add_option("--elsewhere", server.settings.elsewhere, "URL of the other host of redirects");
  app.add_option_function<long>(
      "--token-seconds",
      [&server](const long& life) {
        server.cloud.settings.token_life = std::chrono::seconds(life);
      },
      "Life of an issued token");
  app.add_option("--log-file", server.log_file, "File that gets a line of JSON a request");
  app.add_option("--ports-file", options.ports_file, "File to write all ports to, as JSON");
  app.add_option("--ca-file", options.ca_file, "File to write the CA certificate to");
  app.add_option("--most-bytes", server.settings.most_bytes, "Limit of what has no end")
      ->capture_default_str();
  app.add_option_function<int>(
      "--interval-ms",
      [&server](const int& ms) { server.settings.interval = std::chrono::milliseconds(ms); },
      "Pause between the bytes of what is slow (100)");
  app.add_option("--max-seconds", options.max_seconds, "Ends by itself after this time")
      ->capture_default_str()
      ->check(CLI::Range(1, 86400));
  app.callback([&options] {
    if (!options.list && options.ports_file.empty()) throw CLI::RequiredError("--ports-file");
  });
}

}  // namespace
}  // namespace fault_server

int main(int argc, char** argv) {
  fault_server::Options options;
  CLI::App app("Serves faults of HTTP and TLS on 127.0.0.1, for tests of clients.");
  fault_server::AddOptions(app, options);
  CLI11_PARSE(app, argc, argv);
  if (options.list) {
    fmt::print("{}\n", fault_server::List());
    return 0;
  }
  return fault_server::Run(options);
}
