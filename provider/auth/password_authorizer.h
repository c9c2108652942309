// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Authorises with an IAM token got for a password, and gets another when it nears its end.
//
// A token that is refused is renewed once: a second refusal soon after is about the caller, not the
// token, and closes the latch.

#pragma once

#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include <tl/expected.hpp>

#include "provider/auth/iam.h"
#include "provider/auth/refusal_latch.h"
#include "provider/auth/shared_task.h"
#include "provider/base/clock.h"
#include "provider/service/caller.h"

namespace provider::auth {

// Thread safe. `caller` and `clock` must outlive it.
class PasswordAuthorizer final : public service::Authorizer {
 public:
  PasswordAuthorizer(TokenRequest request, std::string iam, const service::Caller& caller,
                     base::Clock& clock);

  // The token in use; got when there is none.
  [[nodiscard]] tl::expected<ProjectToken, service::Error> CurrentToken(base::SteadyTime deadline,
                                                                        std::stop_token stop);

  [[nodiscard]] tl::expected<void, service::Error> Authorize(http::Request& request,
                                                             std::stop_token stop) override;
  [[nodiscard]] bool Refused(const http::Request& request, const service::Error& error) override;

 private:
  [[nodiscard]] tl::expected<ProjectToken, service::Error> GetToken(std::stop_token stop);

  const TokenRequest request_;
  const std::string iam_;
  const service::Caller& caller_;
  base::Clock& clock_;
  RefusalLatch latch_;
  std::mutex mutex_;
  std::optional<base::SteadyTime> last_refusal_;  // of a token that was then renewed
  SharedTask<ProjectToken> task_;                 // last: its thread uses the rest
};

}  // namespace provider::auth
