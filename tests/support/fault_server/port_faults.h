// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Faults that occur before the client sends a request. Each has its own port, because the client
// has not sent a URL path yet.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <openssl/ssl.h>

#include "tests/support/fault_server/stream.h"

namespace fault_server {

struct PortFault {
  std::string_view name;  // begins with "tls" if the port expects TLS
  std::string_view description;
  void (*serve)(Stream& stream) = nullptr;  // null: the fault is in `context`, or there is none
  SSL_CTX* context = nullptr;

  [[nodiscard]] bool IsTls() const { return name.starts_with("tls"); }
  [[nodiscard]] bool IsFault() const { return name != "plain" && name != "tls"; }
};

// All ports: "plain" and "tls", which have no fault, then the port faults. Their contexts are null.
[[nodiscard]] const std::vector<PortFault>& PortFaultTable();

// The same with TLS contexts. One new CA, returned in `ca_pem`, issues the certificates unless the
// fault is their issuer.
[[nodiscard]] std::vector<PortFault> MakePortFaults(std::string& ca_pem);

}  // namespace fault_server
