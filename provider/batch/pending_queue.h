// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The parts of reads that are still to be sent: some wait for other reads to share a call with,
// some for the end of a back-off.

#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

#include "provider/base/clock.h"
#include "provider/batch/read.h"
#include "provider/batch/wait_policy.h"

namespace provider::batch {

// Until when a part may wait for others: the middle between its `due` and its deadline.
[[nodiscard]] base::SteadyTime LatestSend(const Part& part);

// Not thread safe.
class PendingQueue {
 public:
  // A call has at most `max_queries` distinct queries. Without `share`, it has one part.
  PendingQueue(std::size_t max_queries, bool share) : max_queries_(max_queries), share_(share) {}

  void Add(Part part) { parts_.push_back(std::move(part)); }
  void Remove(const Read& read);
  void CallReturned();

  // Takes the parts that are due and can go in one call, in the order in which they were added.
  // Empty when no part is due, or when the parts that are due neither fill a call nor are released.
  [[nodiscard]] Parts TakeReady(base::SteadyTime now);
  // Releases the parts that are due: they no longer wait for other reads.
  void Release(base::SteadyTime now);

  // The input of the wait policy: the parts that are due and not released. nullopt if there are
  // none.
  [[nodiscard]] std::optional<UnreleasedParts> FindUnreleasedParts(base::SteadyTime now) const;
  [[nodiscard]] const std::deque<Part>& parts() const { return parts_; }
  // When the next back-off ends.
  [[nodiscard]] std::optional<base::SteadyTime> NextDue(base::SteadyTime now) const;
  // When the first part must no longer wait for a throttled limit. nullopt if nothing is pending.
  [[nodiscard]] std::optional<base::SteadyTime> FirstLatestSend() const;
  // The read whose reader keeps the time for all: the first pending one. nullptr if nothing is
  // pending.
  [[nodiscard]] Read* timekeeper() const { return parts_.empty() ? nullptr : &*parts_[0].read; }

 private:
  const std::size_t max_queries_;
  const bool share_;
  std::deque<Part> parts_;
};

}  // namespace provider::batch
