// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Lets concurrent reads share calls: each read asks its own queries and gets exactly their
// verdicts, in order, while the service sees few calls with many queries.
//
// One batcher serves one configuration and region: what may share a call is decided by who holds
// the batcher, never by a credential. It knows nothing of what a query is.
//
// Idle, a read goes at once, or waits a little while others are known to come. Busy, reads gather
// until a call returns, a call is full, or nobody is left to come. The first of the reads that
// gather is the timer of all, and a read that goes at once makes its call itself: there is no
// thread but those that make shared calls, and they end when there is none to make.

#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <iterator>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <system_error>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include <tl/expected.hpp>

#include "provider/base/clock.h"
#include "provider/batch/company.h"
#include "provider/batch/parallel_limit.h"
#include "provider/batch/read.h"

namespace provider::batch {

struct Options {
  bool enabled = true;  // false: no read shares a call
  std::chrono::nanoseconds send_after = std::chrono::milliseconds(5);
  // How long a read is expected that was announced, or that is to follow one that was answered.
  std::chrono::nanoseconds expect_for = std::chrono::seconds(1);
  std::size_t max_queries = 100;  // of a call
  std::size_t max_parallel = 12;  // calls
};

// What a call came to.
template <typename Verdict, typename Error>
struct Reply {
  tl::expected<std::vector<Verdict>, Error> verdicts;  // one per query, in order
  // The refusal may be about one of the queries only: the call is split until it is alone.
  bool blames_query = false;
  // The service said on the way that there are too many calls.
  bool throttled = false;
};

// Query needs operator== and std::hash; Verdict a default; Error a copy. Thread safe.
template <typename Query, typename Verdict, typename Error>
class RequestBatcher {
 public:
  using Reply = batch::Reply<Verdict, Error>;
  using Result = tl::expected<std::vector<Verdict>, Error>;
  // Makes one call and the retries it needs; ends soon after `deadline` or a stop. Runs on the
  // batcher's threads or a reader's, several at once. What it throws is thrown to the reads.
  using Send = std::function<Reply(const std::vector<Query>& queries, base::SteadyTime deadline,
                                   const std::stop_token& stop)>;

  // `clock` and what `send` refers to must outlive it.
  RequestBatcher(const Options& options, base::Clock& clock, Send send)
      : options_(options),
        clock_(clock),
        send_(std::move(send)),
        company_(options.send_after,
                 options.enabled ? options.expect_for : std::chrono::nanoseconds::zero()),
        limit_(options.max_parallel) {}
  RequestBatcher(const RequestBatcher&) = delete;
  RequestBatcher& operator=(const RequestBatcher&) = delete;

  // Stops what nobody waits for any more and ends its threads. No Ask may be under way.
  ~RequestBatcher() {
    std::unique_lock lock(mutex_);
    for (const auto& call : in_flight_) call->stop.request_stop();
    while (!threads_.empty()) {
      std::jthread thread = std::move(threads_.front());
      lock.unlock();
      thread.join();  // on its way out it moves its entry to ended_
      lock.lock();
    }
  }

  // A read is about to come.
  void Announce() {
    const std::lock_guard lock(mutex_);
    company_.Announced(clock_.SteadyNow());
  }

  // The verdicts of `queries` in their order, or the error of a call they were in. nullopt: `stop`
  // or `deadline` ended the wait first; those it shared a call with are not harmed.
  [[nodiscard]] std::optional<Result> Ask(const std::vector<Query>& queries,
                                          base::SteadyTime deadline, const std::stop_token& stop) {
    if (queries.empty()) return Result();
    const auto arrival = clock_.SteadyNow();
    if (stop.stop_requested() || arrival >= deadline) return std::nullopt;
    const auto read = std::make_shared<Read>(queries, deadline, arrival);
    const std::stop_callback wake_up(stop, [this, &read] {
      const std::lock_guard lock(mutex_);
      Nudge(*read);
    });
    std::unique_lock lock(mutex_);
    company_.Arrived(arrival);
    Enqueue(read);
    if (const auto own_call = BeginAlone(*read)) {
      CarryAlone(lock, *own_call, stop);
      if (stop.stop_requested()) return std::nullopt;
    }
    while (!read->done) {
      if (stop.stop_requested() || (clock_.SteadyNow() >= deadline && !EndsWithItsCalls(*read))) {
        auto deserted = Retire(*read);
        HastenTimer();  // it may have been this one
        lock.unlock();
        for (auto& call : deserted) call.request_stop();
        return std::nullopt;
      }
      Dispatch();
      if (read->done) break;
      const auto wake_at = read->wake_at = WakeTime(*read);
      const auto wake = read->wake.get_token();
      lock.unlock();
      clock_.SleepUntil(wake_at, wake);
      lock.lock();
    }
    lock.unlock();
    return TakeResult(*read);
  }

