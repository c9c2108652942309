// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Work that many wait for and one thread does: a look-up, a renewal.
//
// The thread belongs to the task, not to a caller. A caller that is cancelled or out of time leaves
// the wait; the task goes on for the others.

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

#include "provider/service/error.h"

namespace provider::auth {

// Thread safe. A success is kept; a failure goes to those who waited and is forgotten. The
// destructor stops the task and waits for it: what the work refers to must outlive this.
template <typename T>
class SharedTask {
 public:
  using Result = tl::expected<T, service::Error>;
  using Work = std::function<Result(std::stop_token)>;

  // The kept value, or the outcome of the work under way, which is started when there is none.
  // nullopt: `patience` or `stop` ended the wait first. Throws what the work threw, or
  // std::system_error when there is no thread for it.
  [[nodiscard]] std::optional<Result> Join(const Work& work, std::chrono::nanoseconds patience,
                                           std::stop_token stop) {
    std::unique_lock lock(mutex_);
    if (kept_) return Result(*kept_);
    if (!flight_) Start(work);
    const std::shared_ptr<Flight> flight = flight_;
    // The standard adds the wait to the time of day: "for ever" would overflow into no wait at all.
    const auto wait = std::min<std::chrono::nanoseconds>(patience, std::chrono::hours(24));
    landed_.wait_for(lock, stop, wait, [&flight] { return flight->result || flight->exception; });
    if (flight->exception) std::rethrow_exception(flight->exception);
    return flight->result;
  }

  // Drops the kept value when `outdated` says so; the next Join starts the work again.
  template <typename Predicate>
  void ForgetIf(const Predicate& outdated) {
    const std::lock_guard lock(mutex_);
    if (kept_ && outdated(*kept_)) kept_.reset();
  }

 private:
  struct Flight {
    std::optional<Result> result;
    std::exception_ptr exception;
  };

  // With the mutex held: the new thread cannot publish before flight_ is set, and the old one,
  // whose end the assignment waits for, let go of the mutex for good when it cleared flight_.
  void Start(const Work& work) {
    auto flight = std::make_shared<Flight>();
    thread_ = std::jthread([this, flight, work](const std::stop_token& stop) {
      std::optional<Result> result;
      std::exception_ptr exception;
      try {
        result = work(stop);
      } catch (...) {
        exception = std::current_exception();
      }
      const std::lock_guard lock(mutex_);
      if (result && *result) kept_ = **result;
      flight->result = std::move(result);
      flight->exception = std::move(exception);
      flight_.reset();
      landed_.notify_all();
    });
    flight_ = std::move(flight);
  }

  std::mutex mutex_;
  std::condition_variable_any landed_;
  std::optional<T> kept_;
  std::shared_ptr<Flight> flight_;  // null: nothing is under way
  std::jthread thread_;             // last: it ends before what it uses does
};

}  // namespace provider::auth
