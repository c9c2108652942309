// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Listens on a port for each way a connection can begin, and serves one request per connection.
//
// After a CONNECT it continues as the requested host, with TLS: it is both the proxy and the server
// behind it.

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
  const Fault* fault = nullptr;    // of matching requests whose path names none
  std::vector<std::string> match;  // substrings of targets, one of which must match; empty: any
  int after = 0;                   // see FaultWindow; also for connections to ports of faults
  int times = 1'000'000'000;
  std::string log_file;  // gets a line of JSON for each request and each disturbed connection
  standin::CloudOptions cloud;
};

// Lives as long as the process: connections in the middle of a fault have threads of their own.
class Server {
 public:
  explicit Server(ServerOptions options);

  // Listens on 127.0.0.1 and returns the ports by name. Exits the process if it cannot listen.
  [[nodiscard]] std::map<std::string, int> Listen();
  [[nodiscard]] const std::string& ca_pem() const { return ca_pem_; }

  // Ends the faults; no fault occurs from now on, and the log says {"end": true}.
  void EndFaults();

 private:
  void AcceptForever(int listener, const PortFault& port);
  void Serve(int socket, const PortFault& port);
  void ServeRequests(Stream& stream, const PortFault& port);
  [[nodiscard]] const Fault& FaultOf(const standin::Call& call);
  void Log(const PortFault& port, const standin::Call* call, std::string_view fault);
  void Write(const nlohmann::json& line);

  const ServerOptions options_;
  std::string ca_pem_;
  const std::vector<PortFault> ports_;
  SSL_CTX* good_tls_ = nullptr;
  GoodService service_;
  FaultWindow window_;
  std::FILE* log_ = nullptr;
};

}  // namespace fault_server
