// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Where the certificates of trusted authorities come from.
//
// Wrong to change: a hashed directory goes before a bundle. OpenSSL reads the one file it needs
// from the directory (0.002 ms), but a bundle is split into all its certificates (ca_bundle.h).

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "provider/base/environment.h"

namespace provider::http {

// Any of the three may be empty, not all of them.
struct CaRoots {
  std::string pem;        // PEM text
  std::string file;       // path of a PEM file
  std::string directory;  // hashed directories, separated by ':'
};

// The places a distribution keeps its roots in.
struct SystemRoots {
  std::vector<std::string> directories;
  std::vector<std::string> bundles;

  [[nodiscard]] static SystemRoots Known();
};

// `ca` (a path or PEM text) decides alone; else SSL_CERT_FILE and SSL_CERT_DIR; else the first
// place of `system` that holds roots. An error is a sentence that names what was tried.
[[nodiscard]] tl::expected<CaRoots, std::string> FindCaRoots(
    std::string_view ca, const base::Environment& environment,
    const SystemRoots& system = SystemRoots::Known());

}  // namespace provider::http
