// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What can go wrong on the wire after a request has been read: one fault, one function.
//
// Where a fault leaves the answer whole, it is the right answer to the request, so that a client
// that copes with the fault ends with success and nothing else.

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

// By its name; nullptr when there is none of that name.
[[nodiscard]] const Fault* FindFault(std::string_view name);

// The fault a path asks for by having its name as a segment: /fault/slow-body/v3/... does, and so
// does /v3/slow-body/checkbucket, for clients whose endpoint takes no path. None is nullptr.
[[nodiscard]] const Fault* FaultInPath(std::string_view path);

// The answer of a good service. checkbucket is answered whoever asks: faults come before any gate.
// Thread safe.
class GoodService {
 public:
  explicit GoodService(standin::CloudOptions options) : cloud_(std::move(options)) {}

  [[nodiscard]] standin::Answer Handle(const standin::Call& call);

 private:
  standin::Cloud cloud_;
  standin::BucketRules buckets_;
};

// When there is a fault: for the calls that match, not for the first `after` of them, and for no
// more than `times`. Thread safe.
class FaultWindow {
 public:
  FaultWindow(int after, int times) : after_(after), left_(times) {}

  // Uses one call up; true when it is to go wrong.
  [[nodiscard]] bool Next();
  // From now on all goes well.
  void Close();

 private:
  std::mutex mutex_;
  int after_;
  int left_;
};

}  // namespace fault_server
