// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Calls a service: authorizes and sends a request, with or without retries, and turns an
// unsuccessful response into an error.

#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include <tl/expected.hpp>

#include "provider/base/clock.h"
#include "provider/base/log.h"
#include "provider/http/transport.h"
#include "provider/service/activity.h"
#include "provider/service/error.h"
#include "provider/service/retry_policy.h"

namespace provider::service {

// The use of a credential by one request. The sender reports how the service judged the credential.
// A permit that is destroyed without a report means that nothing is known about the credential.
class Permit {
 public:
  virtual ~Permit() = default;

  // The service knows the credential, even if it refused the request.
  virtual void Accepted() = 0;
  // The service responded with 401. Returns true if other credentials are available and one more
  // attempt is worthwhile. Never true for the user's own keys: repeated bad signatures lock a key.
  [[nodiscard]] virtual bool Refused(const Error& error) = 0;
};

// The limits of a call, and where it reports its progress. `activity` may be null.
struct CallContext {
  std::stop_token stop = {};
  Activity* activity = nullptr;
  // The time limit of one attempt, if it ends before the deadline: throttling may last for minutes,
  // but a response that has not arrived after a minute will not arrive.
  std::chrono::nanoseconds attempt_limit = std::chrono::nanoseconds::max();
  // For the log only: the number of the attempt, and what it is about: {"buckets", "12"}.
  int attempt = 1;
  base::LogField subject = {};
};

// Adds credentials to a request. Implemented in auth/.
class Authorizer {
 public:
  virtual ~Authorizer() = default;

  // Called again for each attempt, because a signature is refused 15 minutes after its date. May
  // wait for a token, or until a service has first accepted the credential. The request's deadline
  // and `context.stop` end the wait. An error ends the call without a retry.
  [[nodiscard]] virtual tl::expected<std::unique_ptr<Permit>, Error> Authorize(
      http::Request& request, const CallContext& context) = 0;
};

// Why an attempt failed, and what determines whether it is retried.
struct Failure {
  Error error;
  bool sent = true;  // false: not sent, because credentials or time were lacking
  RetryCause cause = RetryCause::kNone;
  std::optional<std::chrono::milliseconds> retry_after = {};
  bool from_authorizer = false;  // `error` is about getting credentials, not about this call
  bool from_service = false;     // the response is an error of the service itself
  bool wrong_clock = false;      // the cause is this machine's clock
};

struct CallDependencies {
  http::Transport& transport;
  base::Clock& clock;
  base::Random random;
};

// Thread safe. Has no state except its dependencies, which must outlive it.
class Caller {
 public:
  Caller(CallDependencies dependencies, RetryPolicy policy);

  // Authorizes and sends the request once. A response with status 2xx is a success. `operation` is
  // used in errors: "looking up the account ID". `authorizer` may be null. The deadline is
  // request.deadline.
  [[nodiscard]] tl::expected<http::Response, Failure> Attempt(http::Request& request,
                                                              const std::string& operation,
                                                              Authorizer* authorizer,
                                                              const CallContext& context) const;

  // Retries until an attempt succeeds or the policy gives up.
  [[nodiscard]] tl::expected<http::Response, Error> Call(http::Request request,
                                                         const std::string& operation,
                                                         Authorizer* authorizer,
                                                         const CallContext& context) const;

  // The same, but the Failure also says whether the error is about this call or about its
  // credentials.
  [[nodiscard]] tl::expected<http::Response, Failure> TryCall(http::Request request,
                                                              const std::string& operation,
                                                              Authorizer* authorizer,
                                                              const CallContext& context) const;

  [[nodiscard]] const CallDependencies& dependencies() const { return dependencies_; }
  [[nodiscard]] const RetryPolicy& policy() const { return policy_; }

 private:
  CallDependencies dependencies_;
  RetryPolicy policy_;
};

// Logs at DEBUG an attempt that will be retried, and why and for how long the retry waits.
void LogRetry(const Error& error, const RetryDecision& decision);

// Log at TRACE that a read or call waits, or has waited, for a shared task. `step` is its current
// step.
void LogWaiting(const std::optional<Activity::Step>& step);
void LogWaited(const std::optional<Activity::Step>& step, std::chrono::nanoseconds duration);

// Logs at DEBUG that a read or call no longer waits for a shared task, which continues.
void LogStoppedWaiting(const std::optional<Activity::Step>& step, bool cancelled);

// The error of a read or look-up that gave up: names the limit that ended its retries, and what
// helps. `time_limit` names the time limit: "timeouts.read".
[[nodiscard]] Error GaveUp(Error last, const RetryDecision& decision, const RetryPolicy& policy,
                           const std::string& time_limit);

// The error of a read or look-up that reached its time limit or was cancelled. `last` is the error
// of its last attempt, if there was one. `step` is what it was waiting for, if known; the last
// attempt of `step` takes precedence over `last`.
[[nodiscard]] Error Interrupted(Error::Kind kind, Error last,
                                const std::optional<Activity::Step>& step);

}  // namespace provider::service
