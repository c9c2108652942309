// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Ends reads that nobody waits for any more: after StopProvider, and when a host cancels a call.
//
// gRPC's synchronous API has no callback for a cancelled call, so one thread asks every 50 ms, and
// only while calls are under way. OpenTofu cancels by the call's context, Terraform by StopProvider
// alone.

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

  // One call under way. Its token is stopped by StopAll or when `is_cancelled` answers true.
  class Call {
   public:
    // Throws std::system_error when there is no thread for the first.
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

  // StopProvider: stops every call under way, and those that begin before Rearm.
  void StopAll();
  // ConfigureProvider: a new walk begins.
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