 private:
  using Read = batch::Read<Query, Verdict, Error>;
  using Part = batch::Part<Read>;
  using Parts = std::vector<Part>;
  using Call = batch::Call<Query, Read>;
  using Calls = std::list<std::shared_ptr<Call>>;
  using Threads = std::list<std::jthread>;
  using Outcome = std::variant<Reply, std::exception_ptr>;  // of a call; or what it threw

  // A part never has more queries than a call; only a part as large as a call fills one alone.
  void Enqueue(const std::shared_ptr<Read>& read) {
    const std::size_t most = std::max<std::size_t>(options_.max_queries, 1);
    ++under_way_;
    for (std::size_t first = 0; first < read->queries.size(); first += most) {
      const std::size_t count = std::min(most, read->queries.size() - first);
      pending_.push_back(
          {.read = read, .first = first, .count = count, .released = !options_.enabled});
      ++read->open_parts;
      for (const Query& query : pending_.back()) ++pending_queries_[query];
    }
  }

  void ForgetQueries(const Part& part) {
    for (const Query& query : part) {
      const auto found = pending_queries_.find(query);
      if (--found->second == 0) pending_queries_.erase(found);
    }
  }

  // Until when the pending reads wait for company, if nothing happens before; nullopt: not at all.
  // There must be some.
  [[nodiscard]] std::optional<base::SteadyTime> WaitEnd(base::SteadyTime now) {
    return company_.WaitEnd(now,
                            {.first_arrival = pending_.front().read->arrival,
                             .last_arrival = pending_.back().read->arrival,
                             .reads = pending_.size(),
                             .under_way = under_way_,
                             .busy_calls = pending_.front().saw_return ? 0 : in_flight_.size()});
  }

  void ReleasePending() {
    if (pending_.empty() || WaitEnd(clock_.SteadyNow())) return;
    for (Part& part : pending_) part.released = true;
  }

  // A read that goes at once, and alone, needs no other thread: it makes its call itself.
  [[nodiscard]] std::optional<typename Calls::iterator> BeginAlone(const Read& read) {
    if (!in_flight_.empty() || pending_.size() != 1 || read.open_parts != 1) return std::nullopt;
    ReleasePending();
    auto parts = NextParts();
    if (!parts) return std::nullopt;
    return in_flight_.insert(in_flight_.end(),
                             std::make_shared<Call>(*std::move(parts), limit_.Begin()));
  }

  // On the reader's thread. Its stop is the call's: nobody else waits for it.
  void CarryAlone(std::unique_lock<std::mutex>& lock, typename Calls::iterator place,
                  const std::stop_token& stop) {
    Call& call = **place;
    lock.unlock();
    std::optional<Outcome> outcome;
    {
      const std::stop_callback on_stop(stop, [&call] { call.stop.request_stop(); });
      outcome = SendCall(call);
    }
    lock.lock();
    Returned(place, *outcome);
    Dispatch();
  }

  // Sends all that may go now.
  void Dispatch() {
    ReleasePending();
    while (auto parts = NextParts()) {
      if (!Start(*std::move(parts))) break;
    }
    HastenTimer();
  }

  // The parts of the next call, when one may go.
  [[nodiscard]] std::optional<Parts> NextParts() {
    if (in_flight_.size() >= limit_.current()) return std::nullopt;
    if (!split_.empty()) {
      Parts parts = std::move(split_.front());
      split_.pop_front();
      return parts;
    }
    if (pending_.empty()) return std::nullopt;
    const bool full = pending_queries_.size() >= options_.max_queries;
    if (!full && !pending_.front().released) return std::nullopt;
    return TakePending();
  }

