// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The data of the batcher: reads, the parts they are divided into, and the calls that carry parts
// of several reads. Verdicts, errors, deadlines and retry budgets belong to a read, never to a
// call, so that reads in one call cannot affect each other.

#pragma once

#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
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
// The outcome of a call. An exception is a bug; it is rethrown in each of the call's reads.
using Outcome = std::variant<tl::expected<Verdicts, cts::CheckFailure>, std::exception_ptr>;

struct Call;

// One read in progress. Constant members are set once; the others are guarded by the batcher's
// mutex.
struct Read {
  Read(const std::vector<cts::BucketQuery>& requested, base::SteadyTime now,
       base::SteadyTime limit);

  // The verdicts in the order of the queries as requested, or the read's own error. Rethrows what
  // its call threw.
  [[nodiscard]] tl::expected<Verdicts, service::Error> TakeResult();
  [[nodiscard]] bool HasAllVerdicts() const;

  const std::string number;               // for the log: the LogScope of the reader's thread
  std::vector<cts::BucketQuery> queries;  // constant; without duplicates
  std::vector<std::size_t> indices;       // constant; per requested query, its index in `queries`
  const base::SteadyTime arrival;
  const base::SteadyTime deadline;

  std::vector<std::optional<cts::BucketVerdict>> verdicts;  // parallel to `queries`; the latest
  std::size_t open = 0;                                     // queries whose verdict is not final
  std::optional<service::Error> last_failure;  // of an attempt that was followed by a retry
  std::optional<service::Error> error;
  std::exception_ptr exception;
  bool done = false;                               // has its result, or has left
  Wait::Reason logged_wait = Wait::Reason::kNone;  // the last one that was logged

  std::shared_ptr<Call> own_call;  // run by the reader itself; no other read waits for it
  base::SteadyTime sleeps_until = base::SteadyTime::min();  // when the reader wakes at the latest
  std::stop_source wake;                                    // wakes the reader
};

// Queries of a read that go into one call together.
struct Part {
  std::shared_ptr<Read> read;
  std::vector<std::size_t> queries;  // indices into Read::queries
  base::SteadyTime due;              // earliest time to send: arrival, or end of back-off
  service::RetryBudget budget = {};
  int attempts = 0;
  bool released = false;    // no longer waits for other reads
  bool saw_return = false;  // a call returned while this part was pending

  [[nodiscard]] const cts::BucketQuery& query(std::size_t i) const {
    return read->queries[queries[i]];
  }
};
using Parts = std::vector<Part>;

// Divides a new read into parts of at most `max_queries`, so that no part has two queries that a
// response could not tell apart.
[[nodiscard]] Parts Divide(const std::shared_ptr<Read>& read, std::size_t max_queries);

// The contents of one call: the queries of its parts, without duplicates. Everything except `stop`
// and `activity`, which are thread safe, is constant once the call is sent.
struct Call {
  Call(Parts carried, ParallelLimit::Token limit_token, base::SteadyTime now);

  [[nodiscard]] bool IsAbandoned() const;  // no read waits for it any more
  // True if the call carries everything that one read waits for, and nothing else.
  [[nodiscard]] bool IsOwnOfOneRead() const;
  [[nodiscard]] bool Contains(const Read& read) const;
  [[nodiscard]] int attempt() const;  // of the part with the most attempts

  Parts parts;
  const ParallelLimit::Token token;
  const base::SteadyTime begun;
  std::vector<cts::BucketQuery> queries;
  std::vector<std::size_t> indices;                     // of its parts' queries, in `queries`
  base::SteadyTime deadline = base::SteadyTime::min();  // the latest deadline of its reads
  std::stop_source stop;
  service::Activity activity;
};

}  // namespace provider::batch
