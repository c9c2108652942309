// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// go-plugin's handshake: the host's request in the environment, and the one line that the plugin
// writes in response.
//
// Source: go-plugin's server side. Nothing else may ever be written to stdout.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "provider/base/environment.h"

namespace provider::plugin {

inline constexpr int kProtocolVersion = 6;

// The host's settings.
struct HostRequest {
  std::string client_certificate;  // PEM; empty: no AutoMTLS
  bool multiplex = false;          // PLUGIN_MULTIPLEX_GRPC: the host reads a seventh field
  int min_port = 10'000;           // range for the TCP fallback
  int max_port = 25'000;
};

// nullopt without the magic cookie: a person has started the binary. Note that the cookie is not a
// security check.
[[nodiscard]] std::optional<HostRequest> ReadHostRequest(const base::Environment& environment);

// True if PLUGIN_PROTOCOL_VERSIONS offers kProtocolVersion or is not set. Entries that do not parse
// are skipped. If false, the line still has version 6, and the host reports the mismatch in its own
// words.
[[nodiscard]] bool OffersOurProtocol(const base::Environment& environment);

struct HandshakeLine {
  std::string network;             // "unix" or "tcp"
  std::string address;             // a path, "@name" for an abstract socket, or 127.0.0.1:PORT
  std::string server_certificate;  // DER; empty without AutoMTLS
  bool multiplex = false;
};

// Includes the newline. The certificate is base64 without padding, because Go refuses '='.
[[nodiscard]] std::string FormatHandshakeLine(const HandshakeLine& line);

}  // namespace provider::plugin
