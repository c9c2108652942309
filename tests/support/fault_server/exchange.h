// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A request, the correct response to it, and the parts of that response from which faults are made.

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/fault_server/stream.h"
#include "tests/support/standin/call.h"

namespace fault_server {

struct Settings {
  std::chrono::milliseconds interval{100};             // the pause between bytes of a slow response
  std::uint64_t max_bytes = std::uint64_t{4} << 30U;   // sent in an endless response
  std::string redirect_target = "http://127.0.0.1:9";  // the other host that redirects name
};

struct Exchange {
  const standin::Call& request;
  const standin::Answer& response;  // the correct one
  const Settings& settings;

  // The status line and headers of the correct response, then `more` (whole header lines), then the
  // empty line.
  [[nodiscard]] std::string Head(std::string_view more) const;
  // The same with the body's length and Connection: close.
  [[nodiscard]] std::string HeadFor(const std::string& body) const;
  // Sends `body` with the status and headers of the correct response, and closes the connection.
  void Respond(Stream& stream, const std::string& body) const;
};

// Sends a response with the given status line and headers, and closes the connection.
void SendResponse(Stream& stream, std::string_view status_line, std::string_view headers,
                  const std::string& body);

// Reads and ignores data until the client closes the connection, sends nothing for a minute, or has
// sent 1 MiB.
void Drain(Stream& stream);

struct Fault {
  std::string name;
  std::string description;
  std::function<void(Stream& stream, const Exchange& exchange)> serve;
};

using FaultList = std::vector<Fault>;

[[nodiscard]] FaultList ConnectionFaults();  // connections that break, stall or are slow
[[nodiscard]] FaultList MessageFaults();     // responses that are not HTTP or have a wrong length
[[nodiscard]] FaultList FloodFaults();       // too much data
[[nodiscard]] FaultList StatusFaults();      // statuses and redirects
[[nodiscard]] FaultList ContentFaults();     // HTTP, but not what the API describes

}  // namespace fault_server
