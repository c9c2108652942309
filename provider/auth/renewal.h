// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Keeps the credential in use and gets the next one before it expires or when it is refused.

#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "provider/auth/credentials.h"
#include "provider/auth/probation.h"
#include "provider/auth/shared_task.h"
#include "provider/base/clock.h"
#include "provider/service/caller.h"
#include "provider/service/error.h"

namespace provider::auth {

struct RenewalTerms {
  std::string operation;           // "getting a token for user_name", for errors
  std::string endpoint;            // of the first call that does it, for errors
  std::chrono::minutes before{5};  // its expiry the credential is renewed
};

// While a credential is valid nobody waits: its renewal runs beside. One that fails leaves the old
// credential in use, and the source is asked again a minute later. Rules for refusals (401):
// - A credential that was refused is never presented again, also when the source gives it again.
// - It is renewed at once; a refusal within 10 minutes of another is about the caller and ends all
//   calls, as does one of the user's own credential, which cannot be renewed.
// - What the source refuses is not offered to it again.
// Thread safe. `clock` and what the source uses must outlive this.
class Renewal {
 public:
  using Source = std::function<CredentialResult(const service::CallContext&)>;

  struct InUse {
    Credential credential;
    std::shared_ptr<Probation> probation;
  };
  using InUsePtr = std::shared_ptr<const InUse>;
  using Result = tl::expected<InUsePtr, service::Error>;

  // The user's own credential, or why there is none.
  Renewal(tl::expected<Credential, service::Error> own, base::Clock& clock);
  Renewal(RenewalTerms terms, Source source, base::Clock& clock);

  // Waits only when there is no valid credential. May throw std::system_error then, when there is
  // no thread for the renewal.
  [[nodiscard]] Result Current(base::SteadyTime deadline, const service::CallContext& context);

  // A service answered 401. True when it is worth trying again.
  [[nodiscard]] bool Refused(const InUsePtr& used, const service::Error& error);

 private:
  using Task = SharedTask<InUsePtr>;

  // These are called with the mutex held.
  [[nodiscard]] bool IsValid() const;
  [[nodiscard]] bool IsResting() const;
  void RenewBeside();
  [[nodiscard]] std::shared_ptr<Task::Run> Start();
  [[nodiscard]] const service::Error* FindRefusal(const Credential& credential) const;

  [[nodiscard]] Result Renew(const service::CallContext& context);

  const RenewalTerms terms_;
  const Source source_;  // null: the user's own credential
  base::Clock& clock_;
  std::mutex mutex_;
  InUsePtr current_;
  std::vector<std::pair<InUsePtr, service::Error>> refused_;
  std::optional<service::Error> end_;           // of all calls
  std::optional<service::Error> source_end_;    // the source refused what it was offered
  std::optional<service::Error> given_again_;   // the source gave what had been refused with this
  std::optional<base::SteadyTime> rest_until_;  // the source is not asked before
  std::optional<base::SteadyTime> last_refusal_;
  Task task_;  // last: its thread uses the rest
};

}  // namespace provider::auth
