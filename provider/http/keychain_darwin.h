// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The authorities that macOS trusts: those that come with it, and those that the user or an
// administrator has added to a keychain and marked as trusted.
//
// Opens Apple's frameworks at run time and declares the few functions it needs, so that it compiles
// without Apple's SDK, and on Linux for tests.

#pragma once

#include <string>

#include "provider/http/ca_locations.h"

namespace provider::http {

// Paths of shared libraries.
struct AppleFrameworks {
  std::string core_foundation;
  std::string security;

  [[nodiscard]] static AppleFrameworks Known();
};

// An authority counts if it comes with macOS, or if the trust settings of the user or of the
// administrator, in this order, say that it is trusted for TLS. One that they distrust, for
// everything or for TLS, does not count, even if it comes with macOS. Settings for single host
// names are ignored, and so are Apple's own limits of single authorities, which are not in the
// settings.
//
// Note that /etc/ssl/cert.pem comes first and knows no settings: what is trusted there stays
// trusted.
[[nodiscard]] SystemStore Keychain(AppleFrameworks frameworks);

}  // namespace provider::http
