// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Listens on a port without TLS, a port with TLS and one port for each port fault, and serves one
// request per connection.
//
// After a CONNECT it continues as the requested host, with TLS, so it is both the proxy and the
// server behind it.

#pragma once

#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "tests/support/fault_server/faults.h"
#include "tests/support/fault_server/port_faults.h"

namespace fault_server {

struct ServerOptions {
  Settings settings;
  const Fault* fault = nullptr;    // of matching requests whose URL path does not name a fault
  std::vector<std::string> match;  // substrings of targets, one of which must match; empty: any
  int after = 0;                   // see FaultWindow; also applies to connections with a port fault
  int times = 1'000'000'000;
  std::string log_file;  // gets a line of JSON for each request and each port fault that occurs
  standin::CloudOptions cloud;
};

// Must live as long as the process, because each connection has a detached thread.
class Server {
 public:
  explicit Server(ServerOptions options);

  // Listens on 127.0.0.1 and returns the ports by name. Exits the process if it cannot listen.
  [[nodiscard]] std::map<std::string, int> Listen();
  [[nodiscard]] const std::string& ca_pem() const { return ca_pem_; }

  // Closes all connections, disables all faults, and writes {"end": true} to the log.
  void EndFaults();

 private:
  void AcceptForever(int listener, const PortFault& port);
  void Serve(int socket, const PortFault& port);
  void ServeRequests(Stream& stream, const PortFault& port);
  [[nodiscard]] const Fault& FaultOf(const standin::Call& request);
  void Log(const PortFault& port, const standin::Call* request, std::string_view fault);
  void Write(const nlohmann::json& line);

  const ServerOptions options_;
  std::string ca_pem_;
  const std::vector<PortFault> ports_;
  SSL_CTX* correct_tls_ = nullptr;
  CorrectService service_;
  FaultWindow window_;
  std::FILE* log_ = nullptr;
};

}  // namespace fault_server
