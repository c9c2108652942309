// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/unit/batch/model.h"

#include <algorithm>

namespace provider::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

bool IsTransient(int status) { return status == 500 || status == 502 || status == 504; }

bool Overlaps(const Periods& periods, base::SteadyTime from, base::SteadyTime to) {
  return std::ranges::any_of(
      periods, [&](const auto& period) { return period.first < to && period.second > from; });
}

std::string Milliseconds(std::chrono::nanoseconds time) {
  return std::to_string(std::chrono::duration_cast<milliseconds>(time).count()) + " ms";
}

// One query until it has a verdict.
struct Query {
  bool final = false;
  bool sent = false;
  std::optional<cts::BucketVerdict> verdict;
  base::SteadyTime due;
  int retries = 0;
  int throttlings = 0;
  bool reauthorized = false;

  // Whether it may be sent again after `status`; if so, `due` says when.
  bool MayRetry(const CallOfRead& call, int status, base::SteadyTime deadline, int max_retries) {
    if (call.new_credentials && !reauthorized) {
      reauthorized = true;
      due = call.end;
      return true;
    }
    const bool throttled = status == 429;
    if (max_retries == 0 || (!throttled && !IsTransient(status))) return false;
    if (!throttled && retries == max_retries) return false;
    milliseconds whole = throttled ? seconds(4) : seconds(1);
    for (int i = 0; i < (throttled ? throttlings : retries); ++i) whole *= 2;
    milliseconds wait = std::min<milliseconds>(whole, seconds(16)) * 3 / 4;
    if (throttled && call.retry_after && *call.retry_after > milliseconds(0)) {
      wait = *call.retry_after;
    }
    if (call.end + wait >= deadline) return false;
    ++(throttled ? throttlings : retries);
    due = call.end + wait;
    return true;
  }
};

}  // namespace

Expected ComputeExpected(const ReadStory& story, int max_retries, std::string& problem) {
  using End = Expected::End;
  std::vector<Query> queries(story.queries, Query{.verdict = {}, .due = story.arrival});
  Expected expected;
  const auto end = std::min(story.deadline, story.stopped.value_or(story.deadline));
  const auto is_final = [](const Query& query) { return query.final; };
  const auto has_verdict = [](const Query& query) { return query.verdict.has_value(); };
  // A query may wait for half of its time: for others if it was not sent yet, or for a lowered
  // limit. Only calls up to max_parallel delay it longer.
  const auto check_start = [&](const Query& query, base::SteadyTime begin) {
    const auto half = query.due + (story.deadline - query.due) / 2;
    const bool may_wait = !query.sent || Overlaps(story.at_limit, query.due, begin);
    const auto latest = may_wait ? half : query.due;
    if (begin < query.due) problem = "a query was sent before it was due";
    if (query.final) problem = "a query with a final verdict was sent again";
    if (begin > latest && !Overlaps(story.full, query.due, begin)) {
      problem = "a query was sent late, " + Milliseconds(begin - query.due) + " after it was due";
    }
  };
  const auto finish = [&](End how, base::SteadyTime at) {
    expected.end = how;
    expected.at = at;
    for (std::size_t i = 0; i < queries.size() && how == End::kTimeout; ++i) {
      const bool was_sent = std::ranges::any_of(story.calls, [i](const CallOfRead& call) {
        return std::ranges::find(call.queries, i) != call.queries.end();
      });
      if (!was_sent) check_start(queries[i], at);
    }
    for (const auto& query : queries) expected.verdicts.push_back(query.verdict);
    return expected;
  };
  for (const auto& call : story.calls) {
    const bool came_too_late = call.end > end || (story.stopped && call.end >= *story.stopped);
    for (std::size_t i = 0; i < call.queries.size(); ++i) {
      Query& query = queries[call.queries[i]];
      check_start(query, call.begin);
      query.sent = true;
      if (came_too_late) continue;
      if (call.verdicts) {
        query.verdict = (*call.verdicts)[i];
        const int code = static_cast<int>(query.verdict->response_code.value_or(0));
        query.final =
            query.verdict->success || !query.MayRetry(call, code, story.deadline, max_retries);
      }
    }
    if (came_too_late) continue;
    if (!call.verdicts) {
      expected.status = call.status;
      if (call.may_be_one_query && call.shared) {
        for (const auto i : call.queries) queries[i].due = call.end;
        continue;
      }
      bool again = true;
      for (const auto i : call.queries) {
        again = queries[i].MayRetry(call, call.status, story.deadline, max_retries) && again;
      }
      if (!again) {
        const bool had_verdicts = std::ranges::all_of(
            call.queries, [&](std::size_t i) { return queries[i].verdict.has_value(); });
        if (!had_verdicts || call.status == 401)
          return finish(call.status == 0 ? End::kTimeout : End::kFailure, call.end);
        for (const auto i : call.queries) queries[i].final = true;
      }
    }
    if (std::ranges::all_of(queries, is_final)) return finish(End::kVerdicts, call.end);
  }
  if (story.stopped && *story.stopped <= story.deadline) return finish(End::kCancelled, end);
  if (std::ranges::all_of(queries, has_verdict)) return finish(End::kVerdicts, end);
  return finish(End::kTimeout, end);
}

std::string ToText(const ReadStory& story) {
  const auto since_arrival = [&](base::SteadyTime time) {
    return Milliseconds(time - story.arrival);
  };
  std::string text = std::to_string(story.queries) + " queries, time limit " +
                     since_arrival(story.deadline) + "\n";
  for (const auto& call : story.calls) {
    text += "  from " + since_arrival(call.begin) + " to " + since_arrival(call.end) + ": ";
    text += call.verdicts ? "verdicts" : "status " + std::to_string(call.status);
    text += call.shared ? ", shared, queries" : ", alone, queries";
    for (const auto query : call.queries) text += " " + std::to_string(query);
    text += "\n";
  }
  return text;
}

}  // namespace provider::testing
