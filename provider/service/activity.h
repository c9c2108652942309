// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The step that a call or look-up is waiting for. The error of a read that reaches its time limit
// names this step: a read that waits for IAM must not report CTS as the cause.

#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "provider/service/error.h"

namespace provider::service {

// Thread safe: the thread that makes the call writes it, and the callers that wait for it read it.
// Contains no secrets: service texts are cleaned before they become an Error.
class Activity {
 public:
  struct Step {
    std::string operation;           // as in Error::operation: "getting a token for user_name"
    std::string endpoint;            // scheme://host[:port]; may be empty
    std::optional<Error> last = {};  // the result of this step's last attempt, if it failed
    std::string proxy = {};          // from Transport::ProxyTo; empty: none
  };

  // Begins a step. If it is the current step again, the result of its last attempt is kept.
  void Begin(std::string operation, std::string endpoint, std::string proxy = {}) {
    const std::lock_guard lock(mutex_);
    followed_.reset();
    if (step_ && step_->operation == operation && step_->endpoint == endpoint) {
      step_->proxy = std::move(proxy);
      return;
    }
    step_ = {std::move(operation), std::move(endpoint), {}, std::move(proxy)};
  }
  // Ends an attempt of the current step; nullopt: it succeeded.
  void EndAttempt(std::optional<Error> failure) {
    const std::lock_guard lock(mutex_);
    if (step_) step_->last = std::move(failure);
  }
  // Makes current() return the step of `other` until the next Begin, for a caller that waits for a
  // shared task. Activities must not follow each other in a circle: current() would not return.
  void Follow(std::shared_ptr<const Activity> other) {
    const std::lock_guard lock(mutex_);
    followed_ = std::move(other);
  }

  // nullopt if no step has begun.
  [[nodiscard]] std::optional<Step> current() const {
    std::unique_lock lock(mutex_);
    if (!followed_) return step_;
    const auto followed = followed_;
    lock.unlock();
    return followed->current();
  }

 private:
  mutable std::mutex mutex_;
  std::optional<Step> step_;
  std::shared_ptr<const Activity> followed_;
};

}  // namespace provider::service
