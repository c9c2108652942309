// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// How this machine looks up names: /etc/resolv.conf and /etc/hosts.
//
// Source: resolv.conf(5), hosts(5). glibc, Go and Kubernetes pods agree on the options that are
// read here. Pure functions, safe to call from any thread.

#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "provider/base/environment.h"

namespace provider::http {

struct ResolverSettings {
  std::vector<std::string> servers;          // addresses in the order they are asked; at most three
  std::vector<std::string> search;           // domains, without dots at their ends
  int ndots = 1;                             // a name with fewer dots is tried in the domains first
  std::chrono::milliseconds timeout{5'000};  // of one server, each time it is asked
  int attempts = 2;                          // how many times each server is asked
  bool rotate = false;                       // start with a different server each time
  bool use_tcp = false;
  bool one_by_one = false;  // ask for IPv6 addresses after IPv4 addresses, not at the same time
  bool no_ipv6 = false;     // do not ask for IPv6 addresses
  int port = 53;            // other values in tests only
};

// LOCALDOMAIN replaces the search list, RES_OPTIONS adds options. `host_name` is this machine's
// name; its domain is searched if the file names none.
[[nodiscard]] ResolverSettings ParseResolverSettings(std::string_view resolv_conf,
                                                     const base::Environment& environment,
                                                     std::string_view host_name);

// The full names to try for `name`, the most likely first. Only one if `name` ends with a dot.
[[nodiscard]] std::vector<std::string> CandidateNames(std::string_view name,
                                                      const ResolverSettings& settings);

// All addresses of a name in the text of /etc/hosts; empty if it has none.
[[nodiscard]] std::vector<std::string> AddressesInHosts(std::string_view hosts,
                                                        std::string_view name);

}  // namespace provider::http
