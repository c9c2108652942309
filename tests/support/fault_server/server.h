// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Listens on a port for each way a connection can begin, and serves one request a connection.
//
// After a CONNECT it goes on as the host that was asked for, with TLS: a proxy and what is behind
// it in one.

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
  const Fault* fault = nullptr;    // of the requests that match and whose path names none
  std::vector<std::string> match;  // parts of targets, one of which must be there; empty: any
  int after = 0;                   // see FaultWindow; also for connections to ports of faults
  int times = 1'000'000'000;
  std::string log_file;  // gets a line of JSON for each request and each connection spoilt
  standin::CloudOptions cloud;
};

// Lives as long as the process: connections amid a fault have threads of their own.
class Server {
 public:
  explicit Server(ServerOptions options);

  // Starts to listen on 127.0.0.1; the ports by name. Ends the process where it cannot.
  [[nodiscard]] std::map<std::string, int> Listen();
  [[nodiscard]] const std::string& ca_pem() const { return ca_pem_; }

  // Ends what goes wrong now; from then on all goes well, and the log says {"end": true}.
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
