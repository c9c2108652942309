// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// One request, the correct response to it, and that response in pieces for faults to change.

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
  std::chrono::milliseconds interval{100};             // between the pieces of a slow response
  std::uint64_t most_bytes = std::uint64_t{4} << 30U;  // of an endless response
  std::string elsewhere = "http://127.0.0.1:9";        // the other host of redirects
};

struct Exchange {
  const standin::Call& call;
  const standin::Answer& right;
  const Settings& settings;

  // The correct response's status line and headers, then `more` (lines with their ends), then the
  // empty line.
  [[nodiscard]] std::string Head(std::string_view more) const;
  // The same with the body's length and Connection: close.
  [[nodiscard]] std::string HeadFor(const std::string& body) const;
  // Sends `body` in a correct response.
  void Answer(Stream& stream, const std::string& body) const;
};

// Sends a response with another status; closes.
void AnswerWith(Stream& stream, std::string_view status_line, std::string_view headers,
                const std::string& body);

// Reads until the client closes the connection or a minute has passed.
void Ignore(Stream& stream);

struct Fault {
  std::string name;
  std::string what;
  std::function<void(Stream& stream, const Exchange& exchange)> serve;
};

using FaultList = std::vector<Fault>;

[[nodiscard]] FaultList ConnectionFaults();  // connections that break, stall or are slow
[[nodiscard]] FaultList MessageFaults();     // responses that are not HTTP or have a wrong length
[[nodiscard]] FaultList FloodFaults();       // too much data
[[nodiscard]] FaultList StatusFaults();      // statuses and redirects
[[nodiscard]] FaultList ContentFaults();     // HTTP, but not what the API describes

}  // namespace fault_server
