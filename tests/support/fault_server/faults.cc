// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/support/fault_server/faults.h"

#include <algorithm>
#include <iterator>

namespace fault_server {

const FaultList& Faults() {
  static const auto& faults = *new FaultList([] {
    FaultList all = {{"none", "the correct response", [](Stream& stream, const Exchange& exchange) {
                        exchange.Respond(stream, exchange.response.body);
                      }}};
    for (auto* group :
         {ConnectionFaults, MessageFaults, FloodFaults, StatusFaults, ContentFaults}) {
      FaultList more = group();
      std::move(more.begin(), more.end(), std::back_inserter(all));
    }
    return all;
  }());
  return faults;
}

const Fault* FindFault(std::string_view name) {
  const auto found = std::find_if(Faults().begin(), Faults().end(),
                                  [name](const Fault& fault) { return fault.name == name; });
  return found == Faults().end() ? nullptr : &*found;
}

const Fault* FaultInPath(std::string_view path) {
  for (const auto segment : standin::Split(path.substr(0, path.find('?')), '/')) {
    if (const auto* fault = FindFault(segment)) return fault;
  }
  return nullptr;
}

standin::Answer CorrectService::Handle(const standin::Call& request) {
  return request.Path().ends_with("/checkbucket") || request.Path().starts_with("/fault/")
             ? buckets_.Check(request.body)
             : cloud_.Handle(request);
}

bool FaultWindow::Next() {
  const std::lock_guard lock(mutex_);
  if (after_ > 0) {
    --after_;
    return false;
  }
  if (left_ == 0) return false;
  --left_;
  return true;
}

void FaultWindow::Close() {
  const std::lock_guard lock(mutex_);
  after_ = 0;
  left_ = 0;
}

}  // namespace fault_server
