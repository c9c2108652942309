// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The batcher's decisions, without threads: which parts go in the next call and when, and what the
// outcome of a call means for each of its reads. RequestBatcher carries them out.

#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <list>
#include <memory>
#include <utility>
#include <vector>

#include "provider/base/clock.h"
#include "provider/batch/pending_queue.h"
#include "provider/batch/read.h"
#include "provider/batch/wait_policy.h"
#include "provider/service/retry_policy.h"

namespace provider::batch {

struct Options {
  bool enabled = true;  // if false, reads do not share calls
  std::chrono::nanoseconds send_after = std::chrono::milliseconds(5);
  // How long an announced read, or one that usually follows another, is expected.
  std::chrono::nanoseconds expect_for = std::chrono::seconds(1);
  std::size_t max_queries = 100;  // per call
  std::size_t max_parallel = 12;  // maximum number of calls under way
};

// Not thread safe. Callers must pass times in ascending order.
class Schedule {
 public:
  // `jitter` returns a number in [0, 1) for the back-off after each failed call.
  Schedule(const Options& options, service::RetryPolicy retries, base::Random jitter);

  // Announce: a read is coming. Expect: adds `change` to the number of reads that are looking up
  // their account.
  void Announce(base::SteadyTime now) { waits_.Announced(now); }
  void Expect(std::ptrdiff_t change) { expected_ += static_cast<std::size_t>(change); }

  void Add(const std::shared_ptr<Read>& read, base::SteadyTime now);
  // Ends a read that was stopped or whose time is over, with the result known so far. Returns the
  // calls that no read waits for any more; the caller stops them.
  [[nodiscard]] std::vector<std::shared_ptr<Call>> Leave(Read& read, bool stopped);

  // The next call that can go now; it counts as under way from then on. nullptr if there is none.
  [[nodiscard]] std::shared_ptr<Call> Next(base::SteadyTime now);
  // For a call from Next that was not sent: PutBack makes its parts pending again, Drop discards
  // them because no read waits for them.
  void PutBack(const std::shared_ptr<Call>& call);
  void Drop(const std::shared_ptr<Call>& call) { under_way_.remove(call); }

  struct Returned {
    std::vector<std::shared_ptr<Read>> finished;   // now `done`, with verdicts or an error
    std::vector<std::shared_ptr<Call>> abandoned;  // see Leave
  };
  [[nodiscard]] Returned Return(const std::shared_ptr<Call>& call, const Outcome& outcome,
                                base::SteadyTime now);

  // How long nothing can be sent, unless something happens before. Only meaningful after Next has
  // returned nullptr.
  [[nodiscard]] Wait NextWait(base::SteadyTime now);
  // What each read with a pending part waits for, by the first of its parts; for the log.
  [[nodiscard]] std::vector<std::pair<Read*, Wait>> Waits(base::SteadyTime now);
  // The read whose reader has to look again then. nullptr if nothing is to be sent.
  [[nodiscard]] Read* timekeeper() const {
    return split_.empty() ? pending_.timekeeper() : split_.front().front().read.get();
  }

  [[nodiscard]] std::size_t calls_under_way() const { return under_way_.size(); }
  // A call with a part of the read. nullptr if all its parts are pending.
  [[nodiscard]] const Call* CallOf(const Read& read) const;
  [[nodiscard]] const std::list<std::shared_ptr<Call>>& under_way() const { return under_way_; }

 private:
  // Makes sure that none of the read's parts is sent any more.
  std::vector<std::shared_ptr<Call>> Retire(Read& read);
  [[nodiscard]] base::SteadyTime NextSlot(base::SteadyTime now) const;
  [[nodiscard]] Load CurrentLoad() const;

  const Options options_;
  const service::RetryPolicy retries_;
  const base::Random jitter_;
  PendingQueue pending_;
  WaitPolicy waits_;
  ParallelLimit limit_;
  std::deque<Parts> split_;  // each is sent as a call of its own, before the pending parts
  std::list<std::shared_ptr<Call>> under_way_;
  std::size_t reads_ = 0;     // not done
  std::size_t expected_ = 0;  // reads that are looking up their account
};

}  // namespace provider::batch
