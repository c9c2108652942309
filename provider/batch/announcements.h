// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Reads that are known to be on their way.
//
// Core validates each instance just before it reads it, so a validation tells of a read that is
// about to come. Wrong to rely on: it may never come. A walk that only validates announces and
// never reads, and a read may be postponed to apply; so an announcement is believed for a while.

#pragma once

#include <chrono>
#include <deque>
#include <optional>

#include "provider/base/clock.h"

namespace provider::batch {

// Not thread safe. Times are given in ascending order.
class Announcements {
 public:
  // With zero nothing is ever believed.
  explicit Announcements(std::chrono::nanoseconds believed_for) : believed_for_(believed_for) {}

  void Add(base::SteadyTime now);
  // A read is here: one announcement less, the oldest that is still believed.
  void Arrived(base::SteadyTime now);
  // When the last one stops being believed; nullopt: nobody is known to come.
  [[nodiscard]] std::optional<base::SteadyTime> ExpectedUntil(base::SteadyTime now);

 private:
  void DropExpired(base::SteadyTime now);

  const std::chrono::nanoseconds believed_for_;
  std::deque<base::SteadyTime> expiries_;
};

}  // namespace provider::batch
