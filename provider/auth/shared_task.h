// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Work that one thread does for many waiting callers: a look-up or a renewal.

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

// Runs at most one piece of work at a time, on its own thread. A caller that is cancelled or
// reaches its time limit stops waiting, and the run continues for the others. Results are not kept:
// the work itself must store them with its owner. Thread safe. The destructor stops the run and
// waits for it, so what the work refers to must outlive this.
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

  // Returns the run under way, or starts a new one whose first step is `step`. Throws
  // std::system_error if no thread can be started. An owner should hold the lock under which the
  // work stores its result, so that no run starts after the result is there.
  std::shared_ptr<Run> Start(const Work& work, service::Activity::Step step) {
    const std::lock_guard lock(mutex_);
    if (run_) return run_;
    auto run = std::make_shared<Run>();
    run->activity_.Begin(std::move(step.operation), std::move(step.endpoint));
    // The new thread cannot publish its result before run_ is set, because the mutex is held. The
    // assignment joins the old thread, which no longer needs the mutex once it has cleared run_.
    thread_ =
        std::jthread([this, run, work](const std::stop_token& stop) { RunWork(*run, work, stop); });
    run_ = run;
    return run;
  }

  // Waits for the run's result. Meanwhile `context.activity` shows the run's steps. If `patience`
  // or `context.stop` ends the wait, the error names the step that was under way. Rethrows what the
  // work threw.
  [[nodiscard]] Result Wait(const std::shared_ptr<Run>& run, std::chrono::nanoseconds patience,
                            const service::CallContext& context) {
    if (context.activity != nullptr) {
      context.activity->Follow({run, &run->activity_});  // shares ownership of the run
    }
    std::unique_lock lock(mutex_);
    const auto began = std::chrono::steady_clock::now();
    const bool is_running = !run->result_ && !run->exception_;
    if (is_running) service::LogWaiting(run->activity_.current());
    // wait_for adds the wait to the current time: an unlimited wait would overflow and not wait at
    // all.
    const auto wait = std::min<std::chrono::nanoseconds>(patience, std::chrono::hours(24));
    ended_.wait_for(lock, context.stop, wait, [&run] { return run->result_ || run->exception_; });
    if (is_running) {
      service::LogWaited(run->activity_.current(), std::chrono::steady_clock::now() - began);
    }
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
  void RunWork(Run& run, const Work& work, const std::stop_token& stop) {
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
  std::shared_ptr<Run> run_;  // null: no run is under way
  std::jthread thread_;       // last: joined before the members that it uses are destroyed
};

}  // namespace provider::auth
