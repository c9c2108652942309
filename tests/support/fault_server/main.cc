// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// fault-server: serves faults on loopback that an HTTP library cannot produce.
//
// The URL path or --fault selects faults of HTTP, the port those of TLS and of the connection.
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
  std::string table =
      "\nSelected by URL path, /fault/NAME/... or /v3/NAME/checkbucket, on every port:\n";
  for (const Fault& fault : Faults()) {
    table += fmt::format("  {:30} {}\n", fault.name, fault.description);
  }
  table += "\nSelected by port, under these names in the ports file:\n";
  for (const PortFault& port : PortFaultTable()) {
    table += fmt::format("  {:30} {}\n", port.name, port.description);
  }
  table +=
      "\nSIGUSR1 ends all faults: open connections are closed, and later requests get the correct "
      "response.\n";
  return table;
}

std::string List() {
  nlohmann::json list = {{"faults", nlohmann::json::object()}, {"ports", nlohmann::json::object()}};
  for (const Fault& fault : Faults()) list["faults"][fault.name] = fault.description;
  for (const PortFault& port : PortFaultTable()) {
    list["ports"][std::string(port.name)] = port.description;
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
  app.add_flag("--list", options.list, "Print both tables as JSON, and exit");
  app.add_option_function<std::string>(
         "--fault", [&server](const std::string& name) { server.fault = FindFault(name); },
         "Fault of requests whose URL path does not name one")
      ->check([](const std::string& name) {
        return FindFault(name) != nullptr ? std::string() : "no such fault: " + name;
      });
  app.add_option("--match", server.match,
                 "Limit --fault to requests whose target contains this; repeatable");
  app.add_option(
      "--after", server.after,
      "How many requests, or connections with a port fault, get the correct response first");
  app.add_option("--times", server.times, "How often the fault occurs");
  app.add_option("--redirect-target", server.settings.redirect_target,
                 "URL of the other host that redirects name");
  app.add_option_function<long>(
      "--token-seconds",
      [&server](const long& life) {
        server.cloud.settings.token_life = std::chrono::seconds(life);
      },
      "Lifetime of an issued token");
  app.add_option("--log-file", server.log_file, "File that gets a line of JSON for each request");
  app.add_option("--ports-file", options.ports_file, "File to write all ports to, as JSON");
  app.add_option("--ca-file", options.ca_file, "File to write the CA certificate to");
  app.add_option("--max-bytes", server.settings.max_bytes, "Size of endless responses")
      ->capture_default_str();
  app.add_option_function<int>(
      "--interval-ms",
      [&server](const int& ms) { server.settings.interval = std::chrono::milliseconds(ms); },
      "Pause between the bytes of slow responses (100)");
  app.add_option("--max-seconds", options.max_seconds, "Exit after this time")
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
