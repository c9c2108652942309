// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/batch/settlement.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <iterator>
#include <map>
#include <optional>
#include <utility>
#include <variant>

#include "provider/base/log.h"
#include "provider/batch/batch_log.h"
#include "provider/service/caller.h"

namespace provider::batch {
namespace {

using service::Error;
using service::RetryCause;

bool HasVerdicts(const Part& part) {
  return std::ranges::all_of(
      part.queries, [&part](std::size_t query) { return part.read->verdicts[query].has_value(); });
}

class Settler {
 public:
  Settler(const Call& call, const service::RetryPolicy& retries, std::size_t parallel,
          base::SteadyTime now, double jitter)
      : call_(call),
        retries_(retries),
        parallel_(static_cast<std::ptrdiff_t>(parallel)),
        now_(now),
        jitter_(jitter) {}

  Settlement Settle(const Outcome& outcome) {
    if (const auto* exception = std::get_if<std::exception_ptr>(&outcome)) {
      for (const auto& part : call_.parts) {
        if (!part.read->done) part.read->exception = *exception;
      }
    } else if (const auto& result = std::get<0>(outcome)) {
      Deliver(*result);
    } else {
      Fail(result.error());
    }
    return std::move(settlement_);
  }

 private:
  // Gives each read its verdicts at once. Only queries with a transient verdict are checked again.
  void Deliver(const Verdicts& verdicts) {
    auto index = call_.indices.begin();
    for (const auto& part : call_.parts) {
      std::map<RetryCause, std::vector<std::size_t>> transient;
      for (const auto query : part.queries) {
        const auto& verdict = verdicts[*index++];
        if (part.read->done) continue;
        part.read->verdicts[query] = verdict;
        const auto cause = cts::CauseOf(verdict);
        if (cause == RetryCause::kNone) {
          --part.read->open;
        } else {
          transient[cause].push_back(query);
        }
      }
      for (auto& [cause, queries] : transient) RetryQueries(part, cause, std::move(queries));
    }
  }

  void RetryQueries(const Part& part, RetryCause cause, std::vector<std::size_t> queries) {
    Part again = part;
    again.queries = std::move(queries);
    ++again.attempts;
    const auto decision = Decide(again, cause, std::nullopt);
    if (decision.again()) {
      LogRetriedBuckets(again, decision.wait);
      Requeue(std::move(again), decision.at);
    } else {
      part.read->open -= again.queries.size();  // the last verdict counts
    }
  }

  void Fail(const cts::CheckFailure& failure) {
    // Counts all parts of the call, even those whose read has left: the cause may be one of them.
    if (failure.may_be_one_query && call_.parts.size() > 1) return Split(failure);
    for (const auto& part : call_.parts) {
      if (!part.read->done) Fail(part, failure);
    }
  }

  void Fail(const Part& part, const cts::CheckFailure& failure) {
    Read& read = *part.read;
    Part again = part;
    Error error = failure.error;
    // If the request was not sent, the failure comes from authorising it, and the error already has
    // the number of attempts.
    if (failure.sent) error.attempts = ++again.attempts;
    if (error.WasCutOff() && read.last_failure) {
      error = service::Interrupted(error.kind, *read.last_failure, std::nullopt);
    }
    const auto decision = Decide(again, failure.cause, failure.retry_after);
    if (decision.again()) {
      const base::LogScope scope("read", read.number);
      service::LogRetry(error, decision);
      read.last_failure = std::move(error);
      Requeue(std::move(again), decision.at);
    } else if (HasVerdicts(part) && error.kind != Error::Kind::kCancelled &&
               failure.error.http_status != 401) {
      // Checking transient verdicts again has failed, so the earlier verdicts are the result. But
      // if the credentials are refused, the user must see that.
      read.open -= part.queries.size();
    } else {
      read.error = service::GaveUp(std::move(error), decision, retries_, "timeouts.read");
    }
  }

  // Halves, sent one after the other, find the cause with the fewest calls. If a read does not have
  // enough time left for that, the number of groups is that of parallel calls.
  void Split(const cts::CheckFailure& failure) {
    Parts here;
    std::ranges::copy_if(call_.parts, std::back_inserter(here),
                         [](const Part& part) { return !part.read->done; });
    const auto needed = (now_ - call_.begun) * (std::bit_width(here.size()) + 1);
    const bool in_a_hurry = std::ranges::any_of(
        here, [&](const Part& part) { return part.read->deadline - now_ < needed; });
    const auto groups = in_a_hurry ? std::max<std::ptrdiff_t>(parallel_, 2) : 2;
    const auto size = (std::ssize(here) + groups - 1) / groups;
    for (auto first = here.begin(); first != here.end();) {
      const auto last = first + std::min(size, here.end() - first);
      settlement_.groups.emplace_back(std::make_move_iterator(first),
                                      std::make_move_iterator(last));
      first = last;
    }
    LogSplit(call_, failure, settlement_.groups.size());
  }

  service::RetryDecision Decide(Part& part, RetryCause cause,
                                std::optional<std::chrono::milliseconds> retry_after) const {
    return retries_.Decide(cause, retry_after, part.budget, now_, part.read->deadline, jitter_);
  }

  void Requeue(Part part, base::SteadyTime due) {
    part.due = due;
    part.released = true;
    settlement_.again.push_back(std::move(part));
  }

  const Call& call_;
  const service::RetryPolicy& retries_;
  const std::ptrdiff_t parallel_;
  const base::SteadyTime now_;
  const double jitter_;
  Settlement settlement_;
};

}  // namespace

Settlement Settle(const Call& call, const Outcome& outcome, const service::RetryPolicy& retries,
                  std::size_t parallel, base::SteadyTime now, double jitter) {
  return Settler(call, retries, parallel, now, jitter).Settle(outcome);
}

}  // namespace provider::batch
