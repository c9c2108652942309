// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Keeps the credential in use, and fetches the next one before it expires or after it is refused.

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
  std::string endpoint;            // of the renewal's first call, for errors
  std::chrono::minutes before{5};  // how long before its expiry a credential is renewed
};

// While a credential is valid, callers do not wait: its renewal runs in the background. If the
// renewal fails, the old credential stays in use and the source is called again a minute later.
// Rules for refusals (401):
// - A refused credential is never presented again, even if the source returns it again.
// - A refused credential is renewed at once. A second refusal within 10 minutes is about the caller
//   and ends all calls. So does a refusal of the user's own credential, which cannot be renewed.
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

  // Takes the user's own credential, or the error that says why there is none.
  Renewal(tl::expected<Credential, service::Error> own, base::Clock& clock);
  Renewal(RenewalTerms terms, Source source, base::Clock& clock);

  // Waits only if there is no valid credential. In that case it throws std::system_error if no
  // thread can be started for the renewal.
  [[nodiscard]] Result Current(base::SteadyTime deadline, const service::CallContext& context);

  // Reports that a service responded with 401. Returns true if another attempt is worthwhile.
  [[nodiscard]] bool Refused(const InUsePtr& used, const service::Error& error);

 private:
  using Task = SharedTask<InUsePtr>;

  // The caller must hold the mutex.
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
  std::optional<service::Error> end_;           // ends all calls
  std::optional<service::Error> source_end_;    // the source refused what it was offered
  std::optional<service::Error> given_again_;   // the refusal of what the source returned again
  std::optional<base::SteadyTime> rest_until_;  // do not call the source earlier
  std::optional<base::SteadyTime> last_refusal_;
  Task task_;  // last: its thread uses the other members
};

}  // namespace provider::auth
