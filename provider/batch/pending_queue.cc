// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/batch/pending_queue.h"

#include <algorithm>
#include <functional>
#include <unordered_map>
#include <utility>

namespace provider::batch {
namespace {

using cts::BucketQuery;

// The distinct queries of a call that is being assembled. Queries that are MatchAlike cannot be
// told apart in the response, so a call holds at most one of them.
class Contents {
 public:
  enum class Fit { kFits, kIsFull, kConflicts };

  [[nodiscard]] Fit FitOf(const Part& part, std::size_t max_queries) const {
    std::size_t added = 0;
    for (std::size_t i = 0; i < part.queries.size(); ++i) {
      const auto found = queries_.find(part.query(i));
      if (found == queries_.end()) {
        ++added;
      } else if (found->second.get() != part.query(i)) {
        return Fit::kConflicts;
      }
    }
    return queries_.empty() || queries_.size() + added <= max_queries ? Fit::kFits : Fit::kIsFull;
  }
  void Add(const Part& part) {
    for (std::size_t i = 0; i < part.queries.size(); ++i) {
      queries_.emplace(part.query(i), part.query(i));
    }
  }
  [[nodiscard]] std::size_t size() const { return queries_.size(); }

 private:
  using Reference = std::reference_wrapper<const BucketQuery>;
  std::unordered_map<Reference, Reference, std::hash<BucketQuery>, cts::MatchAlike> queries_;
};

}  // namespace

base::SteadyTime LatestSend(const Part& part) {
  return part.due + (part.read->deadline - part.due) / 2;
}

void PendingQueue::Remove(const Read& read) {
  std::erase_if(parts_, [&read](const Part& part) { return part.read.get() == &read; });
}

void PendingQueue::CallReturned() {
  for (auto& part : parts_) part.saw_return = true;
}

Parts PendingQueue::TakeReady(base::SteadyTime now) {
  Contents contents;
  std::vector<bool> chosen(parts_.size(), false);
  bool full = false;
  // Released parts come first, so that a part that can still wait does not take a slot from them.
  const auto choose = [&](bool released) {
    for (std::size_t i = 0; i < parts_.size() && !full; ++i) {
      const Part& part = parts_[i];
      if (part.due > now || part.released != released) continue;
      const auto fit = contents.FitOf(part, max_queries_);
      if (fit == Contents::Fit::kFits) {
        contents.Add(part);
        chosen[i] = true;
      }
      full = fit == Contents::Fit::kIsFull || !share_ || contents.size() >= max_queries_;
    }
  };
  choose(/*released=*/true);
  const bool may_go = contents.size() > 0;
  choose(/*released=*/false);
  Parts ready;
  if (!may_go && !full) return ready;
  std::deque<Part> rest;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    if (chosen[i]) {
      ready.push_back(std::move(parts_[i]));
    } else {
      rest.push_back(std::move(parts_[i]));
    }
  }
  parts_ = std::move(rest);
  return ready;
}

void PendingQueue::Release(base::SteadyTime now) {
  for (auto& part : parts_) part.released = part.released || part.due <= now;
}

std::optional<UnreleasedParts> PendingQueue::FindUnreleasedParts(base::SteadyTime now) const {
  UnreleasedParts pending;
  for (const auto& part : parts_) {
    if (part.released || part.due > now) continue;
    if (pending.parts++ == 0) {
      pending.first_arrival = part.due;
      pending.saw_return = part.saw_return;
    }
    pending.last_arrival = part.due;
    pending.latest_send = std::min(pending.latest_send, LatestSend(part));
  }
  return pending.parts == 0 ? std::nullopt : std::optional(pending);
}

std::optional<base::SteadyTime> PendingQueue::NextDue(base::SteadyTime now) const {
  std::optional<base::SteadyTime> next;
  for (const auto& part : parts_) {
    if (part.due > now && (!next || part.due < *next)) next = part.due;
  }
  return next;
}

std::optional<base::SteadyTime> PendingQueue::FirstLatestSend() const {
  std::optional<base::SteadyTime> first;
  for (const auto& part : parts_) {
    if (!first || LatestSend(part) < *first) first = LatestSend(part);
  }
  return first;
}

}  // namespace provider::batch
