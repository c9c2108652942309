// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The life of the process: handshake, connections, and every way it ends.

#pragma once

#include <functional>
#include <memory>
#include <string>

#include "provider/base/environment.h"

namespace grpc {
class Service;
}

namespace provider::plugin {

struct ServeOptions {
  // Stays up for many hosts, in plaintext on a private socket, and prints TF_REATTACH_PROVIDERS.
  bool debug = false;
  std::string provider_address;  // HOST/NAMESPACE/TYPE, for TF_REATTACH_PROVIDERS
  std::string about;             // what this is, for a person who starts it by hand
};

// Serves until the host calls Shutdown, dies or sends SIGTERM or SIGHUP, then removes the socket
// and ends the process with status 0. SIGINT is ignored: it reaches the whole process group, and
// core sends StopProvider instead (under `debug` it ends the process). Returns only when it could
// not start: an explanation for a person went to stderr and the value is the exit status.
// `make_service` makes the provider's own service; it runs after the handshake line is out.
int Serve(const base::Environment& environment, const ServeOptions& options,
          const std::function<std::shared_ptr<grpc::Service>()>& make_service);

// Opens /dev/null where stdin, stdout or stderr is closed: the next file or socket to be opened
// would take its place, and log lines would go there. First of all in main.
void PrepareDescriptors();

// Masks the signals Serve waits for. First in main: threads inherit the mask.
void PrepareSignals();

}  // namespace provider::plugin
