// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// One call to a service: authorised, sent, retried within its limits, errors made of its answer.

#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include <tl/expected.hpp>

#include "provider/base/backoff.h"
#include "provider/base/clock.h"
#include "provider/http/transport.h"
#include "provider/service/error.h"

namespace provider::service {

// Puts credentials on a request. Implemented by auth/.
class Authorizer {
 public:
  virtual ~Authorizer() = default;

  // Called again for each attempt: a signature is refused 15 minutes after its date. May wait for a
  // token; `stop` and the request's deadline end the wait. An error ends the call without a retry.
  [[nodiscard]] virtual tl::expected<void, Error> Authorize(http::Request& request,
                                                            std::stop_token stop) = 0;

  // The service answered 401 to `request`, as Authorize left it. True when other credentials are to
  // be had and one more attempt is worth it; keys give false, for ever: repeated bad signatures
  // lock the key.
  [[nodiscard]] virtual bool Refused(const http::Request& request, const Error& error) = 0;
};

struct RetryPolicy {
  int max_retries = 5;
  base::BackoffPolicy backoff;
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

  // Sends until an answer with a 2xx status comes. Retried: 429 (Retry-After honoured; one beyond
  // the deadline fails at once), 500, 502, 504, and connections that break. Never 400, 403, 404,
  // 503; a 401 once, when the authorizer has other credentials. `operation` goes into errors:
  // "checking the buckets". `authorizer` may be null. The deadline is request.deadline; a back-off
  // that would pass it is not begun.
  [[nodiscard]] tl::expected<http::Response, Error> Call(http::Request request,
                                                         const std::string& operation,
                                                         Authorizer* authorizer,
                                                         std::stop_token stop) const;

  [[nodiscard]] const CallDependencies& dependencies() const { return dependencies_; }
  [[nodiscard]] const RetryPolicy& policy() const { return policy_; }

 private:
  CallDependencies dependencies_;
  RetryPolicy policy_;
};

// 429, 500, 502 or 504: also the rule for a bucket's own response_code.
[[nodiscard]] bool IsTransientStatus(int status);

}  // namespace provider::service
