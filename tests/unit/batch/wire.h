// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A service controlled by the test: each call waits until the test responds to it.

#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdlib>
#include <deque>
#include <future>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "provider/batch/request_batcher.h"
#include "tests/support/manual_clock.h"

namespace provider::testing {

using Strings = std::vector<std::string>;

// One bucket per name; its verdict says which name it belongs to.
inline std::vector<cts::BucketQuery> Buckets(const Strings& names) {
  std::vector<cts::BucketQuery> queries;
  for (const auto& name : names) queries.push_back({name, "eu-west-0", {}, {}});
  return queries;
}
inline Strings NamesOf(const std::vector<cts::BucketQuery>& queries) {
  Strings names;
  for (const auto& query : queries) names.push_back(query.name);
  return names;
}
inline Strings VerdictsOf(const Strings& names) {
  Strings verdicts;
  for (const std::string& name : names) verdicts.push_back("verdict of " + name);
  return verdicts;
}

using SendResult = tl::expected<batch::Verdicts, cts::CheckFailure>;

inline SendResult Verdicts(const Strings& texts) {
  batch::Verdicts verdicts;
  for (const auto& text : texts) verdicts.push_back({true, 200, {}, text});
  return verdicts;
}
inline SendResult VerdictsFor(const std::vector<cts::BucketQuery>& queries) {
  return Verdicts(VerdictsOf(NamesOf(queries)));
}
// A failure with that message, and that status if it is a number.
inline SendResult Failure(const std::string& message, bool may_be_one_query = false) {
  cts::CheckFailure failure;
  failure.error.kind = service::Error::Kind::kHttp;
  failure.error.message = message;
  failure.error.http_status = std::atoi(message.c_str());
  failure.may_be_one_query = may_be_one_query;
  return tl::unexpected(std::move(failure));
}
// A failure that another attempt may resolve.
inline SendResult Transient(int status, std::optional<std::chrono::milliseconds> retry_after = {}) {
  auto failed = Failure(std::to_string(status));
  failed.error().cause = service::CauseOfStatus(status);
  failed.error().retry_after = retry_after;
  return failed;
}
inline SendResult Stopped() {
  auto failed = Failure("stopped");
  failed.error().error.kind = service::Error::Kind::kCancelled;
  return failed;
}

// Whether a thread belongs to a read and not to the batcher.
inline thread_local bool is_reader = false;

// Thread safe. Calls are numbered in the order in which they began.
class Wire {
 public:
  // Waits for expected events are bounded, so that a test fails instead of hanging.
  static constexpr std::chrono::seconds kPatience{10};

  batch::RequestBatcher::Send Send() {
    return [this](const std::vector<cts::BucketQuery>& queries, base::SteadyTime deadline,
                  const service::CallContext& context) {
      std::unique_lock lock(mutex_);
      context.activity->Begin("checking the buckets", "https://cts.example");
      Call& call = calls_.emplace_back(Call{NamesOf(queries), deadline, context.stop, {}});
      if (is_reader) ++reader_calls_;
      changed_.notify_all();
      changed_.wait(lock, context.stop, [&call] { return call.reply.has_value(); });
      if (is_reader) --reader_calls_;
      return call.reply.value_or(Stopped());
    };
  }

  // The queries of call number `index`; waits until it has begun.
  Strings Await(std::size_t index) {
    std::unique_lock lock(mutex_);
    return AwaitCall(lock, index).queries;
  }
  base::SteadyTime DeadlineOf(std::size_t index) {
    std::unique_lock lock(mutex_);
    return AwaitCall(lock, index).deadline;
  }
  bool AwaitStop(std::size_t index) {
    std::stop_token stop;
    {
      std::unique_lock lock(mutex_);
      stop = AwaitCall(lock, index).stop;
    }
    std::promise<void> stopped;
    const std::stop_callback on_stop(stop, [&stopped] { stopped.set_value(); });
    return stopped.get_future().wait_for(kPatience) == std::future_status::ready;
  }
  // Calls under way that a read makes on its own thread.
  std::size_t reader_calls() {
    const std::lock_guard lock(mutex_);
    return reader_calls_;
  }
  std::size_t begun() {
    const std::lock_guard lock(mutex_);
    return calls_.size();
  }

  void Reply(std::size_t index, SendResult reply) {
    std::unique_lock lock(mutex_);
    AwaitCall(lock, index).reply = std::move(reply);
    changed_.notify_all();
  }
  void Respond(std::size_t index) { Reply(index, Verdicts(VerdictsOf(Await(index)))); }
  void Refuse(std::size_t index, const std::string& error, bool may_be_one_query) {
    Reply(index, Failure(error, may_be_one_query));
  }

 private:
  struct Call {
    Strings queries;
    base::SteadyTime deadline;
    std::stop_token stop;
    std::optional<SendResult> reply;
  };

