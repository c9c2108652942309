// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What can go wrong on the wire after a request has been read: one fault, one function.
//
// Where a fault leaves the answer whole, it is the right answer to the request, so that a client
// that copes with the fault ends with success and nothing else.

#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/fault_server/stream.h"

namespace fault_server {

struct Settings {
  std::chrono::milliseconds interval{100};             // between the pieces of what is slow
  std::uint64_t most_bytes = std::uint64_t{4} << 30U;  // of what has no end
};

struct Request {
  std::string path;
  std::string body;
};

struct Fault {
  std::string_view name;
  std::string_view what;
  void (*serve)(Stream& stream, const Request& request, const Settings& settings);
};

[[nodiscard]] const std::vector<Fault>& Faults();

// The fault a path asks for by having its name as a segment: /fault/slow-body/v3/... does, and so
// does /v3/slow-body/checkbucket, for clients whose endpoint takes no path. None is nullptr.
[[nodiscard]] const Fault* FindFault(std::string_view path);

}  // namespace fault_server
