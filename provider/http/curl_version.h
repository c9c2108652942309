// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What libcurl says about itself and what it was built with.

#pragma once

#include <string>

namespace provider::http {

struct CurlVersions {
  std::string curl;     // "7.88.1"
  std::string openssl;  // "3.0.22"
  std::string cares;    // "1.18.1"
};

// Asks the libraries that are linked, not the headers.
[[nodiscard]] CurlVersions LinkedCurlVersions();

}  // namespace provider::http
