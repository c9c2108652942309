// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/auth/renewal.h"

#include <algorithm>
#include <system_error>

#include "provider/base/log.h"

namespace provider::auth {
namespace {

using service::Error;
using service::Failure;

constexpr std::chrono::minutes kRest{1};
constexpr std::chrono::minutes kSoonAfter{10};

}  // namespace

Renewal::Renewal(tl::expected<Credential, service::Error> own, base::Clock& clock) : clock_(clock) {
  if (own) {
    current_ = std::make_shared<const InUse>(InUse{*std::move(own), std::make_shared<Probation>()});
  } else {
    end_ = std::move(own.error());
  }
}

Renewal::Renewal(RenewalTerms terms, Source source, base::Clock& clock)
    : terms_(std::move(terms)), source_(std::move(source)), clock_(clock) {}

Renewal::Result Renewal::Current(base::SteadyTime deadline, const service::CallContext& context) {
  std::shared_ptr<Task::Run> run;
  {
    const std::lock_guard lock(mutex_);
    if (end_) return tl::unexpected(*end_);
    if (IsValid()) {
      RenewBeside();
      return current_;
    }
    if (source_end_) return tl::unexpected(*source_end_);
    if (given_again_ && IsResting()) return tl::unexpected(*given_again_);
    run = Start();
  }
  return task_.Wait(run, deadline - clock_.SteadyNow(), context);
}

bool Renewal::Refused(const InUsePtr& used, const Error& error) {
  const std::lock_guard lock(mutex_);
  if (end_) return false;
  if (!source_) {
    end_ = error;
    return false;
  }
  // Several calls may report the same refusal.
  if (FindRefusal(used->credential) == nullptr) refused_.emplace_back(used, error);
  if (!current_ || current_->credential.value != used->credential.value) return true;
  current_.reset();
  rest_until_.reset();
  const auto now = clock_.SteadyNow();
  if (last_refusal_ && now - *last_refusal_ < kSoonAfter) end_ = error;
  last_refusal_ = now;
  base::Log(base::LogLevel::kDebug, "Credentials refused",
            {{"operation", terms_.operation},
             {"refused_by", error.endpoint},
             {"code", error.code},
             {"next", end_ ? "no further calls" : "renewal"}});
  return !end_;
}

bool Renewal::IsValid() const {
  if (!current_) return false;
  const auto& expires_at = current_->credential.expires_at;
  return !expires_at || *expires_at > clock_.Now();
}

bool Renewal::IsResting() const { return rest_until_ && clock_.SteadyNow() < *rest_until_; }

void Renewal::RenewBeside() {
  const auto& expires_at = current_->credential.expires_at;
  const bool due = expires_at && *expires_at <= clock_.Now() + terms_.before;
  if (!source_ || !due || IsResting() || source_end_) return;
  try {
    static_cast<void>(Start());
  } catch (const std::system_error& error) {
    base::Log(base::LogLevel::kDebug, "Credentials not renewed yet: no thread",
              {{"operation", terms_.operation}, {"message", error.what()}});
  }
}

std::shared_ptr<Renewal::Task::Run> Renewal::Start() {
  return task_.Start([this](const service::CallContext& context) { return Renew(context); },
                     {terms_.operation, terms_.endpoint});
}

const Error* Renewal::FindRefusal(const Credential& credential) const {
  const auto found = std::ranges::find_if(refused_, [&credential](const auto& refusal) {
    return refusal.first->credential.value == credential.value;
  });
  return found == refused_.end() ? nullptr : &found->second;
}

Renewal::Result Renewal::Renew(const service::CallContext& context) {
  const auto begun = clock_.SteadyNow();
  auto next = source_(context);
  const std::lock_guard lock(mutex_);
  const Error* refusal = next ? FindRefusal(*next) : nullptr;
  base::Log(base::LogLevel::kDebug, "Requested credentials",
            {{"operation", terms_.operation},
             {"endpoint", terms_.endpoint},
             {"outcome", !next     ? "failed: " + next.error().error.message
                         : refusal ? "given again after they were refused"
                                   : "renewed"},
             {"duration_ms", base::Milliseconds(clock_.SteadyNow() - begun)},
             {"old_credentials", IsValid() ? "valid" : "none"}});
  given_again_.reset();
  if (!next) {
    Failure& failure = next.error();
    // Do not offer the source again what it refused: repeated failures lock a user or a key. A
    // refusal of the credentials that authorize the renewal is remembered with those credentials.
    if (failure.error.http_status == 401 && !failure.from_authorizer) source_end_ = failure.error;
    const bool cancelled = failure.error.kind == Error::Kind::kCancelled;
    if (!cancelled && IsValid()) rest_until_ = clock_.SteadyNow() + kRest;
    return tl::unexpected(std::move(failure.error));
  }
  // The source may return a credential that is already close to its expiry.
  rest_until_ = clock_.SteadyNow() + kRest;
  if (refusal != nullptr) {
    given_again_ = *refusal;
    return tl::unexpected(*refusal);
  }
  const bool same = current_ && current_->credential.value == next->value;
  auto probation = same ? current_->probation : std::make_shared<Probation>();
  current_ = std::make_shared<const InUse>(InUse{*std::move(next), std::move(probation)});
  return current_;
}

}  // namespace provider::auth
