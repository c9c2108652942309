// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What can go wrong before a request is sent: each TLS fault has a port of its own, since a client
// has not named anything yet when it meets one.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <openssl/ssl.h>

#include "tests/support/fault_server/stream.h"

namespace fault_server {

struct TlsFault {
  std::string_view name;
  std::string_view what;
  SSL_CTX* context = nullptr;  // null: `spoil` is all there is
  void (*spoil)(Stream& stream) = nullptr;
};

// All of them, with certificates by one new CA where the fault is another. `ca_pem` gets the CA.
[[nodiscard]] std::vector<TlsFault> MakeTlsFaults(std::string& ca_pem);

// Name and description of each, for --help.
[[nodiscard]] const std::vector<TlsFault>& TlsFaultTable();

}  // namespace fault_server
