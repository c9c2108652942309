// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Where the certificates of trusted authorities come from: the places that Go looks in, so that
// this provider trusts whom Terraform and every other provider trust.

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

// Files and folders, in the order they are read.
struct CaPlaces {
  std::vector<std::string> bundles;      // the first that can be read counts
  std::vector<std::string> directories;  // all files of all of them count

  // Source: crypto/x509/root_linux.go of Go.
  [[nodiscard]] static CaPlaces Known();
};

// As Go does it, SSL_CERT_FILE replaces the bundles of `known`, and SSL_CERT_DIR, separated by ':',
// its directories. An error is a sentence: SSL_CERT_FILE names a file that cannot be used.
[[nodiscard]] tl::expected<CaPlaces, std::string> FindCaPlaces(
    const base::Environment& environment, const CaPlaces& known = CaPlaces::Known());

// Why a file is of no use as cacert_file or SSL_CERT_FILE, as a sentence; else its text.
[[nodiscard]] tl::expected<std::string, std::string> ReadCaFile(std::string_view setting,
                                                                const std::string& path);

// All certificates of some places, read when they are needed first: a distribution's 140 in as many
// files take milliseconds, and a connection needs one, which its hash link leads to. Thread safe.
class SystemAuthorities {
 public:
  explicit SystemAuthorities(CaPlaces places) : places_(std::move(places)) {}

  // Those of the first bundle that can be read, and those of all directories.
  [[nodiscard]] const CaBundle& Bundle() const;
  [[nodiscard]] const CaBundle& Files() const;
  // The places, as a list for messages.
  [[nodiscard]] std::string Places() const;
  // Nothing was found in any place.
  [[nodiscard]] bool IsEmpty() const;
  // What looks like a certificate but cannot be used, each with the reason.
  [[nodiscard]] std::vector<std::string> Unusable() const;
  // For OpenSSL's look-up by hash, separated by ':'.
  [[nodiscard]] std::string Directories() const;

 private:
  struct Part {
    std::once_flag once;
    std::unique_ptr<const CaBundle> certificates;
    std::vector<std::string> unusable;
    bool is_empty = true;

    void Read(const std::vector<std::string>& files, bool only_first);
  };

  const CaPlaces places_;
  mutable Part bundle_;
  mutable Part files_;
};

}  // namespace provider::http