  // As many parts as one call has room for, in the order of their arrival.
  [[nodiscard]] Parts TakePending() {
    Parts parts;
    std::unordered_set<std::reference_wrapper<const Query>, std::hash<Query>, std::equal_to<Query>>
        taken;
    while (!pending_.empty()) {
      const Part& part = pending_.front();
      const auto fresh = static_cast<std::size_t>(std::count_if(
          part.begin(), part.end(), [&](const Query& query) { return !taken.contains(query); }));
      if (!parts.empty() && (!options_.enabled || taken.size() + fresh > options_.max_queries)) {
        break;
      }
      taken.insert(part.begin(), part.end());
      ForgetQueries(part);
      parts.push_back(std::move(pending_.front()));
      pending_.pop_front();
    }
    return parts;
  }

  // Gives the parts a thread of their own. Where the machine has none left, they wait for a call
  // that is under way (false: no use to try more), or fail when there is none.
  bool Start(Parts parts) {
    ended_.clear();
    const auto call = in_flight_.insert(in_flight_.end(),
                                        std::make_shared<Call>(std::move(parts), limit_.Begin()));
    const auto thread = threads_.emplace(threads_.end());
    try {
      *thread = std::jthread([this, thread, call] { Work(thread, call); });
      return true;
    } catch (const std::system_error&) {
      threads_.erase(thread);
      const std::shared_ptr<Call> failed = std::move(*call);
      in_flight_.erase(call);
      if (in_flight_.empty()) {
        Settle(*failed, std::current_exception());
        return true;
      }
      split_.push_front(failed->parts);
      return false;
    }
  }

  // A thread's life: its call, and further ones as long as there are any that may go.
  void Work(typename Threads::iterator thread, typename Calls::iterator place) {
    std::shared_ptr<Call> call = *place;
    while (call) {
      const Outcome outcome = SendCall(*call);
      const std::lock_guard lock(mutex_);
      Returned(place, outcome);
      call.reset();
      ReleasePending();
      if (auto parts = NextParts()) {
        call = std::make_shared<Call>(*std::move(parts), limit_.Begin());
        place = in_flight_.insert(in_flight_.end(), call);
      }
      Dispatch();
      if (!call) ended_.splice(ended_.end(), threads_, thread);
    }
  }

  // Without the lock.
  [[nodiscard]] Outcome SendCall(const Call& call) const {
    try {
      Reply reply = send_(call.queries, call.deadline, call.stop.get_token());
      if (reply.verdicts && reply.verdicts->size() != call.queries.size()) {
        throw std::logic_error("a call has not as many verdicts as queries");
      }
      return reply;
    } catch (...) {
      return std::current_exception();
    }
  }

  void Returned(typename Calls::iterator place, const Outcome& outcome) {
    const std::shared_ptr<Call> call = std::move(*place);
    in_flight_.erase(place);
    company_.CallReturned(clock_.SteadyNow(), under_way_);
    for (Part& part : pending_) part.saw_return = true;
    Settle(*call, outcome);
  }

  void Settle(const Call& call, const Outcome& outcome) {
    if (const auto* reply = std::get_if<Reply>(&outcome)) {
      Settle(call, *reply);
    } else {
      Settle(call, std::get<std::exception_ptr>(outcome));
    }
  }

  void Settle(const Call& call, const std::exception_ptr& exception) {
    for (const Part& part : call.parts) {
      if (part.read->done) continue;
      part.read->exception = exception;
      Finish(*part.read);
    }
  }

  void Settle(const Call& call, const Reply& reply) {
    if (reply.throttled) {
      limit_.Throttled(call.token);
    } else if (reply.verdicts) {
      limit_.Succeeded();
    }
    if (reply.verdicts) return Deliver(call, *reply.verdicts);
    // Alone means that it was sent alone: the culprit may be one that left in the meantime.
    if (reply.blames_query && call.parts.size() > 1) return Split(call);
    for (const Part& part : call.parts) {
      if (part.read->done) continue;
      part.read->error = reply.verdicts.error();
      Finish(*part.read);
    }
  }

