// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Faults on the wire after a request has been read: one function per fault.
//
// A fault that leaves the response complete sends the correct response to the request, so a client
// that handles the fault succeeds.

#pragma once

#include <mutex>
#include <string>
#include <string_view>

#include "tests/support/fault_server/exchange.h"
#include "tests/support/standin/buckets.h"
#include "tests/support/standin/cloud.h"

namespace fault_server {

// All faults. The first is "none".
[[nodiscard]] const FaultList& Faults();

// The fault of that name; nullptr if there is none.
[[nodiscard]] const Fault* FindFault(std::string_view name);

// The fault whose name is a segment of the URL path: /fault/slow-body/v3/..., or
// /v3/slow-body/checkbucket for clients whose endpoint takes no path. nullptr if there is none.
[[nodiscard]] const Fault* FaultInPath(std::string_view path);

// Returns the correct response. checkbucket succeeds for any caller, because faults come before
// authentication. Thread safe.
class CorrectService {
 public:
  explicit CorrectService(standin::CloudOptions options) : cloud_(std::move(options)) {}

  [[nodiscard]] standin::Answer Handle(const standin::Call& request);

 private:
  standin::Cloud cloud_;
  standin::BucketRules buckets_;
};

// Decides which matching requests meet the fault: not the first `after`, and then no more than
// `times`. Thread safe.
class FaultWindow {
 public:
  FaultWindow(int after, int times) : after_(after), left_(times) {}

  // Counts one request and returns whether it meets the fault.
  [[nodiscard]] bool Next();
  // From now on, no request meets the fault.
  void Close();

 private:
  std::mutex mutex_;
  int after_;
  int left_;
};

}  // namespace fault_server
