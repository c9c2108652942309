// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/bucket_check/check_service.h"

#include <utility>

namespace provider::bucket_check {

void CheckService::Use(std::shared_ptr<auth::Session> session) {
  // Swapped, not assigned: the old session's end may be slow and must not happen under the lock.
  const std::lock_guard lock(mutex_);
  session_.swap(session);
}

std::shared_ptr<auth::Session> CheckService::session() const {
  const std::lock_guard lock(mutex_);
  return session_;
}

}  // namespace provider::bucket_check
