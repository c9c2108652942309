// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The certificates of the authorities that the machine trusts. On Linux they come from the
// locations that Go uses, so this provider trusts the same authorities as Terraform and other
// providers; Windows and macOS have a store of their own (ca_locations.h).

#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "provider/base/environment.h"
#include "provider/http/ca_bundle.h"
#include "provider/http/ca_locations.h"

namespace provider::http {

// As in Go, SSL_CERT_FILE replaces the bundles of `known`, and SSL_CERT_DIR, separated by ':' or,
// on Windows, by ';', replaces its directories. Together they replace the system's store too: then
// nothing else is trusted. The error is a sentence: SSL_CERT_FILE names an unusable file.
[[nodiscard]] tl::expected<CaLocations, std::string> FindCaLocations(
    const base::Environment& environment, const CaLocations& known = CaLocations::Known());

// Returns the text of a file for cacert_file or SSL_CERT_FILE. The error is a sentence that says
// why the file is unusable.
[[nodiscard]] tl::expected<std::string, std::string> ReadCaFile(std::string_view setting,
                                                                const std::string& path);

// All certificates of the given locations, read when they are first needed: reading the 140 files
// of a distribution takes milliseconds, and a connection usually needs only one, which is found by
// its hash link. Thread safe.
class SystemAuthorities {
 public:
  explicit SystemAuthorities(CaLocations locations) : locations_(std::move(locations)) {}

  // The certificates of the first readable bundle, and those of all directories.
  [[nodiscard]] const CaBundle& Bundle() const;
  [[nodiscard]] const CaBundle& Files() const;
  // Those of the system's store.
  [[nodiscard]] const CaBundle& Store() const;
  // The authority that the system trusts for a chain although its store does not have it yet. Null
  // if there is none. The bundle lives as long as this object.
  [[nodiscard]] const CaBundle* FetchAuthority(const DerCertificates& chain) const;
  // The locations as a list, for messages.
  [[nodiscard]] std::string Places() const;
  // True if no location has a certificate.
  [[nodiscard]] bool IsEmpty() const;
  // The files that look like certificates but are unusable, each with the reason.
  [[nodiscard]] std::vector<std::string> Unusable() const;
  // Whether the system has a store, in which the user can add an authority.
  [[nodiscard]] bool HasStore() const { return !locations_.store.name.empty(); }
  // The directories for OpenSSL's look-up by hash, separated as in SSL_CERT_DIR.
  [[nodiscard]] std::string Directories() const;

 private:
  struct Part {
    std::once_flag once;
    std::unique_ptr<const CaBundle> certificates;
    std::vector<std::string> unusable;
    bool is_empty = true;

    void Read(const std::vector<std::string>& files, bool only_first);
    void Read(const SystemStore& store);
  };

  const CaLocations locations_;
  mutable Part bundle_;
  mutable Part files_;
  mutable Part store_;
  mutable std::mutex fetched_mutex_;
  mutable std::map<std::string, std::unique_ptr<const CaBundle>> fetched_;  // by DER
};

}  // namespace provider::http