  Call& AwaitCall(std::unique_lock<std::mutex>& lock, std::size_t index) {
    if (!changed_.wait_for(lock, kPatience, [&] { return calls_.size() > index; })) {
      throw std::runtime_error("call " + std::to_string(index) + " does not come");
    }
    return calls_[index];
  }

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Call> calls_;  // its elements do not move
  std::size_t reader_calls_ = 0;
};

// A read on a thread of its own, which the destructor waits for. Its number in the log is the name
// of its first bucket.
class Reader {
 public:
  Reader(batch::RequestBatcher& batcher, const Strings& names,
         base::SteadyTime deadline = base::SteadyTime::max())
      : Reader(batcher, Buckets(names), deadline) {}
  Reader(batch::RequestBatcher& batcher, std::vector<cts::BucketQuery> queries,
         base::SteadyTime deadline = base::SteadyTime::max())
      : outcome_(std::async(std::launch::async,
                            [this, &batcher, deadline, queries = std::move(queries)] {
                              is_reader = true;
                              const base::LogScope scope("read", queries.at(0).name);
                              return batcher.Check(queries, deadline, stop_.get_token());
                            })) {}
  ~Reader() { stop_.request_stop(); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  void Cancel() { stop_.request_stop(); }

  // Throws what the read threw.
  batch::RequestBatcher::Result Outcome() {
    if (outcome_.wait_for(Wire::kPatience) != std::future_status::ready) {
      throw std::runtime_error("the read does not end");
    }
    return outcome_.get();
  }
  Strings Verdicts() {
    const auto outcome = Outcome();
    if (!outcome) throw std::runtime_error("the read failed: " + outcome.error().message);
    Strings texts;
    for (const auto& verdict : *outcome) texts.push_back(verdict.error_message.value_or(""));
    return texts;
  }
  service::Error Failure() {
    const auto outcome = Outcome();
    if (outcome) throw std::runtime_error("the read succeeds");
    return outcome.error();
  }
  // The message of its call's error; "cancelled" or "timed out" if its own stop or deadline ended
  // it.
  std::string Error() {
    const auto error = Failure();
    if (error.kind == service::Error::Kind::kCancelled) return "cancelled";
    if (error.kind == service::Error::Kind::kTimeout) return "timed out";
    return error.message;
  }

 private:
  std::stop_source stop_;
  std::future<batch::RequestBatcher::Result> outcome_;  // last: its thread uses the others
};

// A batcher with its dependencies. Tests make reads, which end before it.
struct Bench {
  explicit Bench(const batch::Options& options = {}, int max_retries = 5)
      : batcher(
            options, service::RetryPolicy(max_retries), clock, [] { return 0.5; }, wire.Send()) {}

  // Returns when this many reads wait, the last one included. A read that makes its call itself
  // waits for that; it must have begun before.
  void AwaitWaiting(std::size_t reads) { clock.AwaitSleepers(reads - wire.reader_calls()); }
  // A group of reads waits this long for one more.
  void AdvanceQuietMoment() { clock.Advance(std::chrono::microseconds(2500)); }
  // The default send_after: reads wait this long for reads that should follow a call.
  void AdvanceSendAfter() { clock.Advance(std::chrono::milliseconds(5)); }
  // Responds to a call that `reader` is in, and advances when it has returned.
  void RespondAndAdvance(std::size_t call, Reader& reader) {
    wire.Respond(call);
    static_cast<void>(reader.Outcome());
    AdvanceSendAfter();
  }
  // Call 0, with two reads: after it has returned, the batcher expects two.
  void FinishCallWithTwoReads() {
    batcher.Announce();
    batcher.Announce();
    Reader first(batcher, Strings{"first"});
    AwaitWaiting(1);
    Reader second(batcher, Strings{"second"});
    AwaitWaiting(2);
    AdvanceQuietMoment();
    wire.Respond(0);
    static_cast<void>(first.Outcome());
    static_cast<void>(second.Outcome());
  }
  base::SteadyTime In(std::chrono::nanoseconds from_now) { return clock.SteadyNow() + from_now; }

  ManualClock clock;
  Wire wire;
  batch::RequestBatcher batcher;
};

// Two announced reads that share call 0, which they fill.
struct SharedCall {
  explicit SharedCall(const std::string& of_first = "a", const std::string& of_second = "b") {
    bench.batcher.Announce();
    bench.batcher.Announce();
    first.emplace(bench.batcher, Strings{of_first});
    bench.AwaitWaiting(1);
    second.emplace(bench.batcher, Strings{of_second});
    queries = bench.wire.Await(0);
  }

  Bench bench{{.max_queries = 2}};
  std::optional<Reader> first;
  std::optional<Reader> second;
  Strings queries;
};

// Without batching, and with room for one call: a read whose call was sent, and two that wait
// behind it.
struct Queue {
  Queue() {
    first.emplace(bench.batcher, Strings{"a"});
    bench.wire.Await(0);
    second.emplace(bench.batcher, Strings{"b"});
    bench.AwaitWaiting(2);
    third.emplace(bench.batcher, Strings{"c"});
    bench.AwaitWaiting(3);
  }

  Bench bench{{.enabled = false, .max_parallel = 1}};
  std::optional<Reader> first;
  std::optional<Reader> second;
  std::optional<Reader> third;
};

}  // namespace provider::testing
