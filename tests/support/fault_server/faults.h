// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Faults on the wire after a request has been read: one function per fault.
//
// If a fault leaves the response whole, it is the correct response to the request, so a client that
// handles the fault must succeed.

#pragma once

#include <mutex>
#include <string>
#include <string_view>

#include "tests/support/fault_server/exchange.h"
#include "tests/support/standin/buckets.h"
#include "tests/support/standin/cloud.h"

namespace fault_server {

// "none" first.
[[nodiscard]] const FaultList& Faults();

// The fault of that name; nullptr if there is none.
[[nodiscard]] const Fault* FindFault(std::string_view name);

// The fault that a path selects by having its name as a segment: /fault/slow-body/v3/... does, and
// so does /v3/slow-body/checkbucket, for clients whose endpoint takes no path. None is nullptr.
[[nodiscard]] const Fault* FaultInPath(std::string_view path);

// The correct response. checkbucket succeeds for any caller: faults come before authentication.
// Thread safe.
class GoodService {
 public:
  explicit GoodService(standin::CloudOptions options) : cloud_(std::move(options)) {}

  [[nodiscard]] standin::Answer Handle(const standin::Call& call);

 private:
  standin::Cloud cloud_;
  standin::BucketRules buckets_;
};

// When the fault occurs: for matching calls, but not for the first `after` of them, and for no
// more than `times`. Thread safe.
class FaultWindow {
 public:
  FaultWindow(int after, int times) : after_(after), left_(times) {}

  // Counts one call; true if the fault occurs.
  [[nodiscard]] bool Next();
  // No fault occurs from now on.
  void Close();

 private:
  std::mutex mutex_;
  int after_;
  int left_;
};

}  // namespace fault_server
