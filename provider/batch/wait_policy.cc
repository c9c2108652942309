// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/batch/wait_policy.h"

#include <algorithm>
#include <utility>

namespace provider::batch {

using Reason = Wait::Reason;

std::string_view NameOf(Reason reason) {
  switch (reason) {
    case Reason::kLimit:
      return "the maximum number of calls is under way";
    case Reason::kCall:
      return "a call is under way";
    case Reason::kTurn:
      return "two groups of reads take turns";
    case Reason::kAnnounced:
      return "other reads are announced";
    case Reason::kUsual:
      return "as many reads as before are expected";
    case Reason::kFollowing:
      return "one more read may follow";
    case Reason::kBackoff:
      return "back-off or Retry-After";
    case Reason::kNone:
      break;
  }
  return "none";
}

void WaitPolicy::Announced(base::SteadyTime now) {
  ForgetOld(now);
  if (expect_for_ > std::chrono::nanoseconds::zero()) {
    announced_until_.push_back(now + expect_for_);
  }
}

void WaitPolicy::Arrived(base::SteadyTime now) {
  ForgetOld(now);
  if (!announced_until_.empty()) announced_until_.pop_front();
}

void WaitPolicy::CallReturned(base::SteadyTime now, std::size_t reads) {
  last_return_ = now;
  // A short stall of core must not raise the usual number for long: the excess shrinks by a quarter
  // with each call that returns.
  usual_ = std::max(reads, now < usual_until_ ? usual_ - (usual_ + 3) / 4 : 0);
  usual_until_ = now + expect_for_;
}

Wait WaitPolicy::WaitOf(base::SteadyTime now, const UnreleasedParts& pending, const Load& load) {
  const bool all_are_here = now < usual_until_ && load.reads >= usual_;
  const bool are_a_group = load.calls == 1 && 2 * pending.parts >= load.reads;
  const bool busy = load.calls > 0 && !pending.saw_return;
  Wait wait = busy ? WhileBusy(pending, all_are_here, are_a_group)
                   : WhileIdle(now, pending, load, all_are_here);
  wait.until = std::min(wait.until, pending.latest_send);
  return wait.until > now ? wait : Wait{};
}

// If all usual reads are here and at least half of them are pending, these go as a second call: two
// groups that take turns keep the core busy. Fewer wait until a call returns, because a small group
// that is sent at once stays small.
Wait WaitPolicy::WhileBusy(const UnreleasedParts& pending, bool all_are_here,
                           bool are_a_group) const {
  if (!all_are_here || !are_a_group) return {Reason::kCall, base::SteadyTime::max()};
  return {Reason::kTurn, pending.first_arrival + send_after_};
}

Wait WaitPolicy::WhileIdle(base::SteadyTime now, const UnreleasedParts& pending, const Load& load,
                           bool all_are_here) {
  ForgetOld(now);
  Wait wait;
  if (!announced_until_.empty()) wait = {Reason::kAnnounced, announced_until_.back()};
  if (load.expected > 0) wait = {Reason::kAnnounced, base::SteadyTime::max()};
  if (now < usual_until_) {
    if (!all_are_here) wait = {Reason::kUsual, std::max(wait.until, usual_until_)};
  } else if (load.reads > 1) {
    const auto following = pending.last_arrival + send_after_ / 2;
    if (following > wait.until) wait = {Reason::kFollowing, following};
  }
  // Counted from when they could first have been sent.
  const auto could_go = std::max(pending.first_arrival, last_return_);
  wait.until = std::min(wait.until, could_go + send_after_);
  return wait;
}

void WaitPolicy::ForgetOld(base::SteadyTime now) {
  while (!announced_until_.empty() && announced_until_.front() <= now) announced_until_.pop_front();
}

ParallelLimit::ParallelLimit(std::size_t most)
    : most_(std::max<std::size_t>(most, 1)), current_(most_) {}

void ParallelLimit::Succeeded() { current_ = std::min(current_ + 1, most_); }

bool ParallelLimit::Throttled(Token token) {
  if (token != cuts_) return false;
  ++cuts_;
  const std::size_t before = std::exchange(current_, std::max<std::size_t>(current_ / 2, 1));
  return current_ < before;
}

}  // namespace provider::batch
