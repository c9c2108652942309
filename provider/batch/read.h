// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What a RequestBatcher moves: reads, the parts they are cut into, and the calls that carry them.
//
// Wrong to expect: a call outlives the reads it carries. A read that left is marked done, and its
// part is carried on for nothing.

#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <unordered_map>
#include <utility>
#include <vector>

#include "provider/base/clock.h"
#include "provider/batch/parallel_limit.h"

namespace provider::batch {

// Where each distinct query stands; refers to them.
template <typename Query>
using Places = std::unordered_map<std::reference_wrapper<const Query>, std::size_t,
                                  std::hash<Query>, std::equal_to<Query>>;

// One read under way. `queries`, `places`, `deadline` and `arrival` are constant; the rest belongs
// to the batcher's mutex.
template <typename Query, typename Verdict, typename Error>
struct Read {
  Read(const std::vector<Query>& asked, base::SteadyTime limit, base::SteadyTime now)
      : deadline(limit), arrival(now) {
    Places<Query> seen(asked.size());
    places.reserve(asked.size());
    queries.reserve(asked.size());
    for (const Query& query : asked) {
      const auto [entry, fresh] = seen.try_emplace(query, queries.size());
      if (fresh) queries.push_back(query);
      places.push_back(entry->second);
    }
    verdicts.resize(queries.size());
  }

  std::vector<Query> queries;       // each once
  std::vector<std::size_t> places;  // of what was asked, in `queries`
  const base::SteadyTime deadline;
  const base::SteadyTime arrival;

  std::vector<Verdict> verdicts;  // by `queries`
  std::size_t open_parts = 0;
  bool done = false;  // it has all it will get, or it left
  std::optional<Error> error;
  std::exception_ptr exception;
  base::SteadyTime wake_at = base::SteadyTime::min();  // when the reader's sleep ends by itself
  std::stop_source wake;                               // ends it before
};

// A run of a read's queries that goes into one call.
template <typename Read>
struct Part {
  std::shared_ptr<Read> read;
  std::size_t first = 0;
  std::size_t count = 0;
  bool saw_return = false;  // of a call, while it gathered
  bool released = false;    // need not wait for company any more

  [[nodiscard]] const auto* begin() const { return read->queries.data() + first; }
  [[nodiscard]] const auto* end() const { return begin() + count; }
};

// What is sent at once: the parts' queries, identical ones once.
template <typename Query, typename Read>
struct Call {
  Call(std::vector<Part<Read>> carried, ParallelLimit::Token limit_token)
      : parts(std::move(carried)), token(limit_token) {
    Places<Query> seen;
    for (const auto& part : parts) {
      deadline = std::max(deadline, part.read->deadline);
      for (const Query& query : part) {
        const auto [entry, fresh] = seen.try_emplace(query, queries.size());
        if (fresh) queries.push_back(query);
        places.push_back(entry->second);
      }
    }
  }

  [[nodiscard]] bool IsDeserted() const {
    return std::all_of(parts.begin(), parts.end(),
                       [](const auto& part) { return part.read->done; });
  }

  const std::vector<Part<Read>> parts;
  const ParallelLimit::Token token;
  std::vector<Query> queries;
  std::vector<std::size_t> places;                      // in `queries`, of each query of each part
  base::SteadyTime deadline = base::SteadyTime::min();  // its latest member's
  std::stop_source stop;
};

}  // namespace provider::batch
