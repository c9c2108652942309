// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cts/check_bucket.h"

#include <functional>
#include <unordered_map>
#include <utility>

#include "provider/base/backoff.h"
#include "provider/service/caller.h"
#include "provider/service/endpoint.h"
#include "provider/service/envelope.h"

namespace provider::cts {
namespace {

using service::Error;

constexpr std::size_t kMaxAnswer = 32U << 20;  // ten thousand buckets are 5 MB

// One call's worth of distinct queries.
struct Calls {
  std::vector<BucketQuery> distinct;
  std::vector<std::size_t> place;                // of each query, in `distinct`
  std::vector<std::vector<std::size_t>> groups;  // indices into `distinct`, one group a call
};

struct MatchAlike {
  bool operator()(const BucketQuery& a, const BucketQuery& b) const {
    return a.name == b.name && a.location == b.location && a.kms_id == b.kms_id;
  }
};

// An answer is matched by name, location and key, so two queries that differ only in `encryption`
// must not share a call.
Calls Divide(const std::vector<BucketQuery>& queries) {
  Calls calls;
  using QueryRef = std::reference_wrapper<const BucketQuery>;
  using Hash = std::hash<BucketQuery>;
  std::unordered_map<QueryRef, std::size_t, Hash, std::equal_to<BucketQuery>> places(
      queries.size());
  std::unordered_map<QueryRef, std::size_t, Hash, MatchAlike> rounds(queries.size());
  calls.distinct.reserve(queries.size());
  calls.place.reserve(queries.size());
  for (const auto& query : queries) {
    const auto [entry, fresh] = places.try_emplace(query, calls.distinct.size());
    calls.place.push_back(entry->second);
    if (!fresh) continue;
    const std::size_t round = rounds[query]++;
    if (round == calls.groups.size()) calls.groups.emplace_back();
    calls.groups[round].push_back(calls.distinct.size());
    calls.distinct.push_back(query);
  }
  return calls;
}

bool IsTransient(const BucketVerdict& verdict) {
  return !verdict.success && verdict.response_code && *verdict.response_code > 0 &&
         *verdict.response_code < 1000 &&
         service::IsTransientStatus(static_cast<int>(*verdict.response_code));
}

// Notices the 429s that a caller retries by itself.
class ThrottleGauge final : public http::Transport {
 public:
  explicit ThrottleGauge(http::Transport& transport) : transport_(transport) {}

  tl::expected<http::Response, http::TransportError> Send(const http::Request& request,
                                                          std::stop_token stop) override {
    auto response = transport_.Send(request, std::move(stop));
    if (response && response->status == 429) throttled_ = true;
    return response;
  }
  [[nodiscard]] bool throttled() const { return throttled_; }

 private:
  http::Transport& transport_;
  bool throttled_ = false;  // one check, one thread
};

class Check {
 public:
  Check(auth::Session& session, const CheckRequest& request, const auth::Scope& scope,
        std::stop_token stop)
      : session_(session),
        request_(request),
        scope_(scope),
        stop_(std::move(stop)),
        gauge_(session.caller().dependencies().transport),
        caller_(
            {gauge_, session.caller().dependencies().clock, session.caller().dependencies().random},
            session.caller().policy()) {}

  // Asks about `group` of `queries` and again about those whose own answer was transient; writes
  // their places in `verdicts`.
  tl::expected<void, Error> Run(const std::vector<BucketQuery>& queries,
                                std::vector<std::size_t> group,
                                std::vector<BucketVerdict>& verdicts) const {
    if (auto asked = Ask(caller_, queries, group, verdicts); !asked) return asked;
    // The rounds are the retries here: each makes its call once.
    const service::Caller once(caller_.dependencies(), {0, caller_.policy().backoff});
    auto& clock = caller_.dependencies().clock;
    for (int retry = 1; retry <= caller_.policy().max_retries; ++retry) {
      std::erase_if(group, [&](std::size_t i) { return !IsTransient(verdicts[i]); });
      if (group.empty()) break;
      const auto next = clock.SteadyNow() + base::BackoffDelay(caller_.policy().backoff, retry,
                                                               caller_.dependencies().random);
      if (next >= request_.deadline) break;
      clock.SleepUntil(next, stop_);
      auto asked = Ask(once, queries, group, verdicts);
      // What a bucket answered before stands when it cannot be asked again.
      if (!asked && asked.error().kind == Error::Kind::kCancelled) return asked;
      if (!asked && !service::IsTransientStatus(asked.error().http_status)) break;
    }
    return {};
  }

