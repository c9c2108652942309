// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Source: crypto/x509/root_linux.go of Go.

#include <fmt/format.h>

#include "provider/http/ca_locations.h"

namespace provider::http {

CaLocations CaLocations::Known() {
  return {.bundles = {"/etc/ssl/certs/ca-certificates.crt",                 // Debian, Alpine, Arch
                      "/etc/pki/tls/certs/ca-bundle.crt",                   // Fedora, older RHEL
                      "/etc/ssl/ca-bundle.pem",                             // openSUSE
                      "/etc/pki/tls/cacert.pem",                            // OpenELEC
                      "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // RHEL
                      "/etc/ssl/cert.pem"},                                 // Alpine
          .directories = {"/etc/ssl/certs", "/etc/pki/tls/certs"}};
}

std::string CommandFromDerToPem(std::string_view path) {
  return fmt::format("openssl x509 -inform der -in \"{}\" -out ca.pem", path);
}

}  // namespace provider::http
