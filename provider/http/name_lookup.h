// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Looks a host name up: /etc/hosts, then the name servers, by the rules of glibc and Go.
//
// docs/design/names.md compares the three, case by case. Where glibc and Go differ, this follows
// the one that finds the name:
// - No failure of one name ends the look-up of the search list: SERVFAIL, REFUSED and silence count
//   like "no such name".
// - A server that fails, or is silent for two seconds, is followed by the next; each is asked
//   `attempts` times. The silent one may still reply, until `timeout` is over.
// - A name without a reply for 0.3 s does not hold up the next one of the search list. The first of
// the
//   list that has an address wins all the same.
// - Once there is an address that can be reached, those of the other family get half a second more.

#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include <poll.h>
#include <tl/expected.hpp>

#include "provider/base/clock.h"
#include "provider/http/resolver_settings.h"

namespace provider::http {

struct NameError {
  enum class Kind {
    kCancelled,    // the stop token
    kNoSuchName,   // a name server says so
    kNoAddress,    // the name exists, without an address
    kFailed,       // the name servers answered with failures
    kNoServer,     // no name server answered
    kDescriptors,  // this process can open no socket
  };
  Kind kind = Kind::kNoServer;
  std::vector<std::string> servers;  // that were asked
  std::string failure;               // "SERVFAIL"; of kFailed only
};

struct NameQuery {
  std::string name;
  base::SteadyTime deadline;
  std::stop_token stop;
  // Waits for one of the descriptors, at most so long, or until `stop` is requested.
  std::function<void(std::vector<pollfd>&, std::chrono::milliseconds)> wait;
};

// Addresses in the order they are to be tried, at least one. Runs on the caller's thread.
[[nodiscard]] tl::expected<std::vector<std::string>, NameError> LookUpName(
    const NameQuery& query, const ResolverSettings& settings);

// Those that this machine has a route to first, and of these IPv6 before IPv4; otherwise as given.
void SortByRoute(std::vector<std::string>& addresses);

}  // namespace provider::http
