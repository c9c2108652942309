// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Our own look-up of host names for Linux, where the provider is a static binary that cannot call
// getaddrinfo: the hosts file, then name_lookup.h with the settings of resolv.conf.

#pragma once

#include <string>

#include "provider/base/environment.h"
#include "provider/http/name_query.h"

namespace provider::http {

// The files to read. Tests use other ones.
struct ResolverFiles {
  std::string resolv_conf = "/etc/resolv.conf";
  std::string hosts = "/etc/hosts";
  int port = 53;
};

// Reads the files for each look-up.
[[nodiscard]] NameSource OwnNames(base::Environment environment, ResolverFiles files);

}  // namespace provider::http
