// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Windows: gRPC listens at 127.0.0.1. Its acceptor needs descriptors, and gRPC 1.51 does not use
// the Unix sockets that Windows has had since 2018. Tests run this file on every system.

#include <utility>

#include <fmt/format.h>

#include "provider/plugin/listener.h"
#include "provider/text/redaction.h"

namespace provider::plugin {
namespace {

constexpr std::size_t kShownValue = 50;

}  // namespace

class ListenerOpener {
 public:
  static tl::expected<Listener, std::string> Open(const base::Environment& environment,
                                                  const ListenOptions& options) {
    const auto network = environment.Get("CTS_PLUGIN_NETWORK").value_or("tcp");
    if (network != "tcp") {
      return tl::unexpected(
          fmt::format("CTS_PLUGIN_NETWORK is \"{}\"; on Windows it can only be \"tcp\", which is "
                      "the default.",
                      text::CleanForeignText(network, kShownValue)));
    }
    if (!options.authenticated) {
      return tl::unexpected(std::string(
          "On Windows the provider listens on TCP, which needs TLS between Terraform "
          "and the provider: without it any user of this machine could connect. Unset "
          "TF_DISABLE_PLUGIN_TLS. Instead of --debug, which Terraform uses without TLS, "
          "start Terraform in a debugger that follows child processes, or run the "
          "provider for Linux in WSL."));
    }
    return Listener(PortRange{options.min_port, options.max_port});
  }
};

Listener::Listener(PortRange grpc_ports) : network_("tcp"), grpc_ports_(grpc_ports) {}

Listener::Listener(Listener&& other) noexcept
    : network_(std::move(other.network_)), grpc_ports_(other.grpc_ports_) {}

Listener::~Listener() = default;

Waitable Listener::waitable() const { return kNoWaitable; }

void Listener::AcceptAll(GrpcServer& /*server*/) const {}

void Listener::RemoveFiles() noexcept {}

tl::expected<Listener, std::string> Listen(const base::Environment& environment,
                                           const ListenOptions& options) {
  return ListenerOpener::Open(environment, options);
}

}  // namespace provider::plugin
