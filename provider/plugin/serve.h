// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The life of the process: handshake, connections and shutdown.

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
  // Serves many hosts, in plaintext on a private socket, and prints TF_REATTACH_PROVIDERS.
  bool debug = false;
  std::string provider_address;  // HOST/NAMESPACE/TYPE, for TF_REATTACH_PROVIDERS
  std::string about;             // describes the binary to a person who starts it by hand
};

// Serves until the host calls Shutdown, dies or asks the process to exit (WatchEndRequests), then
// removes the socket and ends the process with status 0. Ctrl-C is ignored, because it reaches the
// whole process group and core sends StopProvider instead (under `debug` it ends the process).
// Returns only if it could not start: an explanation for a person is then on stderr, and the value
// is the exit status. `make_service` creates the provider's own service; it runs after the
// handshake line is written, except where gRPC must listen by itself.
int Serve(const base::Environment& environment, const ServeOptions& options,
          const std::function<std::shared_ptr<grpc::Service>()>& make_service);

}  // namespace provider::plugin
