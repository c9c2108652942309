// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/batch/schedule.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <unordered_set>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "provider/batch/batch_log.h"
#include "provider/batch/settlement.h"
#include "provider/service/caller.h"

namespace provider::batch {

using service::Error;

namespace {

// The error of a read of which no query was ever sent.
Error NeverSent(Error::Kind kind, std::size_t calls) {
  Error error;
  error.kind = kind;
  error.operation = cts::kCheckOperation;
  if (kind == Error::Kind::kCancelled) {
    error.message = "The check was cancelled before it was sent.";
    return error;
  }
  error.message = "The time limit was reached before the check could be sent.";
  if (calls > 0) error.message += fmt::format(" Calls of other checks under way: {}.", calls);
  error.hint = "Raise timeouts.read.";
  return error;
}

}  // namespace

Schedule::Schedule(const Options& options, service::RetryPolicy retries, base::Random jitter)
    : options_(options),
      retries_(retries),
      jitter_(std::move(jitter)),
      pending_(std::max<std::size_t>(options.max_queries, 1), options.enabled),
      waits_(options.send_after,
             options.enabled ? options.expect_for : std::chrono::nanoseconds::zero()),
      limit_(options.max_parallel) {}

void Schedule::Add(const std::shared_ptr<Read>& read, base::SteadyTime now) {
  waits_.Arrived(now);
  ++reads_;
  for (auto& part : Divide(read, std::max<std::size_t>(options_.max_queries, 1))) {
    pending_.Add(std::move(part));
  }
}

std::vector<std::shared_ptr<Call>> Schedule::Retire(Read& read) {
  read.done = true;
  --reads_;
  if (read.open == 0) return {};
  pending_.Remove(read);
  for (auto& parts : split_) {
    std::erase_if(parts, [&read](const Part& part) { return part.read.get() == &read; });
  }
  std::erase_if(split_, [](const Parts& parts) { return parts.empty(); });
  std::vector<std::shared_ptr<Call>> abandoned;
  std::ranges::copy_if(under_way_, std::back_inserter(abandoned),
                       [](const auto& call) { return call->IsAbandoned(); });
  return abandoned;
}

std::vector<std::shared_ptr<Call>> Schedule::Leave(Read& read, bool stopped) {
  const auto kind = stopped ? Error::Kind::kCancelled : Error::Kind::kTimeout;
  const Call* call = CallOf(read);
  if (!stopped && read.HasAllVerdicts()) {
    // No time is left to check transient verdicts again, so they are the result.
  } else if (call == nullptr && !read.last_failure) {
    read.error = NeverSent(kind, under_way_.size());
  } else {
    read.error = service::Interrupted(kind, read.last_failure.value_or(Error{}),
                                      call == nullptr ? std::nullopt : call->activity.current());
  }
  return Retire(read);
}

std::shared_ptr<Call> Schedule::Next(base::SteadyTime now) {
  const auto pending = pending_.FindUnreleasedParts(now);
  if (pending && waits_.WaitOf(now, *pending, CurrentLoad()).reason == Wait::Reason::kNone) {
    pending_.Release(now);
  }
  if (now < NextSlot(now)) return nullptr;
  Parts parts;
  if (split_.empty()) {
    parts = pending_.TakeReady(now);
  } else {
    parts = std::move(split_.front());
    split_.pop_front();
  }
  if (parts.empty()) return nullptr;
  under_way_.push_back(std::make_shared<Call>(std::move(parts), limit_.Begin(), now));
  return under_way_.back();
}

void Schedule::PutBack(const std::shared_ptr<Call>& call) {
  under_way_.remove(call);
  split_.push_front(call->parts);
}

Schedule::Returned Schedule::Return(const std::shared_ptr<Call>& call, const Outcome& outcome,
                                    base::SteadyTime now) {
  under_way_.remove(call);
  waits_.CallReturned(now, reads_);
  pending_.CallReturned();
  const auto* result = std::get_if<tl::expected<Verdicts, cts::CheckFailure>>(&outcome);
  if (result != nullptr && *result) limit_.Succeeded();
  if (result != nullptr && !*result && result->error().error.http_status == 429) {
    if (limit_.Throttled(call->token)) LogThrottled(*call, limit_.current());
  }
  auto settled = Settle(*call, outcome, retries_, limit_.current(), now, jitter_());
  for (auto& part : settled.again) pending_.Add(std::move(part));
  std::ranges::move(settled.groups, std::back_inserter(split_));

  Returned returned;
  for (const auto& part : call->parts) {
    Read& read = *part.read;
    if (read.done || (read.open > 0 && !read.error && !read.exception)) continue;
    std::ranges::move(Retire(read), std::back_inserter(returned.abandoned));
    returned.finished.push_back(part.read);
  }
  return returned;
}

Wait Schedule::NextWait(base::SteadyTime now) {
  const auto slot = NextSlot(now);
  if (now < slot) return {Wait::Reason::kLimit, slot};
  Wait wait{Wait::Reason::kCall, base::SteadyTime::max()};
  if (const auto pending = pending_.FindUnreleasedParts(now)) {
    wait = waits_.WaitOf(now, *pending, CurrentLoad());
    if (wait.reason == Wait::Reason::kNone) return {Wait::Reason::kNone, now};
  }
  const auto due = pending_.NextDue(now);
  return due && *due < wait.until ? Wait{Wait::Reason::kBackoff, *due} : wait;
}

std::vector<std::pair<Read*, Wait>> Schedule::Waits(base::SteadyTime now) {
  const Wait next = NextWait(now);
  std::vector<std::pair<Read*, Wait>> waits;
  std::unordered_set<const Read*> seen;
  const auto add = [&](const Part& part) {
    if (!seen.insert(part.read.get()).second) return;
    const bool backs_off = part.due > now;
    waits.emplace_back(part.read.get(), backs_off ? Wait{Wait::Reason::kBackoff, part.due} : next);
  };
  for (const auto& parts : split_) std::ranges::for_each(parts, add);
  std::ranges::for_each(pending_.parts(), add);
  return waits;
}

// When there is room for another call if none returns before. A throttled limit gives way to a read
// that has waited for half of its time, so that one slow call does not use up the time of others.
base::SteadyTime Schedule::NextSlot(base::SteadyTime now) const {
  if (under_way_.size() < limit_.current()) return now;
  if (under_way_.size() >= options_.max_parallel) return base::SteadyTime::max();
  auto slot = pending_.FirstLatestSend().value_or(base::SteadyTime::max());
  for (const auto& parts : split_) {
    for (const auto& part : parts) slot = std::min(slot, LatestSend(part));
  }
  return slot;
}

const Call* Schedule::CallOf(const Read& read) const {
  const auto found =
      std::ranges::find_if(under_way_, [&read](const auto& call) { return call->Contains(read); });
  return found == under_way_.end() ? nullptr : found->get();
}

Load Schedule::CurrentLoad() const {
  return {.reads = reads_, .calls = under_way_.size(), .expected = expected_};
}

}  // namespace provider::batch
