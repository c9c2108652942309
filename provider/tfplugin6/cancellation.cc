// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/tfplugin6/cancellation.h"

#include <chrono>
#include <utility>

namespace provider::tfplugin6 {

constexpr std::chrono::milliseconds kPollInterval{50};

Cancellation::~Cancellation() {
  watcher_.request_stop();
  changed_.notify_all();
}

Cancellation::Call::Call(Cancellation& owner, std::function<bool()> is_cancelled)
    : owner_(owner), is_cancelled_(std::move(is_cancelled)) {
  const std::lock_guard lock(owner_.mutex_);
  // Must come first, because it can throw: a call in the list has to exist until its destructor
  // runs.
  if (!owner_.watcher_.joinable()) {
    owner_.watcher_ = std::jthread([&owner](const std::stop_token& stop) { owner.Watch(stop); });
  }
  place_ = owner_.calls_.insert(owner_.calls_.end(), this);
  if (owner_.stopped_) source_.request_stop();
  owner_.changed_.notify_all();
}

Cancellation::Call::~Call() {
  const std::lock_guard lock(owner_.mutex_);
  owner_.calls_.erase(place_);
}

void Cancellation::StopAll() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  // Holds the lock, so that no call ends while its source is being stopped. Code that a stop wakes
  // must not wait for this object; it signals a waiter and returns.
  for (Call* call : calls_) call->source_.request_stop();
}

void Cancellation::Rearm() {
  const std::lock_guard lock(mutex_);
  stopped_ = false;
}

void Cancellation::Watch(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    if (calls_.empty()) {
      changed_.wait(lock, stop, [this] { return !calls_.empty(); });
      continue;
    }
    for (Call* call : calls_) {
      if (call->is_cancelled_()) call->source_.request_stop();
    }
    changed_.wait_for(lock, stop, kPollInterval, [] { return false; });
  }
}

}  // namespace provider::tfplugin6
