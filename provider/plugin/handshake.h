// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// go-plugin's handshake: what the host says in the environment, and the one line that answers it.
//
// Source: go-plugin's server side. The line is all that may ever appear on stdout.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "provider/base/environment.h"

namespace provider::plugin {

inline constexpr int kProtocolVersion = 6;

// What a host asks for.
struct HostRequest {
  std::string client_certificate;  // PEM; empty: no AutoMTLS
  bool multiplex = false;          // PLUGIN_MULTIPLEX_GRPC: the host reads a seventh field
  int min_port = 10'000;           // of the TCP fall-back
  int max_port = 25'000;
};

// Nullopt without the magic cookie: somebody ran the binary by hand. The cookie is no security
// check.
[[nodiscard]] std::optional<HostRequest> ReadHostRequest(const base::Environment& environment);

// True when PLUGIN_PROTOCOL_VERSIONS offers kProtocolVersion or is not set. Entries that do not
// parse are skipped. When false the line still says 6 and the host reports the mismatch in its own
// words.
[[nodiscard]] bool OffersOurProtocol(const base::Environment& environment);

struct HandshakeLine {
  std::string network;             // "unix" or "tcp"
  std::string address;             // a path, "@name" for an abstract socket, or 127.0.0.1:PORT
  std::string server_certificate;  // DER; empty without AutoMTLS
  bool multiplex = false;
};

// With its newline. The certificate is base64 without padding: with '=' Go refuses it.
[[nodiscard]] std::string FormatHandshakeLine(const HandshakeLine& line);

}  // namespace provider::plugin
