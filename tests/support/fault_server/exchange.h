// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// One request, the answer a good service gives to it, and that answer in pieces to spoil.

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
  std::chrono::milliseconds interval{100};             // between the pieces of what is slow
  std::uint64_t most_bytes = std::uint64_t{4} << 30U;  // of what has no end
  std::string elsewhere = "http://127.0.0.1:9";        // the other host of redirects
};

struct Exchange {
  const standin::Call& call;
  const standin::Answer& right;
  const Settings& settings;

  // The right answer's status line and headers, then `more` (lines with their ends), then the empty
  // line.
  [[nodiscard]] std::string Head(std::string_view more) const;
  // The same with the body's length and Connection: close.
  [[nodiscard]] std::string HeadFor(const std::string& body) const;
  // Sends `body` as if it were right.
  void Answer(Stream& stream, const std::string& body) const;
};

// Sends an answer of another status; closes.
void AnswerWith(Stream& stream, std::string_view status_line, std::string_view headers,
                const std::string& body);

// Reads until the client goes away or a minute has passed.
void Ignore(Stream& stream);

struct Fault {
  std::string name;
  std::string what;
  std::function<void(Stream& stream, const Exchange& exchange)> serve;
};

using FaultList = std::vector<Fault>;

[[nodiscard]] FaultList ConnectionFaults();  // connections that break, stall or crawl
[[nodiscard]] FaultList MessageFaults();     // what is not HTTP, or lies about its length
[[nodiscard]] FaultList FloodFaults();       // too much
[[nodiscard]] FaultList StatusFaults();      // statuses and redirects
[[nodiscard]] FaultList ContentFaults();     // HTTP, but not what the API describes

}  // namespace fault_server
