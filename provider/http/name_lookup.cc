// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/name_lookup.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <tuple>

#define CURL_STRICTER  // distinct types for CURL and CURLM, which curl 8.11 no longer has
#include <curl/curl.h>

#include "provider/http/dns_client.h"
#include "provider/http/network.h"

namespace provider::http {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kUntilTheNextServer{2'000};
constexpr milliseconds kUntilTheNextName{300};
constexpr milliseconds kForTheOtherFamily{500};  // RFC 8305 uses 50 ms; DNS may be slower
constexpr milliseconds kLongestWait{60'000};

// The look-up of one address family of one name: asks one server after another until one has a
// final reply.
struct Question {
  struct Turn {
    std::size_t server = 0;
    base::SteadyTime started_at;
    std::optional<DnsReply> reply = std::nullopt;
    bool seen = false;  // the reply has been processed
  };

  AddressFamily family = AddressFamily::kIpv4;
  bool done = false;
  std::vector<std::unique_ptr<Turn>> turns = {};  // stable: replies are written into them
  std::optional<DnsReply> reply = std::nullopt;   // the final one, otherwise the last one

  [[nodiscard]] bool HasAddresses() const {
    return reply && reply->kind == DnsReply::Kind::kAddresses;
  }
  [[nodiscard]] bool NextTurnIsDue(base::SteadyTime now) const {
    return turns.empty() || turns.back()->reply ||
           now >= turns.back()->started_at + kUntilTheNextServer;
  }
};

// One of the full names to try.
struct Candidate {
  std::string name;
  base::SteadyTime started_at = {};
  base::SteadyTime reachable_at = base::SteadyTime::max();  // when it had an address with a route
  std::array<Question, 2> questions{Question{}, Question{.family = AddressFamily::kIpv6}};

  [[nodiscard]] bool Started() const { return !questions[0].turns.empty(); }
  [[nodiscard]] bool Settled(base::SteadyTime now) const {
    if (std::ranges::all_of(questions, [](const auto& each) { return each.done; })) return true;
    return reachable_at != base::SteadyTime::max() && now >= reachable_at + kForTheOtherFamily;
  }
  [[nodiscard]] Addresses Found() const {
    Addresses all;
    for (const auto& question : questions) {
      if (!question.HasAddresses()) continue;
      all.insert(all.end(), question.reply->addresses.begin(), question.reply->addresses.end());
    }
    return all;
  }
};

class LookUp {
 public:
  LookUp(const NameQuery& query, const ResolverSettings& settings)
      : query_(query), settings_(settings), client_(settings) {
    for (auto& name : CandidateNames(query.name, settings)) {
      candidates_.push_back(std::make_unique<Candidate>(Candidate{.name = std::move(name)}));
    }
    static std::atomic<std::size_t> next{0};
    if (settings.rotate) best_server_ = next++ % settings.servers.size();
  }

  NameResult Run() {
    for (;;) {
      if (query_.stop.stop_requested()) {
        return tl::unexpected(NameError{NameError::Kind::kCancelled, {}, {}});
      }
      const auto now = std::chrono::steady_clock::now();
      Advance(now);
      if (auto result = Outcome(now)) return *std::move(result);
      if (now >= query_.deadline) return AtTheDeadline();
      auto descriptors = client_.Descriptors();
      query_.wait(descriptors, client_.WaitLimit(UntilNextChange(now)));
      client_.Process(descriptors);
    }
  }

 private:
  // Processes the replies that have arrived, and sends the questions that are due.
  void Advance(base::SteadyTime now) {
    bool next_is_due = true;
    for (auto& candidate : candidates_) {
      if (!candidate->Started() && !next_is_due) return;
      if (!candidate->Started()) candidate->started_at = now;
      for (auto& question : candidate->questions) AdvanceQuestion(*candidate, question, now);
      const bool found =
          candidate->questions[0].HasAddresses() || candidate->questions[1].HasAddresses();
      if (found && candidate->reachable_at == base::SteadyTime::max() &&
          std::ranges::any_of(candidate->Found(), HasRoute)) {
        candidate->reachable_at = now;
      }
      next_is_due =
          !found && (candidate->Settled(now) || now >= candidate->started_at + kUntilTheNextName);
    }
  }

  void AdvanceQuestion(const Candidate& candidate, Question& question, base::SteadyTime now) {
    const bool is_ipv6 = question.family == AddressFamily::kIpv6;
    if (is_ipv6 && settings_.no_ipv6) question.done = true;
    if (is_ipv6 && settings_.one_by_one && !candidate.questions[0].done) return;
    const auto most = settings_.servers.size() * static_cast<std::size_t>(settings_.attempts);
    while (!question.done) {
      for (const auto& turn : question.turns) TakeReply(*turn, question);
      if (question.done) return;
      if (question.turns.size() < most && question.NextTurnIsDue(now)) {
        Query(candidate, question, now);  // if the socket fails, there is a reply at once
        continue;
      }
      question.done = question.turns.size() == most &&
                      std::ranges::all_of(question.turns, &Question::Turn::seen);
      return;
    }
  }

  void TakeReply(Question::Turn& turn, Question& question) {
    if (!turn.reply || turn.seen) return;
    turn.seen = true;
    question.reply = turn.reply;
    question.done = turn.reply->IsFinal();
    if (turn.reply->kind == DnsReply::Kind::kSilent) return;
    some_server_answered_ = true;
    best_server_ = turn.server;
  }

  void Query(const Candidate& candidate, Question& question, base::SteadyTime now) {
    const auto first = question.turns.empty() ? best_server_ : question.turns.front()->server;
    const auto server = (first + question.turns.size()) % settings_.servers.size();
    auto& turn = *question.turns.emplace_back(
        std::make_unique<Question::Turn>(Question::Turn{.server = server, .started_at = now}));
    client_.Query(server, candidate.name, question.family, turn.reply);
  }

  // The addresses of the first name in the list that has any; an error once all names are settled.
  [[nodiscard]] std::optional<NameResult> Outcome(base::SteadyTime now) const {
    for (const auto& candidate : candidates_) {
      if (!candidate->Started() || !candidate->Settled(now)) return std::nullopt;
      if (auto found = candidate->Found(); !found.empty()) {
        SortByRoute(found);
        return found;
      }
    }
    return tl::unexpected(WhyNotFound());
  }

  // A name further down the list may have an address while earlier ones have no reply yet.
  [[nodiscard]] NameResult AtTheDeadline() const {
    for (const auto& candidate : candidates_) {
      auto found = candidate->Found();
      if (found.empty()) continue;
      SortByRoute(found);
      return found;
    }
    return tl::unexpected(WhyNotFound());
  }

  [[nodiscard]] milliseconds UntilNextChange(base::SteadyTime now) const {
    auto next = std::min(query_.deadline, now + kLongestWait);
    for (const auto& candidate : candidates_) {
      if (!candidate->Started()) break;
      if (!candidate->Settled(now) && candidate->started_at + kUntilTheNextName > now) {
        next = std::min(next, candidate->started_at + kUntilTheNextName);
      }
      for (const auto& question : candidate->questions) {
        if (question.done || question.turns.empty()) continue;
        const auto due = question.turns.back()->started_at + kUntilTheNextServer;
        if (due > now) next = std::min(next, due);
      }
      if (candidate->reachable_at != base::SteadyTime::max()) {
        const auto due = candidate->reachable_at + kForTheOtherFamily;
        if (due > now) next = std::min(next, due);
      }
    }
    return std::max(std::chrono::ceil<milliseconds>(next - now), milliseconds(0));
  }

  // The error of the name as it was written: users know that one, not those of the search list.
  [[nodiscard]] NameError WhyNotFound() const {
    using Kind = DnsReply::Kind;
    NameError error;
    error.servers = settings_.servers;
    if (!some_server_answered_) {
      if (!CanOpenSocket()) error.kind = NameError::Kind::kDescriptors;
      return error;
    }
    const auto bare = CandidateNames(query_.name + ".", settings_).front();
    const auto as_written =
        std::ranges::find_if(candidates_, [&bare](const auto& each) { return each->name == bare; });
    const auto says = [&](Kind kind) {
      return std::ranges::any_of((*as_written)->questions, [kind](const Question& question) {
        return question.reply && question.reply->kind == kind;
      });
    };
    if (says(Kind::kNoSuchName)) {
      error.kind = NameError::Kind::kNoSuchName;
    } else if (says(Kind::kFailed)) {
      error.kind = NameError::Kind::kFailed;
      for (const auto& question : (*as_written)->questions) {
        if (question.reply && error.failure.empty()) error.failure = question.reply->failure;
      }
    } else if (says(Kind::kNoAddress)) {
      error.kind = NameError::Kind::kNoAddress;
    } else {  // only other names of the search list had a reply
      error.kind = NameError::Kind::kFailed;
      error.failure = "no response in time";
    }
    return error;
  }

  const NameQuery& query_;
  const ResolverSettings& settings_;
  std::vector<std::unique_ptr<Candidate>> candidates_;  // stable: replies are written into them
  std::size_t best_server_ = 0;                         // the last one that replied
  bool some_server_answered_ = false;
  DnsClient client_;  // last: destroyed first, which drops the questions
};

}  // namespace

NameResult LookUpName(const NameQuery& query, const ResolverSettings& settings) {
  return LookUp(query, settings).Run();
}

void SortByRoute(Addresses& addresses) {
  using Keyed = std::tuple<bool, bool, std::string>;  // has no route, is IPv4, address
  std::vector<Keyed> keyed;
  for (auto& address : addresses) {
    const bool is_ipv4 = address.find(':') == std::string::npos;
    keyed.emplace_back(!HasRoute(address), is_ipv4, std::move(address));
  }
  std::ranges::stable_sort(
      keyed, {}, [](const Keyed& each) { return std::pair(std::get<0>(each), std::get<1>(each)); });
  std::ranges::transform(keyed, addresses.begin(),
                         [](Keyed& each) { return std::move(std::get<2>(each)); });
}

}  // namespace provider::http
