// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A credential that runs out: had once for all who need it, and had again before its end.
//
// A credential that a service refuses is renewed once; a second refusal soon after is about the
// caller and ends all calls. A renewal that fails leaves the old one in use while it is valid.

#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

#include <tl/expected.hpp>

#include "provider/auth/interrupted_wait.h"
#include "provider/auth/refusal_latch.h"
#include "provider/auth/shared_task.h"
#include "provider/base/clock.h"
#include "provider/service/error.h"

namespace provider::auth {

struct RenewalTerms {
  std::string operation;  // for the error of a wait that is given up
  std::string endpoint;   // likewise
  std::chrono::minutes before{5};
};

// T has a member std::optional<base::SystemTime> expires_at. Thread safe. `clock` and what the work
// refers to must outlive this.
template <typename T>
class Renewal {
 public:
  using Result = tl::expected<T, service::Error>;
  using Work = typename SharedTask<T>::Work;

  Renewal(RenewalTerms terms, Work work, base::Clock& clock)
      : terms_(std::move(terms)), work_(std::move(work)), clock_(clock) {}

  // The credential in use; got when there is none or its end is near.
  [[nodiscard]] Result Current(base::SteadyTime deadline, std::stop_token stop) {
    if (auto open = refused_.Check(); !open) return tl::unexpected(open.error());
    {
      const std::lock_guard lock(mutex_);
      task_.ForgetIf([this](const T& kept) {
        if (!IsDue(kept)) return false;
        old_ = kept;
        return true;
      });
      if (old_ && !HasRunOut(*old_) && (IsResting() || !source_.Check())) return *old_;
    }
    if (auto open = source_.Check(); !open) return tl::unexpected(open.error());
    auto result = task_.Join(work_, deadline - clock_.SteadyNow(), stop);
    if (!result) return tl::unexpected(InterruptedWait(terms_.operation, terms_.endpoint, stop));
    return Settle(*std::move(result));
  }

  // A service answered 401 to the credential that `used` recognises. True when it is worth trying
  // with another.
  template <typename Predicate>
  [[nodiscard]] bool Refused(const Predicate& used, const service::Error& error) {
    const std::lock_guard lock(mutex_);
    bool again = false;
    // Several calls may bring the same refusal: only the first finds the credential still in use.
    const auto drop = [&](const T& credential) {
      if (!used(credential)) return false;
      const auto now = clock_.SteadyNow();
      again = last_refusal_ && now - *last_refusal_ < kSoonAfter;
      last_refusal_ = now;
      rest_until_.reset();
      return true;
    };
    task_.ForgetIf(drop);
    if (old_ && drop(*old_)) old_.reset();
    if (again) refused_.Close(error);
    return !again;
  }

 private:
  static constexpr std::chrono::minutes kRest{1};
  static constexpr std::chrono::minutes kSoonAfter{10};

  [[nodiscard]] bool HasRunOut(const T& credential) const {
    return credential.expires_at && *credential.expires_at <= clock_.Now();
  }
  // A source may give what is near its end already, or fail: it is not asked again at once.
  [[nodiscard]] bool IsResting() const { return rest_until_ && clock_.SteadyNow() < *rest_until_; }
  [[nodiscard]] bool IsDue(const T& credential) const {
    return HasRunOut(credential) ||
           (credential.expires_at && *credential.expires_at <= clock_.Now() + terms_.before &&
            !IsResting());
  }

  Result Settle(Result result) {
    const std::lock_guard lock(mutex_);
    if (result || result.error().kind != service::Error::Kind::kCancelled) {
      rest_until_ = clock_.SteadyNow() + kRest;
    }
    if (result) {
      old_.reset();
      return result;
    }
    // What the source refuses is not offered to it again: repeated failures lock a user or a key.
    if (result.error().http_status == 401) source_.Close(result.error());
    if (old_ && !HasRunOut(*old_)) return *old_;
    rest_until_.reset();
    return result;
  }

  const RenewalTerms terms_;
  const Work work_;
  base::Clock& clock_;
  RefusalLatch refused_;  // by a service, twice
  RefusalLatch source_;   // by the source, once
  std::mutex mutex_;
  std::optional<T> old_;                        // near its end, while the next is not there
  std::optional<base::SteadyTime> rest_until_;  // after the source was asked
  std::optional<base::SteadyTime> last_refusal_;
  SharedTask<T> task_;  // last: its thread uses the rest
};

}  // namespace provider::auth
