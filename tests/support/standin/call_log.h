// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The requests so far, for GET /_control/log.
//
// {"calls": [{"number", "time", "method", "path", "query", "headers", "body", "status",
// "in_flight"}],
//  "counters": {"calls", "checkbucket", "buckets", "connections", "in_flight", "max_in_flight",
//               "by_status": {"200": 3}}}
// Secrets are left out, so that a log can be kept: of Authorization the access key and the signed
// headers remain, tokens and passwords are "***". The body is JSON, or text if it is not JSON.

#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <string>

#include <nlohmann/json.hpp>

#include "tests/support/standin/call.h"

namespace standin {

// Thread safe. Keeps the last 10,000 calls; counters count all.
class CallLog {
 public:
  // Returns the number of the call, from 1, which is the argument of Finish().
  std::uint64_t Begin(const Call& call, std::chrono::system_clock::time_point now);
  void Finish(std::uint64_t number, int status);

  [[nodiscard]] nlohmann::json ToJson() const;
  // Numbers begin at 1 again. Calls still in flight are forgotten: their Finish() has no effect,
  // and the numbers then continue.
  void Reset();

 private:
  mutable std::mutex mutex_;
  std::deque<nlohmann::json> calls_;
  std::uint64_t last_ = 0;        // number of the newest call
  std::uint64_t first_ = 1;       // number of calls_.front()
  std::set<std::uint64_t> open_;  // in flight
  std::set<int> ports_;           // of the clients: one a connection
  std::uint64_t total_ = 0;
  std::uint64_t checks_ = 0;
  std::uint64_t buckets_ = 0;
  std::size_t max_in_flight_ = 0;
  std::map<std::string, std::uint64_t> by_status_;
};

}  // namespace standin
