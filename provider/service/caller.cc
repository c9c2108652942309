// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/service/caller.h"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "provider/base/go_duration.h"
#include "provider/base/log.h"
#include "provider/base/redaction.h"
#include "provider/service/endpoint.h"
#include "provider/service/envelope.h"
#include "provider/service/hints.h"
#include "provider/service/http_date.h"

namespace provider::service {
namespace {

using Milliseconds = std::chrono::milliseconds;
using TransportKind = http::TransportError::Kind;

constexpr std::chrono::minutes kNotableClockDifference{5};
// libcurl counts whole milliseconds, from a start of its own: its time may be over a little before
// ours.
constexpr Milliseconds kTimerTolerance{10};

// One attempt's failure, and what the retry rules need to know of it.
struct Failure {
  Error error;
  bool transient = false;
  std::optional<Milliseconds> retry_after;
};

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

std::string HintForTransport(TransportKind kind) {
  switch (kind) {
    case TransportKind::kResolve:
      return "Check region, cloud and endpoints: the host name does not exist or cannot be looked "
             "up from here.";
    case TransportKind::kConnect:
      return "Check that the endpoint is right and that this machine may reach it, if need be "
             "through HTTPS_PROXY.";
    case TransportKind::kTls:
      return "If the endpoint's certificate is signed by an authority of your own, set "
             "cacert_file. If the endpoint speaks no TLS, begin its address with http://.";
    case TransportKind::kProxy:
      return "Check HTTPS_PROXY and NO_PROXY.";
    case TransportKind::kTimeout:
      return "Raise timeouts.read if the service is only slow.";
    default:
      return {};
  }
}

// A refused signature is often a wrong clock: the answer's Date tells by how much.
std::string ClockHint(const http::Response& response, base::SystemTime now) {
  const std::string* header = http::FindHeader(response.headers, "Date");
  const auto date = header == nullptr ? std::nullopt : ParseHttpDate(*header);
  if (!date) return {};
  const auto ours = std::chrono::floor<std::chrono::seconds>(now);
  const auto difference = ours > *date ? ours - *date : *date - ours;
  if (difference <= kNotableClockDifference) return {};
  return fmt::format(
      "This machine's clock is {} {} the service's. Set it right: a signature is refused when the "
      "clocks differ by more than 15 minutes.",
      base::FormatGoDuration(difference), ours > *date ? "ahead of" : "behind");
}

Failure FailureOf(const http::Response& response, base::SystemTime now) {
  ErrorBody body = ReadErrorBody(response);
  Failure failure;
  failure.error.kind =
      response.status == 401 || response.status == 403 ? Error::Kind::kRefused : Error::Kind::kHttp;
  failure.error.http_status = response.status;
  failure.error.hint = HintForCall(body.code, body.message, response.status);
  if (SameCode(body.code, "APIGW.0301")) {
    if (auto hint = ClockHint(response, now); !hint.empty()) failure.error.hint = std::move(hint);
  }
  failure.error.code = std::move(body.code);
  failure.error.message = std::move(body.message);
  failure.error.request_id = std::move(body.request_id);
  failure.transient = IsTransientStatus(response.status);
  if (const std::string* header = http::FindHeader(response.headers, "Retry-After");
      header != nullptr && response.status == 429) {
    failure.retry_after = ParseRetryAfter(*header, now);
  }
  return failure;
}

Failure FailureOf(const http::TransportError& transport_error, bool deadline_passed) {
  Failure failure;
  failure.error.kind = KindOf(transport_error.kind, deadline_passed);
  failure.error.message = base::CleanForeignText(transport_error.message);
  failure.error.hint = HintForTransport(transport_error.kind);
  failure.transient = transport_error.kind == TransportKind::kBroken;
  return failure;
}

Error Interrupted(Error::Kind kind, Error last) {
  // What came before says more than "timed out" alone.
  const std::string before =
      last.message.empty() ? std::string() : " The last attempt failed: " + last.message;
  last.kind = kind;
  last.message = (kind == Error::Kind::kCancelled ? "The call was cancelled."
                                                  : "The time limit was reached.") +
                 before;
  last.hint =
      kind == Error::Kind::kTimeout ? "Raise timeouts.read if the service is only slow." : "";
  return last;
}

}  // namespace

Caller::Caller(CallDependencies dependencies, RetryPolicy policy)
    : dependencies_(std::move(dependencies)), policy_(policy) {}

tl::expected<http::Response, Error> Caller::Call(http::Request request,
                                                 const std::string& operation,
                                                 Authorizer* authorizer,
                                                 std::stop_token stop) const {
  auto& [transport, clock, random] = dependencies_;
  const std::string origin = OriginOf(request.url);
  Error last;
  last.operation = operation;
  last.endpoint = origin;
  bool reauthorized = false;
  int retries = 0;
  for (int attempts = 0;;) {
    if (stop.stop_requested()) {
      return tl::unexpected(Interrupted(Error::Kind::kCancelled, std::move(last)));
    }
    if (clock.SteadyNow() >= request.deadline) {
      return tl::unexpected(Interrupted(Error::Kind::kTimeout, std::move(last)));
    }
    if (authorizer != nullptr) {
      if (auto authorized = authorizer->Authorize(request, stop); !authorized) {
        return tl::unexpected(std::move(authorized.error()));
      }
    }
    auto response = transport.Send(request, stop);
    ++attempts;
    if (response && response->status >= 200 && response->status < 300) return *std::move(response);

    const bool time_is_over = clock.SteadyNow() + kTimerTolerance >= request.deadline;
    Failure failure =
        response ? FailureOf(*response, clock.Now()) : FailureOf(response.error(), time_is_over);
    failure.error.operation = operation;
    failure.error.endpoint = origin;
    failure.error.attempts = attempts;
    last = std::move(failure.error);

    if (last.http_status == 401 && authorizer != nullptr) {
      if (!authorizer->Refused(request, last) || reauthorized)
        return tl::unexpected(std::move(last));
      reauthorized = true;
      continue;
    }
    if (!failure.transient || retries >= policy_.max_retries) {
      return tl::unexpected(std::move(last));
    }
    ++retries;
    // "Retry-After: 0" still gets the back-off.
    const bool asked_to_wait = failure.retry_after > Milliseconds(0);
    const auto delay =
        asked_to_wait ? *failure.retry_after : base::BackoffDelay(policy_.backoff, retries, random);
    const auto next = clock.SteadyNow() + delay;
    if (next >= request.deadline) {
      if (asked_to_wait) {
        last.asked_to_wait = delay;
        last.hint = fmt::format(
            "The service asks to wait {} before the next call, which is longer than the time limit "
            "allows. Run the command again later, or raise timeouts.read.",
            base::FormatGoDuration(delay));
      }
      return tl::unexpected(std::move(last));
    }
    base::Log(base::LogLevel::kDebug, "call failed, will be made again",
              {{"operation", operation},
               {"endpoint", origin},
               {"http_status", fmt::format("{}", last.http_status)},
               {"code", last.code},
               {"message", last.message},
               {"request_id", last.request_id},
               {"wait", base::FormatGoDuration(delay)}});
    if (!clock.SleepUntil(next, stop)) {
      return tl::unexpected(Interrupted(Error::Kind::kCancelled, std::move(last)));
    }
  }
}

bool IsTransientStatus(int status) {
  return status == 429 || status == 500 || status == 502 || status == 504;
}

}  // namespace provider::service
