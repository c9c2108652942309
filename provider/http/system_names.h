// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Looks host names up with the system's getaddrinfo, which knows its VPNs, split DNS, hosts file
// and mDNS. It can neither be cancelled nor be given a time limit, so it runs on a thread of its
// own: a caller that no longer waits leaves the thread behind, which ends by itself.

#pragma once

#include <functional>
#include <string>

#include "provider/http/name_query.h"

namespace provider::http {

// One blocking look-up. Runs on a thread of its own, possibly after main has returned, so it uses
// no object that main destroys.
using BlockingLookUp = std::function<NameResult(const std::string& name)>;

// getaddrinfo for TCP, in its own order, which is that of RFC 6724. Thread safe.
[[nodiscard]] NameResult LookUpBySystem(const std::string& name);

// A stop request or the deadline ends a look-up at once: kCancelled or kNoServer. Look-ups of one
// name at the same time share a thread. Throws std::system_error if no thread can be started.
[[nodiscard]] NameSource SystemNames(BlockingLookUp look_up = LookUpBySystem);

}  // namespace provider::http
