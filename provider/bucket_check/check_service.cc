// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/bucket_check/check_service.h"

#include <utility>

namespace provider::bucket_check {

void CheckService::Use(std::shared_ptr<auth::Session> session, const batch::Options& options) {
  auto checks = std::make_shared<SharedChecks>(std::move(session), options, clock_);
  // Swapped, not assigned: the old session's end may be slow and must not happen under the lock.
  const std::lock_guard lock(mutex_);
  checks_.swap(checks);
}

std::shared_ptr<SharedChecks> CheckService::checks() const {
  const std::lock_guard lock(mutex_);
  return checks_;
}

}  // namespace provider::bucket_check
