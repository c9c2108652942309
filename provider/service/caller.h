// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// One call to a service: authorised and sent, once or with retries; errors made of its response.

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

// One request's use of a credential. Whoever sent the request says what the service made of the
// credential; a permit that is destroyed without a word says that nothing was learnt.
class Permit {
 public:
  virtual ~Permit() = default;

  // The service knows the credential, whatever it thinks of the request.
  virtual void Accepted() = 0;
  // The service answered 401. True when other credentials can be had and one more attempt is worth
  // it; never for keys of the user's own: repeated bad signatures lock a key.
  [[nodiscard]] virtual bool Refused(const Error& error) = 0;
};

// What a call waits with. `activity` may be null.
struct CallContext {
  std::stop_token stop = {};
  Activity* activity = nullptr;
  // Of one attempt, where that is shorter than the deadline: throttling may last for minutes, but a
  // response that does not come in a minute never comes.
  std::chrono::nanoseconds attempt_limit = std::chrono::nanoseconds::max();
  // For the log alone: which attempt this is, and what it is about: {"buckets", "12"}.
  int attempt = 1;
  base::LogField subject = {};
};

// Puts credentials on a request. Implemented by auth/.
class Authorizer {
 public:
  virtual ~Authorizer() = default;

  // Called again for each attempt: a signature is refused 15 minutes after its date. May wait for a
  // token, or until the credential was accepted once; the request's deadline and `context.stop` end
  // the wait. An error ends the call without a retry.
  [[nodiscard]] virtual tl::expected<std::unique_ptr<Permit>, Error> Authorize(
      http::Request& request, const CallContext& context) = 0;
};

// Why one attempt failed, and what decides about another.
struct Failure {
  Error error;
  bool sent = true;  // false: no request was made, for want of credentials or time
  RetryCause cause = RetryCause::kNone;
  std::optional<std::chrono::milliseconds> retry_after = {};
  bool from_authorizer = false;  // `error` is about getting the credentials, not about this call
  bool from_service = false;     // a response that is an error of the service's own
  bool wrong_clock = false;      // the reason is this machine's clock
};

struct CallDependencies {
  http::Transport& transport;
  base::Clock& clock;
  base::Random random;
};

// Thread safe; holds no state but its dependencies, which must outlive it.
class Caller {
 public:
  Caller(CallDependencies dependencies, RetryPolicy policy);

  // Authorises and sends once; a response with a 2xx status is a success. `operation` goes into
  // errors: "looking up the account ID". `authorizer` may be null. The deadline is
  // request.deadline.
  [[nodiscard]] tl::expected<http::Response, Failure> Attempt(http::Request& request,
                                                              const std::string& operation,
                                                              Authorizer* authorizer,
                                                              const CallContext& context) const;

  // Attempts until one succeeds or the policy gives up.
  [[nodiscard]] tl::expected<http::Response, Error> Call(http::Request request,
                                                         const std::string& operation,
                                                         Authorizer* authorizer,
                                                         const CallContext& context) const;

  // The same for who must know whether the error is about this call or about its credentials.
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

// A DEBUG line for an attempt that is followed by another.
void LogRetry(const Error& error, std::chrono::milliseconds wait);

// DEBUG. A read or call gave up waiting for a task that it shares with others; the task goes on.
void LogStoppedWaiting(const std::optional<Activity::Step>& step, bool cancelled);

// The error of a read or look-up that is given up: which limit ended its retries, and what helps.
// `time_limit` names the limit of time: "timeouts.read".
[[nodiscard]] Error GaveUp(Error last, const RetryDecision& decision, const RetryPolicy& policy,
                           const std::string& time_limit);

// The error of one that reached its time limit or was cancelled. `last` is what its last attempt
// came to, if there was one; `step` is what it was waiting for, if that is known, and its own last
// attempt counts before `last`.
[[nodiscard]] Error Interrupted(Error::Kind kind, Error last,
                                const std::optional<Activity::Step>& step);

}  // namespace provider::service
