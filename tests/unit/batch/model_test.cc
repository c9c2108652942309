// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Random schedules of reads, stops and responses, on a clock that jumps from event to event: each
// read must get what the model says. CTS_SCHEDULES sets how many are tried, CTS_SCHEDULE_SEED the
// first seed.

#include "tests/unit/batch/model.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/batch/schedule.h"

namespace provider::testing {
namespace {

using namespace std::chrono_literals;
using base::SteadyTime;
using batch::Call;
using batch::Read;
using batch::Schedule;

constexpr SteadyTime kStart{1h};

// Seeds that once failed.
constexpr unsigned kRegressionSeeds[] = {10'837, 44'053};

class World {
 public:
  explicit World(unsigned seed) : random_(seed) {
    options_.enabled = !OneIn(8);
    options_.send_after = OneIn(6) ? 20s : std::chrono::nanoseconds(5ms);
    options_.max_queries = OneIn(3) ? 3 : 100;
    options_.max_parallel = OneIn(4) ? 2 : 12;
    max_retries_ = Roll(4);
    limit_ = batch::ParallelLimit(options_.max_parallel);
    schedule_ = std::make_unique<Schedule>(options_, service::RetryPolicy(max_retries_),
                                           [] { return 0.5; });
    const int reads = 1 + Roll(12);
    for (int i = 0; i < reads; ++i) arrivals_.push_back(kStart + Duration(OneIn(2) ? 20 : 40'000));
    std::ranges::sort(arrivals_);
  }

  // The first broken promise; empty: none.
  std::string Run() {
    now_ = kStart;
    for (int steps = 0; steps < 100'000; ++steps) {
      Start();
      const auto next = NextEvent();
      if (next == SteadyTime::max()) return Compare();
      now_ = std::max(now_, next);
      HandleEvents();
      if (!problem_.empty()) return problem_;
    }
    return "it does not end";
  }

 private:
  struct Reader {
    std::shared_ptr<Read> read;
    ReadStory story;
    std::optional<SteadyTime> stop_at;
    SteadyTime ended_at = SteadyTime::max();
  };
  // The periods in which a condition holds.
  class PeriodLog {
   public:
    void Update(bool holds, SteadyTime now) {
      if (holds && !since_) since_ = now;
      if (!holds && since_) periods_.emplace_back(*std::exchange(since_, std::nullopt), now);
    }
    [[nodiscard]] Periods UpTo(SteadyTime now) {
      Update(false, now);
      return periods_;
    }

   private:
    std::optional<SteadyTime> since_;
    Periods periods_;
  };
  struct Flight {
    std::shared_ptr<Call> call;
    SteadyTime returns_at;
    batch::Outcome outcome;
  };

  int Roll(int sides) { return std::uniform_int_distribution<int>(0, sides - 1)(random_); }
  bool OneIn(int chances) { return Roll(chances) == 0; }
  std::chrono::milliseconds Duration(int most_ms) {
    return std::chrono::milliseconds(Roll(most_ms));
  }

  void Start() {
    while (const auto call = schedule_->Next(now_)) {
      CheckCall(*call);
      auto [outcome, latency] = Respond(*call);
      auto returns_at = now_ + latency;
      if (returns_at >= call->deadline) {
        returns_at = call->deadline;
        outcome = Failed(0, service::Error::Kind::kTimeout);
      }
      flights_.push_back({call, returns_at, std::move(outcome)});
    }
    at_limit_.Update(flights_.size() >= limit_.current(), now_);
    full_.Update(flights_.size() >= options_.max_parallel, now_);
  }

  void CheckCall(const Call& call) {
    std::set<std::pair<std::string, std::string>> keys;
    for (const auto& query : call.queries) {
      if (!keys.emplace(query.name, query.kms_id.value_or("")).second) {
        problem_ = "a call has two queries that a response cannot tell apart";
      }
    }
    if (call.queries.size() > options_.max_queries) problem_ = "a call is too large";
    if (!options_.enabled && call.parts.size() > 1) problem_ = "reads share a call";
    if (flights_.size() >= options_.max_parallel) problem_ = "too many calls are under way";
    for (const auto& part : call.parts) {
      if (part.read->done) problem_ = "a call carries a read that has ended";
    }
  }

  [[nodiscard]] SteadyTime NextEvent() {
    auto next =
        schedule_->timekeeper() == nullptr ? SteadyTime::max() : schedule_->NextWait(now_).until;
    if (!arrivals_.empty()) next = std::min(next, arrivals_.front());
    for (const auto& flight : flights_) next = std::min(next, flight.returns_at);
    for (const auto& reader : readers_) {
      if (reader->read->done) continue;
      next = std::min(next, reader->read->deadline);
      if (reader->stop_at) next = std::min(next, *reader->stop_at);
    }
    return next;
  }

  void HandleEvents() {
    for (std::size_t i = 0; i < flights_.size();) {
      if (flights_[i].returns_at > now_) {
        ++i;
        continue;
      }
      const Flight flight = std::move(flights_[i]);
      flights_.erase(flights_.begin() + static_cast<std::ptrdiff_t>(i));
      Return(flight);
    }
    for (const auto& reader : readers_) {
      if (reader->read->done) continue;
      const bool stopped = reader->stop_at && *reader->stop_at <= now_;
      if (!stopped && now_ < reader->read->deadline) continue;
      if (stopped) reader->story.stopped = reader->stop_at;
      Stop(schedule_->Leave(*reader->read, stopped));
      reader->ended_at = now_;
    }
    while (!arrivals_.empty() && arrivals_.front() <= now_) Arrive();
  }

  void Arrive() {
    arrivals_.erase(arrivals_.begin());
    if (OneIn(2)) schedule_->Announce(now_);
    std::vector<cts::BucketQuery> queries;
    const int count = OneIn(6) ? 1 + Roll(9) : 1 + Roll(2);
    for (int i = 0; i < count; ++i) queries.push_back(SomeQuery());
    auto reader = std::make_unique<Reader>();
    const auto limit = OneIn(3) ? 100ms + Duration(5'000) : 10s + Duration(110'000);
    reader->read = std::make_shared<Read>(queries, now_, now_ + limit);
    if (OneIn(8)) reader->stop_at = now_ + Duration(10'000);
    reader->story.queries = reader->read->queries.size();
    reader->story.arrival = now_;
    reader->story.deadline = now_ + limit;
    schedule_->Add(reader->read, now_);
    readers_.push_back(std::move(reader));
  }

  cts::BucketQuery SomeQuery() {
    const bool poisoned = OneIn(25);
    cts::BucketQuery query{(poisoned ? "poison" : "b") + std::to_string(Roll(8)), "r", {}, {}};
    if (OneIn(4)) query.kms_id = "k";
    if (query.kms_id && OneIn(2)) query.encryption = OneIn(2);
    return query;
  }

  void Return(const Flight& flight) {
    for (const auto& part : flight.call->parts) Record(flight, part);
    const auto* result = std::get_if<0>(&flight.outcome);
    if (*result) limit_.Succeeded();
    if (!*result && result->error().error.http_status == 429) limit_.Throttled(flight.call->token);
    const auto returned = schedule_->Return(flight.call, flight.outcome, now_);
    Stop(returned.abandoned);
    for (const auto& reader : readers_) {
      if (reader->read->done && reader->ended_at == SteadyTime::max()) reader->ended_at = now_;
    }
  }

  // The state of a part, from what the service received and sent.
  void Record(const Flight& flight, const batch::Part& part) {
    const auto& result = std::get<0>(flight.outcome);
    CallOfRead call;
    call.begin = flight.call->begun;
    call.end = now_;
    call.queries = part.queries;
    call.shared = flight.call->parts.size() > 1;
    if (result) {
      call.verdicts.emplace();
      for (const auto i : part.queries) {
        const auto found = std::ranges::find(flight.call->queries, part.read->queries[i]);
        call.verdicts->push_back(
            (*result)[static_cast<std::size_t>(found - flight.call->queries.begin())]);
      }
    } else {
      call.status = result.error().error.http_status;
      call.may_be_one_query = result.error().may_be_one_query;
      call.new_credentials = result.error().cause == service::RetryCause::kNewCredentials;
      call.retry_after = result.error().retry_after;
    }
    for (const auto& reader : readers_) {
      if (reader->read == part.read) reader->story.calls.push_back(std::move(call));
    }
  }

  void Stop(const std::vector<std::shared_ptr<Call>>& abandoned) {
    for (const auto& call : abandoned) {
      for (auto& flight : flights_) {
        if (flight.call != call || flight.returns_at < now_ + 1ms) continue;
        flight.returns_at = now_ + 1ms;
        flight.outcome = Failed(0, service::Error::Kind::kCancelled);
      }
    }
  }

  // ---- The service

  static tl::expected<batch::Verdicts, cts::CheckFailure> Failed(
      int status, service::Error::Kind kind = service::Error::Kind::kHttp) {
    cts::CheckFailure failure;
    failure.error.kind = kind;
    failure.error.http_status = status;
    failure.cause = service::CauseOfStatus(status);
    failure.may_be_one_query = status == 400;
    return tl::unexpected(std::move(failure));
  }

  std::pair<batch::Outcome, std::chrono::milliseconds> Respond(const Call& call) {
    const auto latency = OneIn(6) ? Duration(30'000) : 1ms + Duration(50);
    const bool poisoned = std::ranges::any_of(
        call.queries, [](const auto& query) { return query.name.starts_with("poison"); });
    if (poisoned) return {Failed(400), latency};
    if (OneIn(5)) {
      constexpr int kStatuses[] = {500, 502, 504, 429, 429, 429, 403, 503, 401, 401};
      auto failed = Failed(kStatuses[Roll(10)]);
      auto& failure = failed.error();
      if (failure.error.http_status == 429 && OneIn(2)) failure.retry_after = Duration(90'000);
      if (failure.error.http_status == 401 && OneIn(2)) {
        failure.cause = service::RetryCause::kNewCredentials;
      }
      return {failed, latency};
    }
    batch::Verdicts verdicts;
    for (const auto& query : call.queries) verdicts.push_back(VerdictOn(query));
    return {verdicts, latency};
  }

  cts::BucketVerdict VerdictOn(const cts::BucketQuery& query) {
    constexpr int kCodes[] = {500, 429, 502, 504};
    const auto label = query.name + query.kms_id.value_or("") +
                       (query.encryption ? std::to_string(*query.encryption) : "");
    if (OneIn(8)) return {false, kCodes[Roll(4)], {}, label};
    return OneIn(6) ? cts::BucketVerdict{false, 404, {}, label}
                    : cts::BucketVerdict{true, 200, {}, label};
  }

  // ---- The comparison

  std::string Compare() {
    const auto at_limit = at_limit_.UpTo(now_);
    const auto full = full_.UpTo(now_);
    for (std::size_t i = 0; i < readers_.size(); ++i) {
      auto& reader = *readers_[i];
      reader.story.at_limit = at_limit;
      reader.story.full = full;
      std::string problem;
      const auto expected = ComputeExpected(reader.story, max_retries_, problem);
      if (problem.empty()) problem = Difference(expected, reader);
      if (!problem.empty()) {
        return "read " + std::to_string(i) + ": " + problem + "\n" + ToText(reader.story);
      }
    }
    return "";
  }

  static std::string Difference(const Expected& expected, const Reader& reader) {
    using End = Expected::End;
    using Kind = service::Error::Kind;
    const Read& read = *reader.read;
    if (!read.done) return "it never ended";
    if (reader.ended_at != expected.at) return "it ended at another time";
    const End end = !read.error                            ? End::kVerdicts
                    : read.error->kind == Kind::kTimeout   ? End::kTimeout
                    : read.error->kind == Kind::kCancelled ? End::kCancelled
                                                           : End::kFailure;
    if (end != expected.end) return "it ended in another way";
    if (end == End::kFailure && read.error->http_status != expected.status) {
      return "it got the error of another call";
    }
    if (end == End::kVerdicts && read.verdicts != expected.verdicts) {
      return "it got other verdicts";
    }
    for (std::size_t i = 0; end == End::kVerdicts && i < read.queries.size(); ++i) {
      const auto& query = read.queries[i];
      const auto label = query.name + query.kms_id.value_or("") +
                         (query.encryption ? std::to_string(*query.encryption) : "");
      if (read.verdicts[i]->error_message != label) return "it got the verdict of another bucket";
    }
    return "";
  }

  std::mt19937 random_;
  batch::Options options_;
  int max_retries_ = 0;
  std::unique_ptr<Schedule> schedule_;
  batch::ParallelLimit limit_{1};  // what the schedule's own should be
  SteadyTime now_;
  std::vector<SteadyTime> arrivals_;
  std::vector<std::unique_ptr<Reader>> readers_;
  std::vector<Flight> flights_;
  PeriodLog at_limit_;
  PeriodLog full_;
  std::string problem_;
};

unsigned FromEnvironment(const char* name, unsigned otherwise) {
  const char* given = std::getenv(name);
  return given == nullptr ? otherwise : static_cast<unsigned>(std::strtoul(given, nullptr, 10));
}

TEST(Model, EachReadGetsWhatTheModelSays) {
  const auto first = FromEnvironment("CTS_SCHEDULE_SEED", 1'000);
  const auto count = FromEnvironment("CTS_SCHEDULES", 2'000);
  for (unsigned seed = first; seed < first + count; ++seed) {
    ASSERT_EQ(World(seed).Run(), "") << "CTS_SCHEDULE_SEED=" << seed << " CTS_SCHEDULES=1";
  }
}

TEST(Model, SeedsThatOnceFailedPass) {
  for (const auto seed : kRegressionSeeds) EXPECT_EQ(World(seed).Run(), "") << seed;
}

}  // namespace
}  // namespace provider::testing
