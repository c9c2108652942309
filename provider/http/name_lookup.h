// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Looks up a host name in /etc/hosts, then with the name servers, by the rules of glibc and Go.
//
// docs/design/names.md compares the three case by case. Where glibc and Go differ, this follows the
// one that finds the name:
// - No failure of one name ends the look-up of the search list: SERVFAIL, REFUSED and silence count
//   like "no such name".
// - If a server fails or is silent for two seconds, the next one is asked; each is asked `attempts`
//   times. The silent one may still reply until `timeout` is over.
// - A name without a reply for 0.3 s does not delay the next one of the search list. The first name
//   of the list that has an address is used all the same.
// - Once there is an address that can be reached, the addresses of the other family have half a
//   second more to arrive.

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
    kNoSuchName,   // according to a name server
    kNoAddress,    // the name exists, without an address
    kFailed,       // the name servers returned failures
    kNoServer,     // no name server replied
    kDescriptors,  // this process can open no socket
  };
  Kind kind = Kind::kNoServer;
  std::vector<std::string> servers;  // those that were asked
  std::string failure;               // "SERVFAIL"; for kFailed only
};

struct NameQuery {
  std::string name;
  base::SteadyTime deadline;
  std::stop_token stop;
  // Waits for one of the descriptors, at most for the given time, or until a stop is requested.
  std::function<void(std::vector<pollfd>&, std::chrono::milliseconds)> wait;
};

// Returns at least one address, in the order in which they should be tried. Runs on the caller's
// thread.
[[nodiscard]] tl::expected<std::vector<std::string>, NameError> LookUpName(
    const NameQuery& query, const ResolverSettings& settings);

// Moves the addresses that have a route to the front and, among equals, IPv6 before IPv4. Otherwise
// keeps the order.
void SortByRoute(std::vector<std::string>& addresses);

}  // namespace provider::http
