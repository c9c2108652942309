// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Where this machine keeps the certificates of trusted authorities: files, directories, and the
// system's own store if it has one. ca_locations_linux.cc, ca_locations_darwin.cc and
// ca_locations_windows.cc say it for each system.

#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace provider::http {

// Certificates in DER.
using DerCertificates = std::vector<std::string>;

// The functions are safe to call from any thread.
struct SystemStore {
  std::string_view name = {};  // for messages: "the certificate store of Windows"; empty: no store

  // The authorities that it trusts to certify servers. The error is a phrase that follows `name`.
  std::function<tl::expected<DerCertificates, std::string>()> read = nullptr;

  // Makes the system verify a server's chain, leaf first, and returns the authority that it trusts
  // for it, which `read` need not have: Windows obtains public authorities only when they are
  // needed. Empty if it does not trust the chain. May take a few seconds. Null if the store is
  // complete.
  std::function<DerCertificates(const DerCertificates& chain)> fetch_authority = nullptr;
};

// Files and directories in the order in which they are read.
struct CaLocations {
  std::vector<std::string> bundles;      // the first readable one is used
  std::vector<std::string> directories;  // all files of all directories are used
  SystemStore store = {};

  // Those of the system that this binary is built for.
  [[nodiscard]] static CaLocations Known();
};

// A command of the system that converts a certificate from DER to the file ca.pem.
[[nodiscard]] std::string CommandFromDerToPem(std::string_view path);

}  // namespace provider::http
