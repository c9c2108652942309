// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Prevents a wrong key from being sent many times. Until a service has accepted a credential, one
// call at a time uses it, unless that call takes too long. The cloud locks a key after a few bad
// signatures in a row.

#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>

#include <tl/expected.hpp>

#include "provider/service/caller.h"
#include "provider/service/error.h"

namespace provider::auth {

// Belongs to one credential and covers all regions and services. Thread safe.
class Probation {
 public:
  enum class Use {
    kFree,    // accepted: any number of calls may use it at a time
    kAlone,   // the first call: must end with Accepted, Refused or Leave
    kBeside,  // the first call takes too long to wait for
    kNever,   // refused
  };

  // Waits while another call is the first, but at most for `patience`: a call that hangs says
  // nothing about the credential and must not use up the time of others. `endpoint` is where this
  // call goes; callers that wait for it report it. `context.stop` ends the wait with an error.
  [[nodiscard]] tl::expected<Use, service::Error> Enter(const std::string& endpoint,
                                                        std::chrono::nanoseconds patience,
                                                        const service::CallContext& context);

  // Any call may report these, also a late one. A refusal is final.
  void Accepted();
  void Refused();
  // The first call ended without showing whether the credential is good. The next call becomes the
  // first.
  void Leave();

 private:
  enum class State { kUntried, kOnTrial, kAccepted, kRefused };

  void Become(State state);

  std::mutex mutex_;
  std::condition_variable_any changed_;
  State state_ = State::kUntried;
  std::string trial_endpoint_;  // where the first call goes
};

}  // namespace provider::auth
