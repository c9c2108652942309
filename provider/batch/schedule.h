// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What the batcher decides, without threads: which parts go in the next call and when, and what a
// call that has returned means for each of its reads. RequestBatcher carries it out.

#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <list>
#include <memory>
#include <vector>

#include "provider/base/clock.h"
#include "provider/batch/pending_queue.h"
#include "provider/batch/read.h"
#include "provider/batch/wait_policy.h"
#include "provider/service/retry_policy.h"

namespace provider::batch {

struct Options {
  bool enabled = true;  // false: no read shares a call
  std::chrono::nanoseconds send_after = std::chrono::milliseconds(5);
  // How long a read is expected that was announced, or that is to follow one that has ended.
  std::chrono::nanoseconds expect_for = std::chrono::seconds(1);
  std::size_t max_queries = 100;  // of a call
  std::size_t max_parallel = 12;  // calls
};

// Not thread safe. Times are given in ascending order.
class Schedule {
 public:
  // `jitter` gives a number in [0, 1) for the back-off of each failed call.
  Schedule(const Options& options, service::RetryPolicy retries, base::Random jitter);

  // A read is about to come; or `coming` more or fewer are looking up their account before they do.
  void Announce(base::SteadyTime now) { waits_.Announced(now); }
  void Expect(std::ptrdiff_t change) { coming_ += static_cast<std::size_t>(change); }

  void Add(const std::shared_ptr<Read>& read, base::SteadyTime now);
  // Ends a read that was stopped or whose time is over: what is known so far becomes its result.
  // Returns the calls that nobody waits for any more, to be stopped.
  [[nodiscard]] std::vector<std::shared_ptr<Call>> Leave(Read& read, bool stopped);

  // The next call that may go now, which is under way from then on; nullptr: none.
  [[nodiscard]] std::shared_ptr<Call> Next(base::SteadyTime now);
  // A call from Next was not sent: its parts still are to be, or are not, since nobody waits.
  void PutBack(const std::shared_ptr<Call>& call);
  void Drop(const std::shared_ptr<Call>& call) { under_way_.remove(call); }

  struct Returned {
    std::vector<std::shared_ptr<Read>> finished;  // `done`, with verdicts or an error
    std::vector<std::shared_ptr<Call>> deserted;  // as in Leave
  };
  [[nodiscard]] Returned Return(const std::shared_ptr<Call>& call, const Outcome& outcome,
                                base::SteadyTime now);

  // Until when nothing may go if nothing happens before. Only of use after Next gave none.
  [[nodiscard]] Wait NextWait(base::SteadyTime now);
  // Whose reader is to look again then; nullptr: nothing is pending.
  [[nodiscard]] Read* timekeeper() const { return pending_.timekeeper(); }

  [[nodiscard]] std::size_t calls_under_way() const { return under_way_.size(); }
  // A call with a part of the read; nullptr: all are pending.
  [[nodiscard]] const Call* CallOf(const Read& read) const;
  [[nodiscard]] const std::list<std::shared_ptr<Call>>& under_way() const { return under_way_; }

 private:
  // None of its parts is sent any more.
  std::vector<std::shared_ptr<Call>> Retire(Read& read);
  [[nodiscard]] base::SteadyTime NextPlace(base::SteadyTime now) const;
  [[nodiscard]] Surroundings Around() const;

  const Options options_;
  const service::RetryPolicy retries_;
  const base::Random jitter_;
  PendingQueue pending_;
  WaitPolicy waits_;
  ParallelLimit limit_;
  std::deque<Parts> split_;  // each goes as a call of its own, before those that are pending
  std::list<std::shared_ptr<Call>> under_way_;
  std::size_t reads_ = 0;   // that are not done
  std::size_t coming_ = 0;  // reads that look up their account
};

}  // namespace provider::batch
