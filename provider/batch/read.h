// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What the batcher moves: reads, the parts they are cut into, and the calls that carry parts of
// several reads. A verdict, an error, a deadline and a retry budget belong to a read, never to a
// call, so that reads in one call cannot harm each other.

#pragma once

#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <stop_token>
#include <variant>
#include <vector>

#include <tl/expected.hpp>

#include "provider/base/clock.h"
#include "provider/batch/wait_policy.h"
#include "provider/cts/check_bucket.h"
#include "provider/service/activity.h"
#include "provider/service/error.h"
#include "provider/service/retry_policy.h"

namespace provider::batch {

using Verdicts = std::vector<cts::BucketVerdict>;
// What a call came to; an exception is a bug that is thrown to each of its reads.
using Outcome = std::variant<tl::expected<Verdicts, cts::CheckFailure>, std::exception_ptr>;

struct Call;

// One read under way. The constants are set once; the rest belongs to the batcher's mutex.
struct Read {
  Read(const std::vector<cts::BucketQuery>& asked, base::SteadyTime now, base::SteadyTime limit);

  // Its verdicts in the order that was asked for, or its own error. Throws what its call threw.
  [[nodiscard]] tl::expected<Verdicts, service::Error> TakeResult();
  [[nodiscard]] bool HasAllVerdicts() const;

  const unsigned number;                  // of this process's reads; for the log
  std::vector<cts::BucketQuery> queries;  // constant; each once
  std::vector<std::size_t> places;        // constant; of what was asked, in `queries`
  const base::SteadyTime arrival;
  const base::SteadyTime deadline;

  std::vector<std::optional<cts::BucketVerdict>> verdicts;  // by `queries`; the last one of each
  std::size_t open = 0;                                     // queries whose verdict is not final
  std::optional<service::Error> last_failure;  // of an attempt that was followed by another
  std::optional<service::Error> error;
  std::exception_ptr exception;
  bool done = false;  // it has all it will get, or it left

  std::shared_ptr<Call> own_call;  // for its reader to carry: nobody else waits for it
  base::SteadyTime sleeps_until = base::SteadyTime::min();  // its reader, unless woken
  std::stop_source wake;                                    // wakes the reader
};

// Some queries of a read that go into one call together.
struct Part {
  std::shared_ptr<Read> read;
  std::vector<std::size_t> queries;  // in Read::queries
  base::SteadyTime due;              // not sent before: its arrival, or the end of a back-off
  service::RetryBudget budget = {};
  int attempts = 0;
  bool released = false;    // need not wait for other reads any more
  bool saw_return = false;  // a call returned while it was pending

  [[nodiscard]] const cts::BucketQuery& query(std::size_t i) const {
    return read->queries[queries[i]];
  }
};
using Parts = std::vector<Part>;

// The parts of a read that has just come: at most `max_queries` in each, and none with two queries
// that a response could not tell apart.
[[nodiscard]] Parts Divide(const std::shared_ptr<Read>& read, std::size_t max_queries);

// What is sent at once: the queries of its parts, identical ones once. All but `stop` and
// `activity`, which are thread safe, is constant once it is sent.
struct Call {
  Call(Parts carried, ParallelLimit::Token limit_token, base::SteadyTime now);

  [[nodiscard]] bool IsDeserted() const;  // nobody waits for it any more
  // Whether it carries all that one read waits for, and nothing of others.
  [[nodiscard]] bool IsOwnOfOneRead() const;
  [[nodiscard]] bool Carries(const Read& read) const;
  [[nodiscard]] int attempt() const;  // of the part that was sent most often

  Parts parts;
  const ParallelLimit::Token token;
  const base::SteadyTime begun;
  std::vector<cts::BucketQuery> queries;
  std::vector<std::size_t> places;                      // in `queries`, of each part's, in order
  base::SteadyTime deadline = base::SteadyTime::min();  // its latest read's
  std::stop_source stop;
  service::Activity activity;
};

}  // namespace provider::batch
