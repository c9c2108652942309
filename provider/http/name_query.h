// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The question for the addresses of a host name, and the kinds of functions that have the response:
// our own look-up (own_names.h) and that of the system (system_names.h).

#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "provider/base/clock.h"

struct curl_waitfd;  // of libcurl NOLINT(readability-identifier-naming)

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
  std::vector<std::string> servers;  // those that were asked; empty: the system chose them
  std::string failure;               // "SERVFAIL"; for kFailed only
};

struct NameQuery {
  std::string name;
  base::SteadyTime deadline;
  std::stop_token stop;
  // Waits for one of the descriptors, at most for the given time, or until a stop is requested. Our
  // own look-up uses it, the system's does not.
  std::function<void(std::vector<curl_waitfd>&, std::chrono::milliseconds)> wait;
};

// At least one address, in the order in which they should be tried.
using Addresses = std::vector<std::string>;
using NameResult = tl::expected<Addresses, NameError>;

// Looks up one name. Runs on the caller's thread until the name is found or known to be missing,
// the deadline has passed or a stop was requested. Thread safe.
using NameSource = std::function<NameResult(const NameQuery&)>;

}  // namespace provider::http
