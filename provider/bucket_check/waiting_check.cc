// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/bucket_check/waiting_check.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "provider/base/log.h"
#include "provider/text/go_duration.h"

namespace provider::bucket_check {
namespace {

using Duration = std::chrono::nanoseconds;
using service::Error;

constexpr Duration kShortestPause = std::chrono::seconds(2);
constexpr Duration kLongestPause = std::chrono::seconds(10);
// Reads that got their verdicts together check again together. Announcing them early lets them
// share a call.
constexpr Duration kAnnouncedBefore = std::chrono::milliseconds(10);

std::vector<std::size_t> Failing(const batch::Verdicts& verdicts) {
  std::vector<std::size_t> failing;
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    if (!verdicts[i].success) failing.push_back(i);
  }
  return failing;
}

// "OBS.AccessDenied, OBS.NoSuchBucket"
std::string Codes(const batch::Verdicts& verdicts, const std::vector<std::size_t>& failing) {
  std::set<std::string> codes;
  for (const auto i : failing) codes.insert(verdicts[i].error_code.value_or("no code"));
  return fmt::format("{}", fmt::join(codes, ", "));
}

void LogPause(const Pause& pause, const std::string& reason) {
  base::Log(base::LogLevel::kDebug, "Waiting for buckets that cannot receive traces yet",
            {{"round", fmt::format("{}", pause.round)},
             {"buckets", fmt::format("{}", pause.failing)},
             {"reason", reason},
             {"wait",
              text::FormatGoDuration(std::chrono::round<std::chrono::milliseconds>(pause.length))},
             {"wait_for_left",
              text::FormatGoDuration(std::chrono::round<std::chrono::milliseconds>(pause.left))}});
}

void LogEnd(std::size_t rounds, std::string_view reason) {
  if (!base::LogEnabled(base::LogLevel::kDebug)) return;
  base::Log(base::LogLevel::kDebug, "Stopped waiting for buckets",
            {{"round", fmt::format("{}", rounds)}, {"reason", std::string(reason)}});
}

Error Cancelled() {
  Error error;
  error.kind = Error::Kind::kCancelled;
  error.message = "The check was cancelled while it waited for buckets (wait_for).";
  return error;
}

}  // namespace

Duration NextPause(std::size_t round, Duration left) {
  if (left <= Duration::zero()) return Duration::zero();
  if (left < kShortestPause) return round == 1 ? left : Duration::zero();
  Duration pause = kShortestPause;
  for (std::size_t i = 1; i < round && pause < kLongestPause; ++i) pause += pause / 2;
  pause = std::min(pause, kLongestPause);
  if (left - pause >= kShortestPause) return pause;
  return left <= kLongestPause ? left : left / 2;
}

tl::expected<CheckOutcome, Error> CheckAndWait(SharedChecks& checks, base::Clock& clock,
                                               const CheckInput& request,
                                               base::SteadyTime wait_until,
                                               const std::stop_token& stop,
                                               const OnPause& on_pause) {
  auto response = checks.Check(request, stop);
  for (std::size_t round = 1; response; ++round) {
    const std::vector<std::size_t> failing = Failing(response->verdicts);
    if (failing.empty()) {
      if (round > 1) LogEnd(round, "all buckets can receive traces");
      return response;
    }
    const auto now = clock.SteadyNow();
    const Pause pause{.round = round,
                      .failing = failing.size(),
                      .buckets = response->verdicts.size(),
                      .length = NextPause(round, wait_until - now),
                      .left = wait_until - now};
    if (pause.length == Duration::zero()) {
      if (round > 1) LogEnd(round, "wait_for has elapsed");
      return response;
    }
    if (base::LogEnabled(base::LogLevel::kDebug)) {
      LogPause(pause, Codes(response->verdicts, failing));
    }
    if (on_pause) on_pause(pause);
    const auto end = now + pause.length;
    const bool announced = clock.SleepUntil(end - kAnnouncedBefore, stop);
    if (announced) checks.Announce(request.region);
    if (!announced || !clock.SleepUntil(end, stop)) {
      LogEnd(round, "cancelled");
      return tl::unexpected(Cancelled());
    }

    CheckInput again{.region = request.region, .queries = {}, .deadline = request.deadline};
    again.queries.reserve(failing.size());
    for (const auto i : failing) again.queries.push_back(request.queries[i]);
    auto newer = checks.Check(again, stop);
    if (!newer) {
      LogEnd(round + 1, "the check itself failed");
      return newer;
    }
    for (std::size_t i = 0; i < failing.size(); ++i) {
      response->verdicts[failing[i]] = std::move(newer->verdicts.at(i));
    }
  }
  return response;
}

}  // namespace provider::bucket_check
