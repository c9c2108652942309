// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/batch/request_batcher.h"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "provider/base/log.h"
#include "provider/batch/batch_log.h"

namespace provider::batch {
namespace {

// A call times out at its own deadline, with a more precise error than this read could give. So a
// read with the same deadline waits slightly longer.
base::SteadyTime LeaveTime(const Read& read, const Call* call) {
  const bool ends_with_call = call != nullptr && call->deadline == read.deadline;
  const bool unlimited = read.deadline > base::SteadyTime::max() - RequestBatcher::kGrace;
  return ends_with_call && !unlimited ? read.deadline + RequestBatcher::kGrace : read.deadline;
}

void Wake(Read& read) { std::exchange(read.wake, {}).request_stop(); }

}  // namespace

RequestBatcher::RequestBatcher(const Options& options, service::RetryPolicy retries,
                               base::Clock& clock, base::Random random, Send send)
    : clock_(clock), send_(std::move(send)), schedule_(options, retries, std::move(random)) {}

RequestBatcher::~RequestBatcher() {
  base::MutexLock lock(mutex_);
  for (const auto& call : schedule_.under_way()) call->stop.request_stop();
  while (!threads_.empty()) {
    std::jthread thread = std::move(threads_.front());
    lock.Unlock();
    thread.join();  // the thread moves its entry to ended_ before it exits
    lock.Lock();
  }
}

RequestBatcher::ExpectedRead::~ExpectedRead() {
  if (batcher_ == nullptr) return;
  RequestBatcher& batcher = *batcher_;
  const base::MutexLock lock(batcher.mutex_);
  batcher.Arrive(*this);
  batcher.StartCalls();
}

void RequestBatcher::Announce() {
  const base::MutexLock lock(mutex_);
  schedule_.Announce(clock_.SteadyNow());
}

RequestBatcher::ExpectedRead RequestBatcher::Expect() {
  const base::MutexLock lock(mutex_);
  schedule_.Expect(1);
  return ExpectedRead(*this);
}

void RequestBatcher::Arrive(ExpectedRead& expected) {
  if (std::exchange(expected.batcher_, nullptr) != nullptr) schedule_.Expect(-1);
}

RequestBatcher::Result RequestBatcher::Check(const std::vector<cts::BucketQuery>& queries,
                                             base::SteadyTime deadline, const std::stop_token& stop,
                                             ExpectedRead expected) {
  if (queries.empty()) return Verdicts();
  const auto read = std::make_shared<Read>(queries, clock_.SteadyNow(), deadline);
  LogCheckBegins(*read);
  const std::stop_callback on_stop(stop, [this, &read] {
    const base::MutexLock lock(mutex_);
    Wake(*read);
  });
  base::MutexLock lock(mutex_);
  Arrive(expected);
  schedule_.Add(read, read->arrival);
  while (!read->done) {
    const bool stopped = stop.stop_requested();
    if (stopped || clock_.SteadyNow() >= LeaveTime(*read, schedule_.CallOf(*read))) {
      Leave(*read, stopped);
      break;
    }
    StartCalls();
    if (read->own_call) {
      RunOwnCall(*read, stop);
    } else if (!read->done) {
      SleepUntilSomethingHappens(*read);
    }
  }
  StartCalls();
  lock.Unlock();
  LogCheckEnds(*read, clock_.SteadyNow());
  return read->TakeResult();
}

void RequestBatcher::StartCalls() {
  if (const auto call = StartAllButOne()) StartThread(call);
  WakeTimekeeper();
}

// Starts all calls that can go now, except one that needs a thread, which is returned: a worker
// runs it itself.
RequestBatcher::CallPtr RequestBatcher::StartAllButOne() {
  CallPtr kept;
  while (auto call = schedule_.Next(clock_.SteadyNow())) {
    if (call->IsOwnOfOneRead()) {
      Read& read = *call->parts.front().read;
      read.own_call = std::move(call);
      Wake(read);
    } else if (!kept) {
      kept = std::move(call);
    } else if (!StartThread(call)) {
      break;
    }
  }
  return kept;
}

// If no thread can be created, the call waits for a thread that is running a call (returns false:
// do not try to start more). If there is none, the call fails.
bool RequestBatcher::StartThread(const CallPtr& call) {
  ended_.clear();
  const auto thread = threads_.emplace(threads_.end());
  try {
    *thread = std::jthread([this, thread, call] { Work(thread, call); });
    return true;
  } catch (const std::system_error&) {
    threads_.erase(thread);
    if (schedule_.calls_under_way() == 1) {
      Return(call, std::current_exception());
      return true;
    }
    schedule_.PutBack(call);
    return false;
  }
}

// Body of a worker thread: runs its call, then further calls while any can go.
void RequestBatcher::Work(Threads::iterator thread, CallPtr call) {
  while (call) {
    const Outcome outcome = SendCall(*call);
    const base::MutexLock lock(mutex_);
    Return(call, outcome);
    call = StartAllButOne();
    WakeTimekeeper();
    if (!call) ended_.splice(ended_.end(), threads_, thread);
  }
}

// Runs on the reader's thread. The read's stop also stops the call, because no other read waits for
// it.
void RequestBatcher::RunOwnCall(Read& read, const std::stop_token& stop) {
  const CallPtr call = std::exchange(read.own_call, nullptr);
  mutex_.Unlock();
  Outcome outcome;
  {
    const std::stop_callback on_stop(stop, [&call] { call->stop.request_stop(); });
    outcome = SendCall(*call);
  }
  mutex_.Lock();
  Return(call, outcome);
}

Outcome RequestBatcher::SendCall(Call& call) const {
  try {
    const base::LogScope scope("read", ReadNumbers(call));
    LogCall(call);
    auto result = send_(call.queries, call.deadline,
                        {.stop = call.stop.get_token(),
                         .activity = &call.activity,
                         .attempt = call.attempt(),
                         .subject = {"buckets", fmt::format("{}", call.queries.size())}});
    if (result && result->size() != call.queries.size()) {
      throw std::logic_error("a call has not as many verdicts as queries");
    }
    return result;
  } catch (...) {
    return std::current_exception();
  }
}

void RequestBatcher::Return(const CallPtr& call, const Outcome& outcome) {
  const auto returned = schedule_.Return(call, outcome, clock_.SteadyNow());
  for (const auto& part : call->parts) part.read->logged_wait = Wait::Reason::kNone;
  for (const auto& read : returned.finished) Wake(*read);
  for (const auto& abandoned : returned.abandoned) abandoned->stop.request_stop();
}

void RequestBatcher::Leave(Read& read, bool stopped) {
  if (const auto own = std::exchange(read.own_call, nullptr)) schedule_.Drop(own);
  for (const auto& abandoned : schedule_.Leave(read, stopped)) abandoned->stop.request_stop();
}

// Logs why reads wait: one line for all whose reason has changed to the same one.
void RequestBatcher::LogWaits() {
  if (!base::LogEnabled(base::LogLevel::kTrace)) return;
  const auto now = clock_.SteadyNow();
  std::map<std::pair<Wait::Reason, base::SteadyTime>, std::vector<std::string_view>> changed;
  for (const auto& [read, wait] : schedule_.Waits(now)) {
    const bool is_new = wait.reason != std::exchange(read->logged_wait, wait.reason);
    if (is_new && wait.reason != Wait::Reason::kNone) {
      changed[{wait.reason, wait.until}].emplace_back(read->number);
    }
  }
  for (const auto& [wait, reads] : changed) LogWait(reads, {wait.first, wait.second}, now);
}

void RequestBatcher::SleepUntilSomethingHappens(Read& read) {
  read.sleeps_until = LeaveTime(read, schedule_.CallOf(read));
  if (schedule_.timekeeper() == &read) {
    const auto wait = schedule_.NextWait(clock_.SteadyNow());
    read.sleeps_until = std::min(read.sleeps_until, wait.until);
  }
  const auto until = read.sleeps_until;
  const auto wake = read.wake.get_token();
  mutex_.Unlock();
  clock_.SleepUntil(until, wake);
  mutex_.Lock();
}

void RequestBatcher::WakeTimekeeper() {
  LogWaits();
  Read* keeper = schedule_.timekeeper();
  if (keeper != nullptr && schedule_.NextWait(clock_.SteadyNow()).until < keeper->sleeps_until) {
    Wake(*keeper);
  }
}

}  // namespace provider::batch
