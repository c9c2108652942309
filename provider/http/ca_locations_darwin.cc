// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <fmt/format.h>

#include "provider/http/ca_locations.h"
#include "provider/http/keychain_darwin.h"

namespace provider::http {

CaLocations CaLocations::Known() {
  return {.bundles = {"/etc/ssl/cert.pem"},  // comes with macOS, for programs that use LibreSSL
          .directories = {},
          .store = Keychain(AppleFrameworks::Known())};
}

std::string CommandFromDerToPem(std::string_view path) {
  return fmt::format("openssl x509 -inform der -in \"{}\" -out ca.pem", path);
}

}  // namespace provider::http
