// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The parts of reads that are to be sent: those that wait for other reads to share a call with,
// and those whose back-off is not over.

#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

#include "provider/base/clock.h"
#include "provider/batch/read.h"
#include "provider/batch/wait_policy.h"

namespace provider::batch {

// Not thread safe.
class PendingQueue {
 public:
  // A call has at most `max_queries` distinct queries. Without `share` it has one part.
  PendingQueue(std::size_t max_queries, bool share) : max_queries_(max_queries), share_(share) {}

  void Add(Part part) { parts_.push_back(std::move(part)); }
  void Remove(const Read& read);
  void CallReturned();

  // The parts that are due and may go in one call, in the order in which they were added. Empty
  // when none is due, or when they neither fill a call nor are released.
  [[nodiscard]] Parts TakeReady(base::SteadyTime now);
  // Those that are due need not wait for other reads any more.
  void Release(base::SteadyTime now);

  // What the wait policy looks at: the parts that are due and not released. nullopt: there are
  // none.
  [[nodiscard]] std::optional<Gathering> WhoGathers(base::SteadyTime now) const;
  // The next end of a back-off.
  [[nodiscard]] std::optional<base::SteadyTime> NextDue(base::SteadyTime now) const;
  // When the first of those that are due has waited for half of its time, and must not wait for a
  // throttled limit any longer.
  [[nodiscard]] std::optional<base::SteadyTime> NextOverdue(base::SteadyTime now) const;
  // Whose reader keeps the time for all: the first that is pending. nullptr: nobody is.
  [[nodiscard]] Read* timekeeper() const { return parts_.empty() ? nullptr : &*parts_[0].read; }

 private:
  const std::size_t max_queries_;
  const bool share_;
  std::deque<Part> parts_;
};

}  // namespace provider::batch
