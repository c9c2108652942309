// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Looks up a host name with the name servers, by the rules of glibc and Go.
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

#include <string>
#include <vector>

#include "provider/http/name_query.h"
#include "provider/http/resolver_settings.h"

namespace provider::http {

// Runs on the caller's thread. Linux only (network.h).
[[nodiscard]] NameResult LookUpName(const NameQuery& query, const ResolverSettings& settings);

// Moves the addresses that have a route to the front and, among equals, IPv6 before IPv4. Otherwise
// keeps the order.
void SortByRoute(Addresses& addresses);

}  // namespace provider::http
