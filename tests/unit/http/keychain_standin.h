// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A shared library with the functions of Apple's frameworks that keychain_darwin.cc uses, and
// functions for a test to fill it. The test finds them with dlsym, because the library is opened at
// run time.

#pragma once

#include <cstddef>

namespace provider::testing {

inline constexpr int kAnchors = 3;  // the domains are those of Apple: 0 user, 1 admin, 2 system

struct KeychainStandin {
  // Removes everything.
  void (*clear)();
  // Lists a certificate in a domain or among the anchors.
  void (*add)(int domain, const char* der, std::size_t size);
  // Appends a trust setting. `result` 0: none is given. `policy` and `host` may be null.
  void (*set)(int domain, const char* der, std::size_t size, int result, const char* policy,
              const char* host);
  // The number of objects that were copied or created and not yet released.
  int (*live)();
};

}  // namespace provider::testing
