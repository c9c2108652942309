// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Lets concurrent reads share calls: each read submits its own queries and gets exactly their
// verdicts, while the service gets few calls with many queries.
//
// One batcher serves one configuration and region: its owner decides which reads can share a call.
//
// Invariants:
// 1. A read gets its verdicts as soon as the last of them is final, or its own last error, and it
//    ends at its own deadline or stop. It never waits for another read's retries.
// 2. A call makes one attempt and never sleeps for a back-off; queries that have to be checked
//    again become pending like any others. So every call under way ends with a response or at its
//    deadline.
// 3. A pending part waits for others for at most `send_after`, or for a call under way for at most
//    half of its time limit (WaitPolicy). Then it is sent, unless the maximum number of calls is
//    under way.
// 4. The reader of the first pending part keeps the time for all reads: it wakes when the next part
//    can go. Any thread that changes what is pending starts the calls that can go and wakes that
//    reader.
// 5. If a call carries everything that one read waits for, and nothing else, the reader runs it;
//    other calls run on threads of their own. So a single read needs no second thread, which would
//    add a quarter to its overhead.
// 6. `mutex_` guards everything except the constants of a Read and a Call. It is never held during
//    a call or a sleep. Code that a stop wakes takes locks of lower layers, which never call back.
// 7. A call whose reads have all ended is stopped.

#pragma once

#include <functional>
#include <list>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "provider/base/clock.h"
#include "provider/base/mutex.h"
#include "provider/batch/read.h"
#include "provider/batch/schedule.h"
#include "provider/service/error.h"
#include "provider/service/retry_policy.h"

namespace provider::batch {

// Thread safe.
class RequestBatcher {
 public:
  // Makes one attempt for `queries` and returns a verdict for each, in order. Ends soon after
  // `deadline` or a stop. Runs on the batcher's threads or a reader's, several at once. An
  // exception is rethrown in the reads.
  using Send = std::function<tl::expected<Verdicts, cts::CheckFailure>(
      const std::vector<cts::BucketQuery>& queries, base::SteadyTime deadline,
      const service::CallContext& context)>;
  using Result = tl::expected<Verdicts, service::Error>;

  // A read that submits its queries once it knows its account. Others may wait for it, for up to
  // `send_after`.
  class ExpectedRead {
   public:
    ExpectedRead() : batcher_(nullptr) {}
    ExpectedRead(ExpectedRead&& other) noexcept
        : batcher_(std::exchange(other.batcher_, nullptr)) {}
    ExpectedRead& operator=(ExpectedRead&&) = delete;
    ~ExpectedRead();

   private:
    friend class RequestBatcher;
    explicit ExpectedRead(RequestBatcher& batcher) : batcher_(&batcher) {}
    RequestBatcher* batcher_;  // nullptr once the read has arrived
  };

  // `clock` and everything that `send` refers to must outlive the batcher.
  RequestBatcher(const Options& options, service::RetryPolicy retries, base::Clock& clock,
                 base::Random random, Send send);
  RequestBatcher(const RequestBatcher&) = delete;
  RequestBatcher& operator=(const RequestBatcher&) = delete;
  // Stops the remaining calls and joins the threads. No Check may be in progress.
  ~RequestBatcher();

  // A read is coming, or may be (WaitPolicy::Announced).
  void Announce();
  [[nodiscard]] ExpectedRead Expect();

  // Returns the verdicts of `queries` in their order, or the read's own error. Returns at once
  // after `stop`, and at once or within kGrace after `deadline`.
  [[nodiscard]] Result Check(const std::vector<cts::BucketQuery>& queries,
                             base::SteadyTime deadline, const std::stop_token& stop,
                             ExpectedRead expected = {});

  static constexpr std::chrono::milliseconds kGrace{50};

 private:
  using CallPtr = std::shared_ptr<Call>;
  using Threads = std::list<std::jthread>;

  void StartCalls() CTS_REQUIRES(mutex_);
  [[nodiscard]] CallPtr StartAllButOne() CTS_REQUIRES(mutex_);
  bool StartThread(const CallPtr& call) CTS_REQUIRES(mutex_);
  void Work(Threads::iterator thread, CallPtr call) CTS_EXCLUDES(mutex_);
  [[nodiscard]] Outcome SendCall(Call& call) const CTS_EXCLUDES(mutex_);
  void RunOwnCall(Read& read, const std::stop_token& stop) CTS_REQUIRES(mutex_);
  void Return(const CallPtr& call, const Outcome& outcome) CTS_REQUIRES(mutex_);
  void Leave(Read& read, bool stopped) CTS_REQUIRES(mutex_);
  void LogWaits() CTS_REQUIRES(mutex_);
  void SleepUntilSomethingHappens(Read& read) CTS_REQUIRES(mutex_);
  void WakeTimekeeper() CTS_REQUIRES(mutex_);
  void Arrive(ExpectedRead& expected) CTS_REQUIRES(mutex_);

  base::Clock& clock_;
  const Send send_;
  base::Mutex mutex_;
  Schedule schedule_ CTS_GUARDED_BY(mutex_);
  Threads threads_ CTS_GUARDED_BY(mutex_);
  Threads ended_ CTS_GUARDED_BY(mutex_);  // threads that have returned or are about to
};

}  // namespace provider::batch
