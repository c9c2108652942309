// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Stops reads that no host waits for any more: after StopProvider, and when a host cancels a call.
//
// gRPC's synchronous API has no callback for a cancelled call, so a thread polls every 50 ms, but
// only while calls are in progress. OpenTofu cancels through the call's context, Terraform only
// through StopProvider.

#pragma once

#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <stop_token>
#include <thread>

namespace provider::tfplugin6 {

// Thread safe.
class Cancellation {
 public:
  Cancellation() = default;
  ~Cancellation();

  // One call in progress. Its token is stopped by StopAll, or when `is_cancelled` returns true.
  class Call {
   public:
    // The first call throws std::system_error if the thread cannot be started.
    Call(Cancellation& owner, std::function<bool()> is_cancelled);
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;
    ~Call();
    [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

   private:
    friend class Cancellation;
    Cancellation& owner_;
    std::function<bool()> is_cancelled_;
    std::stop_source source_;
    std::list<Call*>::iterator place_;
  };

  // For StopProvider: stops every call in progress, and those that begin before Rearm.
  void StopAll();
  // For ConfigureProvider, which begins a new walk.
  void Rearm();

 private:
  void Watch(const std::stop_token& stop);

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::list<Call*> calls_;
  bool stopped_ = false;
  std::jthread watcher_;  // started by the first call
};

}  // namespace provider::tfplugin6
