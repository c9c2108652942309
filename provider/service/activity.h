// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What a call or a look-up is waiting for at the moment, for the error of a read that cannot wait
// any longer: a read that waits for IAM must not blame CTS.

#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "provider/service/error.h"

namespace provider::service {

// Thread safe: written by the thread that makes the call, read by those who wait for it. Holds no
// secrets: texts of services are cleaned before they become an Error.
class Activity {
 public:
  struct Step {
    std::string operation;           // as in Error::operation: "getting a token for user_name"
    std::string endpoint;            // scheme://host[:port]; may be empty
    std::optional<Error> last = {};  // what the last attempt of this step came to, if it failed
    std::string proxy = {};          // of Transport::ProxyTo; empty: none
  };

  // A step that begins again keeps what its last attempt came to.
  void Begin(std::string operation, std::string endpoint, std::string proxy = {}) {
    const std::lock_guard lock(mutex_);
    followed_.reset();
    if (step_ && step_->operation == operation && step_->endpoint == endpoint) {
      step_->proxy = std::move(proxy);
      return;
    }
    step_ = {std::move(operation), std::move(endpoint), {}, std::move(proxy)};
  }
  // An attempt of the current step has ended; nullopt: with success.
  void EndAttempt(std::optional<Error> failure) {
    const std::lock_guard lock(mutex_);
    if (step_) step_->last = std::move(failure);
  }
  // Until the next Begin, current() is the other's: this one waits for a task that others share.
  // Activities that follow each other in a circle would never end.
  void Follow(std::shared_ptr<const Activity> other) {
    const std::lock_guard lock(mutex_);
    followed_ = std::move(other);
  }

  // nullopt: nothing has begun.
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
