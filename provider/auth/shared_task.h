// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Work that many wait for and one thread does: a look-up, a renewal.

#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>

#include <tl/expected.hpp>

#include "provider/service/activity.h"
#include "provider/service/caller.h"
#include "provider/service/error.h"

namespace provider::auth {

// At most one run at a time, on a thread of the task's own: a caller that is cancelled or out of
// time leaves the wait, and the run goes on for the others. Results are not kept; the owner does
// that in the work. Thread safe. The destructor stops the run and waits for it: what the work
// refers to must outlive this.
template <typename T>
class SharedTask {
 public:
  using Result = tl::expected<T, service::Error>;
  // The context has the run's stop token and its Activity.
  using Work = std::function<Result(const service::CallContext&)>;

  class Run {
    friend class SharedTask;
    service::Activity activity_;
    std::optional<Result> result_;
    std::exception_ptr exception_;
  };

  // The run under way, else a new one, whose first step is `step`. Throws std::system_error when
  // there is no thread for it. An owner that calls this with the lock held that the work takes to
  // keep its result never starts a run in vain.
  std::shared_ptr<Run> Start(const Work& work, service::Activity::Step step) {
    const std::lock_guard lock(mutex_);
    if (run_) return run_;
    auto run = std::make_shared<Run>();
    run->activity_.Begin(std::move(step.operation), std::move(step.endpoint));
    // The new thread cannot publish before run_ is set. The assignment waits for the end of the old
    // thread, which let go of the mutex for good when it cleared run_.
    thread_ =
        std::jthread([this, run, work](const std::stop_token& stop) { Carry(*run, work, stop); });
    run_ = run;
    return run;
  }

  // Waits for the run's result. `context.activity` shows what the run does. When `patience` or
  // `context.stop` ends the wait, the error names what was under way. Throws what the work threw.
  [[nodiscard]] Result Wait(const std::shared_ptr<Run>& run, std::chrono::nanoseconds patience,
                            const service::CallContext& context) {
    if (context.activity != nullptr) {
      context.activity->Follow({run, &run->activity_});  // shares the ownership of the run
    }
    std::unique_lock lock(mutex_);
    // The standard adds the wait to the time of day: "for ever" would overflow into no wait at all.
    const auto wait = std::min<std::chrono::nanoseconds>(patience, std::chrono::hours(24));
    ended_.wait_for(lock, context.stop, wait, [&run] { return run->result_ || run->exception_; });
    if (run->exception_) std::rethrow_exception(run->exception_);
    if (run->result_) return *run->result_;
    using Kind = service::Error::Kind;
    const bool cancelled = context.stop.stop_requested();
    const auto step = run->activity_.current();
    service::LogStoppedWaiting(step, cancelled);
    return tl::unexpected(
        service::Interrupted(cancelled ? Kind::kCancelled : Kind::kTimeout, {}, step));
  }

 private:
  void Carry(Run& run, const Work& work, const std::stop_token& stop) {
    std::optional<Result> result;
    std::exception_ptr exception;
    try {
      result = work({.stop = stop, .activity = &run.activity_});
    } catch (...) {
      exception = std::current_exception();
    }
    const std::lock_guard lock(mutex_);
    run.result_ = std::move(result);
    run.exception_ = std::move(exception);
    run_.reset();
    ended_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable_any ended_;
  std::shared_ptr<Run> run_;  // null: nothing is under way
  std::jthread thread_;       // last: it ends before what it uses does
};

}  // namespace provider::auth
