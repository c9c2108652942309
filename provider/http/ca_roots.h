// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Where the certificates of trusted authorities come from. These are the locations that Go uses, so
// this provider trusts the same authorities as Terraform and other providers.

#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "provider/base/environment.h"
#include "provider/http/ca_bundle.h"

namespace provider::http {

// Files and directories in the order in which they are read.
struct CaLocations {
  std::vector<std::string> bundles;      // the first readable one is used
  std::vector<std::string> directories;  // all files of all directories are used

  // Source: crypto/x509/root_linux.go of Go.
  [[nodiscard]] static CaLocations Known();
};

// As in Go, SSL_CERT_FILE replaces the bundles of `known`, and SSL_CERT_DIR, separated by ':',
// replaces its directories. The error is a sentence: SSL_CERT_FILE names an unusable file.
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
  // The locations as a list, for messages.
  [[nodiscard]] std::string Places() const;
  // True if no location has a certificate.
  [[nodiscard]] bool IsEmpty() const;
  // The files that look like certificates but are unusable, each with the reason.
  [[nodiscard]] std::vector<std::string> Unusable() const;
  // The directories for OpenSSL's look-up by hash, separated by ':'.
  [[nodiscard]] std::string Directories() const;

 private:
  struct Part {
    std::once_flag once;
    std::unique_ptr<const CaBundle> certificates;
    std::vector<std::string> unusable;
    bool is_empty = true;

    void Read(const std::vector<std::string>& files, bool only_first);
  };

  const CaLocations locations_;
  mutable Part bundle_;
  mutable Part files_;
};

}  // namespace provider::http