  [[nodiscard]] bool throttled() const { return gauge_.throttled(); }

 private:
  tl::expected<void, Error> Ask(const service::Caller& caller,
                                const std::vector<BucketQuery>& queries,
                                const std::vector<std::size_t>& group,
                                std::vector<BucketVerdict>& verdicts) const {
    std::vector<BucketQuery> some;
    if (group.size() < queries.size()) {
      some.reserve(group.size());
      for (const auto i : group) some.push_back(queries[i]);
    }
    const auto& asked = some.empty() ? queries : some;

    http::Request call;
    call.method = "POST";
    call.url = session_.settings().endpoints.InRegion(request_.region).Cts() + "/v3/" +
               scope_.domain_id + "/checkbucket";
    call.headers = {{"Content-Type", "application/json"}};
    if (!scope_.project_id.empty()) call.headers.emplace_back("X-Project-Id", scope_.project_id);
    call.body = WriteRequestBody(asked);
    call.deadline = request_.deadline;
    call.max_answer_bytes = kMaxAnswer;
    const std::string endpoint = service::OriginOf(call.url);
    const auto response =
        caller.Call(std::move(call), kCheckOperation, &session_.authorizer(), stop_);
    if (!response) return tl::unexpected(response.error());

    auto answer = ReadAnswer(response->body, asked);
    if (!answer) {
      Error error;
      error.kind = Error::Kind::kNotUnderstood;
      error.operation = kCheckOperation;
      error.endpoint = endpoint;
      error.http_status = response->status;
      error.message = std::move(answer.error());
      error.request_id =
          service::ReadErrorBody({response->status, response->headers, {}}).request_id;
      error.attempts = 1;
      error.hint =
          "Check region, cloud and endpoints.cts. If they are right, report this with the "
          "request ID.";
      return tl::unexpected(std::move(error));
    }
    for (std::size_t i = 0; i < group.size(); ++i) verdicts[group[i]] = std::move((*answer)[i]);
    return {};
  }

  auth::Session& session_;
  const CheckRequest& request_;
  const auth::Scope& scope_;
  const std::stop_token stop_;
  ThrottleGauge gauge_;
  const service::Caller caller_;
};

}  // namespace

tl::expected<CheckAnswer, Error> CheckBuckets(auth::Session& session, const CheckRequest& request,
                                              std::stop_token stop) {
  if (request.queries.empty()) return CheckAnswer{};
  auto scope = session.ScopeFor(request.region, request.deadline, stop);
  if (!scope) return tl::unexpected(std::move(scope.error()));

  Calls calls = Divide(request.queries);
  std::vector<BucketVerdict> verdicts(calls.distinct.size());
  const Check check(session, request, *scope, std::move(stop));
  for (auto& group : calls.groups) {
    if (auto run = check.Run(calls.distinct, std::move(group), verdicts); !run) {
      return tl::unexpected(std::move(run.error()));
    }
  }
  CheckAnswer answer;
  answer.domain_id = scope->domain_id;
  answer.throttled = check.throttled();
  answer.verdicts.reserve(calls.place.size());
  for (const auto place : calls.place) answer.verdicts.push_back(verdicts[place]);
  return answer;
}

}  // namespace provider::cts

std::size_t std::hash<provider::cts::BucketQuery>::operator()(
    const provider::cts::BucketQuery& query) const noexcept {
  constexpr std::size_t kOdd = 0x9E3779B97F4A7C15;  // 2^64 / the golden ratio
  const std::hash<std::string> hash;
  return (hash(query.name) * kOdd + hash(query.location)) * kOdd +
         (query.kms_id ? hash(*query.kms_id) : 0);
}
