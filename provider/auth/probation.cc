// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/auth/probation.h"

#include <algorithm>

#include "provider/base/log.h"

namespace provider::auth {

constexpr const char* kWaiting = "waiting for the first call with these credentials";

tl::expected<Probation::Use, service::Error> Probation::Enter(const std::string& endpoint,
                                                              std::chrono::nanoseconds patience,
                                                              const service::CallContext& context) {
  std::unique_lock lock(mutex_);
  if (state_ == State::kOnTrial) {
    if (context.activity != nullptr) context.activity->Begin(kWaiting, trial_endpoint_);
    base::Log(base::LogLevel::kTrace, "Waiting until the credentials are accepted once",
              {{"endpoint", endpoint},
               {"first_call", trial_endpoint_},
               {"at_most_ms", base::Milliseconds(patience)}});
    const auto wait = std::min<std::chrono::nanoseconds>(patience, std::chrono::hours(24));
    const bool changed =
        changed_.wait_for(lock, context.stop, wait, [this] { return state_ != State::kOnTrial; });
    if (!changed && context.stop.stop_requested()) {
      return tl::unexpected(
          service::Interrupted(service::Error::Kind::kCancelled, {},
                               service::Activity::Step{kWaiting, trial_endpoint_}));
    }
    if (!changed) return Use::kBeside;
  }
  if (state_ == State::kAccepted) return Use::kFree;
  if (state_ == State::kRefused) return Use::kNever;
  state_ = State::kOnTrial;
  trial_endpoint_ = endpoint;
  return Use::kAlone;
}

void Probation::Accepted() { Become(State::kAccepted); }

void Probation::Refused() { Become(State::kRefused); }

void Probation::Leave() { Become(State::kUntried); }

void Probation::Become(State state) {
  const std::lock_guard lock(mutex_);
  const bool stays = state_ == state || state_ == State::kRefused ||
                     (state == State::kUntried && state_ != State::kOnTrial);
  if (stays) return;
  state_ = state;
  // The caller that is woken makes the next first call, so the others keep waiting.
  if (state == State::kUntried) {
    changed_.notify_one();
  } else {
    changed_.notify_all();
  }
}

}  // namespace provider::auth