  void Deliver(const Call& call, const std::vector<Verdict>& verdicts) {
    auto place = call.places.begin();
    for (const Part& part : call.parts) {
      Read& read = *part.read;
      if (!read.done) {
        for (std::size_t i = 0; i < part.count; ++i) {
          read.verdicts[part.first + i] = verdicts[place[static_cast<std::ptrdiff_t>(i)]];
        }
        if (--read.open_parts == 0) Finish(read);
      }
      std::advance(place, part.count);
    }
  }

  void Split(const Call& call) {
    Parts here;
    std::copy_if(call.parts.begin(), call.parts.end(), std::back_inserter(here),
                 [](const Part& part) { return !part.read->done; });
    const auto middle = here.begin() + std::ssize(here) / 2;
    for (Parts half : {Parts(here.begin(), middle), Parts(middle, here.end())}) {
      if (!half.empty()) split_.push_back(std::move(half));
    }
  }

  // Wakes the reader. Its other parts are asked for nothing: no need to wait for their calls here.
  void Finish(Read& read) {
    for (auto& call : Retire(read)) call.request_stop();
    Nudge(read);
  }

  // Makes the reader look again.
  static void Nudge(Read& read) { std::exchange(read.wake, {}).request_stop(); }

  // The first of the reads that gather is the timer of all: it sleeps no longer than they wait.
  void HastenTimer() {
    if (!HasTimer()) return;
    const auto now = clock_.SteadyNow();
    Read& timer = *pending_.front().read;
    if (WaitEnd(now).value_or(now) < timer.wake_at) Nudge(timer);
  }
  // Those that are released wait for room alone, and what makes room sends them.
  [[nodiscard]] bool HasTimer() const { return !pending_.empty() && !pending_.front().released; }

  // Takes the read out of everything. Returns the calls that nobody waits for any more.
  [[nodiscard]] std::vector<std::stop_source> Retire(Read& read) {
    read.done = true;
    --under_way_;
    if (read.open_parts == 0) return {};
    const auto is_own = [&read](const Part& part) { return part.read.get() == &read; };
    for (const Part& part : pending_) {
      if (is_own(part)) ForgetQueries(part);
    }
    std::erase_if(pending_, is_own);
    for (Parts& parts : split_) std::erase_if(parts, is_own);
    std::erase_if(split_, [](const Parts& parts) { return parts.empty(); });
    std::vector<std::stop_source> deserted;
    for (const auto& call : in_flight_) {
      if (call->IsDeserted()) deserted.push_back(call->stop);
    }
    return deserted;
  }

  // Whether its calls end no later than the read's own limit: their errors say more than ours.
  [[nodiscard]] bool EndsWithItsCalls(const Read& read) const {
    std::size_t carried = 0;
    for (const auto& call : in_flight_) {
      for (const Part& part : call->parts) {
        if (part.read.get() == &read && call->deadline <= read.deadline) ++carried;
      }
    }
    return carried == read.open_parts;
  }

  // When the reader has to look again, if nothing wakes it before.
  [[nodiscard]] base::SteadyTime WakeTime(const Read& read) {
    const auto now = clock_.SteadyNow();
    if (now >= read.deadline) return now + std::chrono::hours(1);  // its calls are about to end
    if (!HasTimer() || pending_.front().read.get() != &read) return read.deadline;
    return std::min(read.deadline, WaitEnd(now).value_or(now));  // it may have ended just now
  }

  [[nodiscard]] static Result TakeResult(Read& read) {
    if (read.exception) std::rethrow_exception(read.exception);
    if (read.error) return tl::unexpected(*std::move(read.error));
    if (read.places.size() == read.verdicts.size()) return std::move(read.verdicts);
    std::vector<Verdict> verdicts;
    verdicts.reserve(read.places.size());
    for (const std::size_t place : read.places) verdicts.push_back(read.verdicts[place]);
    return verdicts;
  }

  const Options options_;
  base::Clock& clock_;
  const Send send_;

  std::mutex mutex_;
  Company company_;
  ParallelLimit limit_;
  std::deque<Part> pending_;                                // in the order of arrival
  std::unordered_map<Query, std::size_t> pending_queries_;  // by how many parts they are asked
  std::size_t under_way_ = 0;                               // reads that are not done
  std::deque<Parts> split_;                                 // each a call of its own
  Calls in_flight_;
  Threads threads_;
  Threads ended_;  // about to return, or returned
};

}  // namespace provider::batch
