// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/batch/read.h"

#include <algorithm>
#include <functional>
#include <unordered_map>
#include <utility>

#include "provider/base/log.h"

namespace provider::batch {
namespace {

using cts::BucketQuery;

template <typename Equal>
using IndexOf = std::unordered_map<std::reference_wrapper<const BucketQuery>, std::size_t,
                                   std::hash<BucketQuery>, Equal>;
// The position of each distinct query.
using IndexOfQuery = IndexOf<std::equal_to<BucketQuery>>;

}  // namespace

Read::Read(const std::vector<BucketQuery>& requested, base::SteadyTime now, base::SteadyTime limit)
    : number(base::LogScope::Current()), arrival(now), deadline(limit) {
  IndexOfQuery seen(requested.size());
  indices.reserve(requested.size());
  queries.reserve(requested.size());
  for (const auto& query : requested) {
    const auto [entry, fresh] = seen.try_emplace(query, queries.size());
    if (fresh) queries.push_back(query);
    indices.push_back(entry->second);
  }
  verdicts.resize(queries.size());
  open = queries.size();
}

tl::expected<Verdicts, service::Error> Read::TakeResult() {
  if (exception) std::rethrow_exception(exception);
  if (error) return tl::unexpected(*std::move(error));
  Verdicts all;
  all.reserve(indices.size());
  for (const auto index : indices) all.push_back(verdicts[index].value());
  return all;
}

bool Read::HasAllVerdicts() const {
  return std::ranges::all_of(verdicts, [](const auto& verdict) { return verdict.has_value(); });
}

Parts Divide(const std::shared_ptr<Read>& read, std::size_t max_queries) {
  // For each query, how many earlier ones a response could not tell from it.
  IndexOf<cts::MatchAlike> alike(read->queries.size());
  std::vector<std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < read->queries.size(); ++i) {
    const std::size_t group = alike[read->queries[i]]++;
    if (group == groups.size()) groups.emplace_back();
    groups[group].push_back(i);
  }
  Parts parts;
  for (const auto& group : groups) {
    for (auto first = group.begin(); first != group.end();) {
      const auto size =
          std::min<std::ptrdiff_t>(group.end() - first, static_cast<std::ptrdiff_t>(max_queries));
      parts.push_back({.read = read, .queries = {first, first + size}, .due = read->arrival});
      first += size;
    }
  }
  return parts;
}

Call::Call(Parts carried, ParallelLimit::Token limit_token, base::SteadyTime now)
    : parts(std::move(carried)), token(limit_token), begun(now) {
  IndexOfQuery seen;
  for (const auto& part : parts) {
    deadline = std::max(deadline, part.read->deadline);
    for (std::size_t i = 0; i < part.queries.size(); ++i) {
      const auto [entry, fresh] = seen.try_emplace(part.query(i), queries.size());
      if (fresh) queries.push_back(part.query(i));
      indices.push_back(entry->second);
    }
  }
}

bool Call::IsAbandoned() const {
  return std::ranges::all_of(parts, [](const Part& part) { return part.read->done; });
}

bool Call::IsOwnOfOneRead() const {
  return parts.size() == 1 && parts.front().queries.size() == parts.front().read->open;
}

int Call::attempt() const {
  int attempts = 0;
  for (const auto& part : parts) attempts = std::max(attempts, part.attempts);
  return attempts + 1;
}

bool Call::Contains(const Read& read) const {
  return std::ranges::any_of(parts, [&read](const Part& part) { return part.read.get() == &read; });
}

}  // namespace provider::batch
