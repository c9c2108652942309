// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What can go wrong before a request is sent: each such fault has a port of its own, since a client
// has not named anything yet when it meets one.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <openssl/ssl.h>

#include "tests/support/fault_server/stream.h"

namespace fault_server {

struct PortFault {
  std::string_view name;  // of TLS when it begins with "tls"
  std::string_view what;
  void (*spoil)(Stream& stream) = nullptr;  // null: `context` is the fault, or there is none
  SSL_CTX* context = nullptr;

  [[nodiscard]] bool IsTls() const { return name.starts_with("tls"); }
  [[nodiscard]] bool IsFault() const { return name != "plain" && name != "tls"; }
};

// "plain" and "tls", which are no faults, then the faults; without their contexts.
[[nodiscard]] const std::vector<PortFault>& PortFaultTable();

// The same with certificates by one new CA where the fault is another. `ca_pem` gets the CA.
[[nodiscard]] std::vector<PortFault> MakePortFaults(std::string& ca_pem);

}  // namespace fault_server
