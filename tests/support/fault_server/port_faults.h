// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Faults before a request is sent. Each has a port of its own, because the client has not sent a
// path when it meets one.

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
  void (*spoil)(Stream& stream) = nullptr;  // null: the fault is in `context`, or there is none
  SSL_CTX* context = nullptr;

  [[nodiscard]] bool IsTls() const { return name.starts_with("tls"); }
  [[nodiscard]] bool IsFault() const { return name != "plain" && name != "tls"; }
};

// "plain" and "tls", which are not faults, then the faults; without their contexts.
[[nodiscard]] const std::vector<PortFault>& PortFaultTable();

// The same with certificates of one new CA, unless the CA is the fault. `ca_pem` gets the CA.
[[nodiscard]] std::vector<PortFault> MakePortFaults(std::string& ca_pem);

}  // namespace fault_server
