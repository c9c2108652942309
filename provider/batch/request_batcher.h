// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Lets concurrent reads share calls: each read asks its own queries and gets exactly their
// verdicts, while the service sees few calls with many queries.
//
// One batcher serves one configuration and region: who holds it decides what may share a call.
//
// What always holds:
// 1. A read gets its own verdicts as soon as the last of them is final, its own last error, and
//    ends at its own deadline or stop. It never waits for another read's retries.
// 2. A call makes one attempt and never sleeps for a back-off; what is to be asked again is pending
//    like any other. So a call on the wire always has a response to come, or its deadline.
// 3. A pending part waits for others at most `send_after`, or for a call on the wire at most half
//    of its time limit (WaitPolicy). Then it is sent, unless as many calls are out as may ever be.
// 4. Of all reads with pending parts, the reader of the first keeps the time: it wakes when the
//    next one may go. Whoever changes what is pending starts what may go and wakes that reader.
// 5. A call that carries all that one read waits for, and nothing of others, is made by its reader;
//    others have threads. So a lone read needs no other thread, which would cost a quarter of its
//    overhead.
// 6. `mutex_` guards everything but the constants of a Read and a Call. It is never held during a
//    call or a sleep. What a stop wakes takes locks of the layers below, which never call back.
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
  // Makes one attempt for `queries` (a verdict for each, in order); ends soon after `deadline` or a
  // stop. Runs on the batcher's threads or a reader's, several at once. What it throws is thrown to
  // the reads.
  using Send = std::function<tl::expected<Verdicts, cts::CheckFailure>(
      const std::vector<cts::BucketQuery>& queries, base::SteadyTime deadline,
      const service::CallContext& context)>;
  using Result = tl::expected<Verdicts, service::Error>;

  // A read that will ask when it knows its account. Others may wait for it, up to `send_after`.
  class Coming {
   public:
    Coming() : batcher_(nullptr) {}
    Coming(Coming&& other) noexcept : batcher_(std::exchange(other.batcher_, nullptr)) {}
    Coming& operator=(Coming&&) = delete;
    ~Coming();

   private:
    friend class RequestBatcher;
    explicit Coming(RequestBatcher& batcher) : batcher_(&batcher) {}
    RequestBatcher* batcher_;  // nullptr: it has arrived
  };

  // `clock` and what `send` refers to must outlive it.
  RequestBatcher(const Options& options, service::RetryPolicy retries, base::Clock& clock,
                 base::Random random, Send send);
  RequestBatcher(const RequestBatcher&) = delete;
  RequestBatcher& operator=(const RequestBatcher&) = delete;
  // Stops what nobody waits for any more and ends its threads. No Ask may be under way.
  ~RequestBatcher();

  // A read is about to come, or it may be (WaitPolicy::Announced).
  void Announce();
  [[nodiscard]] Coming Expect();

  // The verdicts of `queries` in their order, or the read's own error. After `stop` it returns at
  // once, after `deadline` at once or within kGrace.
  [[nodiscard]] Result Ask(const std::vector<cts::BucketQuery>& queries, base::SteadyTime deadline,
                           const std::stop_token& stop, Coming coming = {});

  static constexpr std::chrono::milliseconds kGrace{50};

 private:
  using CallPtr = std::shared_ptr<Call>;
  using Threads = std::list<std::jthread>;

  void StartCalls() CTS_REQUIRES(mutex_);
  [[nodiscard]] CallPtr StartAllButOne() CTS_REQUIRES(mutex_);
  bool StartThread(const CallPtr& call) CTS_REQUIRES(mutex_);
  void Work(Threads::iterator thread, CallPtr call) CTS_EXCLUDES(mutex_);
  [[nodiscard]] Outcome SendCall(Call& call) const CTS_EXCLUDES(mutex_);
  void CarryOwnCall(Read& read, const std::stop_token& stop) CTS_REQUIRES(mutex_);
  void Return(const CallPtr& call, const Outcome& outcome) CTS_REQUIRES(mutex_);
  void Leave(Read& read, bool stopped) CTS_REQUIRES(mutex_);
  void SleepUntilSomethingHappens(Read& read) CTS_REQUIRES(mutex_);
  void WakeTimekeeper() CTS_REQUIRES(mutex_);
  void Arrive(Coming& coming) CTS_REQUIRES(mutex_);

  base::Clock& clock_;
  const Send send_;
  base::Mutex mutex_;
  Schedule schedule_ CTS_GUARDED_BY(mutex_);
  Threads threads_ CTS_GUARDED_BY(mutex_);
  Threads ended_ CTS_GUARDED_BY(mutex_);  // about to return, or returned
};

}  // namespace provider::batch
