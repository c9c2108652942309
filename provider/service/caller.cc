// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/service/caller.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "provider/base/log.h"
#include "provider/service/call_log.h"
#include "provider/service/endpoint.h"
#include "provider/service/envelope.h"
#include "provider/service/foreign_response.h"
#include "provider/service/hints.h"
#include "provider/text/go_duration.h"
#include "provider/text/http.h"
#include "provider/text/redaction.h"

namespace provider::service {
namespace {

using Milliseconds = std::chrono::milliseconds;
using TransportKind = http::TransportError::Kind;

constexpr std::chrono::minutes kNotableClockDifference{5};
// libcurl counts whole milliseconds from its own start time, so its time limit may pass slightly
// before ours.
constexpr Milliseconds kTimerTolerance{10};

Error::Kind KindOf(TransportKind kind, bool deadline_passed) {
  switch (kind) {
    case TransportKind::kCancelled:
      return Error::Kind::kCancelled;
    case TransportKind::kTimeout:
      return deadline_passed ? Error::Kind::kTimeout : Error::Kind::kNetwork;
    case TransportKind::kTooLarge:
      return Error::Kind::kNotUnderstood;
    case TransportKind::kSetup:
      return Error::Kind::kConfiguration;
    default:
      return Error::Kind::kNetwork;
  }
}

// A refused signature is often caused by a wrong clock. The Date of the response shows the
// difference.
std::string ClockHint(const http::Response& response, base::SystemTime now) {
  const std::string* header = http::FindHeader(response.headers, "Date");
  const auto date = header == nullptr ? std::nullopt : text::ParseHttpDate(*header);
  if (!date) return {};
  const auto ours = std::chrono::floor<std::chrono::seconds>(now);
  const auto difference = ours > *date ? ours - *date : *date - ours;
  if (difference <= kNotableClockDifference) return {};
  return fmt::format(
      "This machine's clock is {} {} the service's. Set it right: a signature is refused when the "
      "clocks differ by more than 15 minutes.",
      text::FormatGoDuration(difference), ours > *date ? "ahead of" : "behind");
}

// The target of a redirect, without its path, which may contain secrets.
std::string RedirectHint(const http::Response& response) {
  const std::string* location = http::FindHeader(response.headers, "Location");
  if (response.status / 100 != 3 || location == nullptr) return {};
  if (location->find("://") == std::string::npos) return {};
  return fmt::format("It redirects to {}. ", text::CleanForeignText(OriginOf(*location)));
}

// A gateway repeats the signed request in its message. That does not help users and hides the rest.
std::string WithoutCanonicalRequest(std::string message) {
  constexpr std::string_view kName = ", canonicalRequest:";
  if (const auto begin = message.find(kName); begin != std::string::npos) {
    message.resize(begin + kName.size());
    message += " \u2026";
  }
  return message;
}

// For a response of something other than the service: its status says nothing about the caller's
// rights.
void BlameOther(ForeignResponse foreign, Error& error) {
  using Foreign = ForeignResponse::Kind;
  error.kind = foreign.kind == Foreign::kObs ? Error::Kind::kHttp : Error::Kind::kNetwork;
  error.code = std::move(foreign.code);
  error.message = std::move(foreign.message);
  if (!foreign.request_id.empty()) error.request_id = std::move(foreign.request_id);
  error.hint = std::move(foreign.hint);
}

Failure FailureOf(const http::Response& response, std::optional<ForeignResponse> foreign,
                  base::SystemTime now) {
  ErrorBody body = ReadErrorBody(response);
  Failure failure;
  failure.error.kind =
      response.status == 401 || response.status == 403 ? Error::Kind::kRefused : Error::Kind::kHttp;
  failure.error.http_status = response.status;
  failure.error.hint =
      RedirectHint(response) + HintForCall(body.code, body.message, response.status);
  if (SameCode(body.code, "APIGW.0301")) {
    if (auto hint = ClockHint(response, now); !hint.empty()) {
      failure.error.hint = std::move(hint);
      failure.wrong_clock = true;
    }
  }
  failure.error.code = std::move(body.code);
  failure.error.message = WithoutCanonicalRequest(std::move(body.message));
  failure.error.request_id = std::move(body.request_id);
  failure.cause = CauseOfStatus(response.status);
  failure.from_service = !foreign;
  if (foreign) BlameOther(*std::move(foreign), failure.error);
  if (const std::string* header = http::FindHeader(response.headers, "Retry-After");
      header != nullptr && response.status == 429) {
    failure.retry_after = text::ParseRetryAfter(*header, now);
  }
  return failure;
}

Failure FailureOf(const http::TransportError& transport_error, bool deadline_passed) {
  Failure failure;
  failure.error.kind = KindOf(transport_error.kind, deadline_passed);
  failure.error.message = text::CleanForeignText(transport_error.message);
  failure.error.hint = transport_error.hint;
  if (transport_error.kind == TransportKind::kBroken) failure.cause = RetryCause::kTransient;
  return failure;
}

// Why a retry waits; for the log.
std::string_view WaitReason(const RetryDecision& decision) {
  if (decision.from_retry_after) return "Retry-After";
  return decision.wait > Milliseconds(0) ? "back-off" : "";
}

bool IsSuccess(int status) { return status >= 200 && status < 300; }

// 400 and 403 come from the service behind the gateway, so the gateway has accepted the
// credentials. 404, 429 and 5xx may come from either.
bool ShowsThatCredentialsAreKnown(int status) {
  return IsSuccess(status) || status == 400 || status == 403;
}

}  // namespace

Caller::Caller(CallDependencies dependencies, RetryPolicy policy)
    : dependencies_(std::move(dependencies)), policy_(policy) {}

tl::expected<http::Response, Failure> Caller::Attempt(http::Request& request,
                                                      const std::string& operation,
                                                      Authorizer* authorizer,
                                                      const CallContext& context) const {
  auto& [transport, clock, random] = dependencies_;
  Error blank;
  blank.operation = operation;
  blank.endpoint = OriginOf(request.url);
  const auto not_sent = [](Error error) {
    return tl::unexpected(Failure{.error = std::move(error), .sent = false});
  };
  if (context.stop.stop_requested()) {
    return not_sent(Interrupted(Error::Kind::kCancelled, std::move(blank), {}));
  }
  if (clock.SteadyNow() >= request.deadline) {
    return not_sent(Interrupted(Error::Kind::kTimeout, std::move(blank), {}));
  }
  std::unique_ptr<Permit> permit;
  if (authorizer != nullptr) {
    auto authorized = authorizer->Authorize(request, context);
    if (!authorized) {
      return tl::unexpected(
          Failure{.error = std::move(authorized.error()), .sent = false, .from_authorizer = true});
    }
    permit = *std::move(authorized);
  }
  const auto proxy = request.use_proxy ? transport.ProxyTo(request.url) : std::string();
  if (context.activity != nullptr) context.activity->Begin(operation, blank.endpoint, proxy);
  const CallLog log(request, operation, proxy, context, clock);
  auto response = transport.Send(request, context.stop);
  log.Ended(response);
  auto foreign = response ? RecognizeForeign(*response) : std::nullopt;
  if (permit && response && !foreign && ShowsThatCredentialsAreKnown(response->status)) {
    permit->Accepted();
  }
  if (response && !foreign && IsSuccess(response->status)) {
    if (context.activity != nullptr) context.activity->EndAttempt(std::nullopt);
    return *std::move(response);
  }

  const bool time_is_over = clock.SteadyNow() + kTimerTolerance >= request.deadline;
  // A response that a proxy compressed may still be the service's.
  const bool is_others = foreign && foreign->kind != ForeignResponse::Kind::kCompressed;
  Failure failure = response ? FailureOf(*response, std::move(foreign), clock.Now())
                             : FailureOf(response.error(), time_is_over);
  failure.error.operation = operation;
  failure.error.endpoint = std::move(blank.endpoint);
  constexpr int kNotFound = 404;
  // A common cause is an endpoint with a path of its own, so show the path.
  if (failure.error.http_status == kNotFound) failure.error.endpoint += PathOf(request.url);
  failure.error.attempts = 1;
  if (context.activity != nullptr) context.activity->EndAttempt(failure.error);
  if (permit && failure.error.http_status == 401 && !is_others && permit->Refused(failure.error)) {
    failure.cause = RetryCause::kNewCredentials;
  }
  return tl::unexpected(std::move(failure));
}

tl::expected<http::Response, Error> Caller::Call(http::Request request,
                                                 const std::string& operation,
                                                 Authorizer* authorizer,
                                                 const CallContext& context) const {
  auto response = TryCall(std::move(request), operation, authorizer, context);
  if (!response) return tl::unexpected(std::move(response.error().error));
  return *std::move(response);
}

tl::expected<http::Response, Failure> Caller::TryCall(http::Request request,
                                                      const std::string& operation,
                                                      Authorizer* authorizer,
                                                      const CallContext& context) const {
  auto& clock = dependencies_.clock;
  RetryBudget budget;
  Error last;
  CallContext attempt = context;
  const auto deadline = request.deadline;
  for (int attempts = 1;; ++attempts) {
    const auto left = deadline - clock.SteadyNow();
    request.deadline = deadline - left + std::min(left, context.attempt_limit);
    attempt.attempt = attempts;
    auto response = Attempt(request, operation, authorizer, attempt);
    if (response) return *std::move(response);
    Failure& failure = response.error();
    if (failure.error.WasCutOff() && last.attempts > 0 && !failure.from_authorizer) {
      failure.error = Interrupted(failure.error.kind, std::move(last), {});
      return response;
    }
    if (!failure.sent) return response;
    last = failure.error;
    last.attempts = attempts;
    const auto decision = policy_.Decide(failure.cause, failure.retry_after, budget,
                                         clock.SteadyNow(), deadline, dependencies_.random());
    if (!decision.again()) {
      failure.error = GaveUp(std::move(last), decision, policy_, "the time limit");
      return response;
    }
    LogRetry(last, decision);
    if (!clock.SleepUntil(decision.at, context.stop)) {
      failure.error = Interrupted(Error::Kind::kCancelled, std::move(last), {});
      return response;
    }
  }
}

void LogRetry(const Error& error, const RetryDecision& decision) {
  if (!base::LogEnabled(base::LogLevel::kDebug)) return;
  base::Log(base::LogLevel::kDebug, "Retrying after a failed attempt",
            {{"operation", error.operation},
             {"endpoint", error.endpoint},
             {"attempt", fmt::format("{}", error.attempts)},
             {"http_status", fmt::format("{}", error.http_status)},
             {"code", error.code},
             {"message", error.message},
             {"request_id", error.request_id},
             {"wait", text::FormatGoDuration(decision.wait)},
             {"wait_reason", std::string(WaitReason(decision))}});
}

void LogWaiting(const std::optional<Activity::Step>& step) {
  if (!step || !base::LogEnabled(base::LogLevel::kTrace)) return;
  base::Log(base::LogLevel::kTrace, "Waiting for a request that reads share",
            {{"operation", step->operation}, {"endpoint", step->endpoint}});
}

void LogWaited(const std::optional<Activity::Step>& step, std::chrono::nanoseconds duration) {
  if (!step || !base::LogEnabled(base::LogLevel::kTrace)) return;
  base::Log(base::LogLevel::kTrace, "Waited for a request that reads share",
            {{"operation", step->operation}, {"duration_ms", base::Milliseconds(duration)}});
}

void LogStoppedWaiting(const std::optional<Activity::Step>& step, bool cancelled) {
  if (!step || !base::LogEnabled(base::LogLevel::kDebug)) return;
  base::Log(base::LogLevel::kDebug, "Stopped waiting",
            {{"operation", step->operation},
             {"endpoint", step->endpoint},
             {"proxy", step->proxy},
             {"reason", cancelled ? "cancelled" : "the time limit was reached"}});
}

Error GaveUp(Error last, const RetryDecision& decision, const RetryPolicy& policy,
             const std::string& time_limit) {
  using Reason = RetryDecision::Reason;
  if (decision.reason == Reason::kMaxRetries && (last.attempts > 1 || policy.max_retries() == 0)) {
    last.limit = fmt::format("max_retries is {}", policy.max_retries());
  } else if (decision.reason == Reason::kDeadline && !decision.from_retry_after) {
    last.limit = fmt::format("the next attempt would exceed {}", time_limit);
  } else if (decision.reason == Reason::kDeadline) {
    last.asked_to_wait = decision.wait;
    last.hint = fmt::format(
        "The service asks to wait {} before the next call, which is longer than the time limit "
        "allows. Run the command again later, or raise timeouts.read.",
        text::FormatGoDuration(decision.wait));
  }
  return last;
}

Error Interrupted(Error::Kind kind, Error last, const std::optional<Activity::Step>& step) {
  if (step && step->last) last = *step->last;
  // Only errors at the step's own endpoint describe the step.
  const bool elsewhere =
      step && !last.endpoint.empty() &&
      (step->endpoint != last.endpoint || (!step->last && step->operation != last.operation));
  std::string before;
  if (!last.message.empty()) {
    before = fmt::format(" The last attempt{} failed: {}",
                         elsewhere ? " at " + last.endpoint : std::string(), last.message);
  } else if (step && !step->proxy.empty()) {
    before = fmt::format(" The request went through the proxy {}.", step->proxy);
  }
  last.kind = kind;
  if (step) {
    if (elsewhere) {
      last.http_status = 0;
      last.code.clear();
      last.request_id.clear();
    }
    last.operation = step->operation;
    last.endpoint = step->endpoint;
  }
  last.message = (kind == Error::Kind::kCancelled ? "The call was cancelled."
                                                  : "The time limit was reached.") +
                 before;
  // The hint of the last attempt is more useful than the hint about the time limit.
  const bool explained = !elsewhere && !before.empty() && !last.hint.empty();
  if (kind != Error::Kind::kTimeout) {
    last.hint.clear();
  } else if (!explained) {
    last.hint = "Raise timeouts.read if the service is only slow.";
  }
  return last;
}

}  // namespace provider::service
