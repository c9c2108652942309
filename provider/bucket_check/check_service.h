// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What the data source, ephemeral resource and action share: the current session and the calls its
// reads share.

#pragma once

#include <memory>
#include <mutex>

#include "provider/auth/session.h"
#include "provider/base/clock.h"
#include "provider/batch/request_batcher.h"
#include "provider/bucket_check/shared_checks.h"

namespace provider::bucket_check {

// Thread safe. Configure may come again at any time (reattach mode): the last session wins, reads
// under way keep the one they began with.
class CheckService {
 public:
  // `clock` must outlive it.
  explicit CheckService(base::Clock& clock) : clock_(clock) {}

  void Use(std::shared_ptr<auth::Session> session, const batch::Options& options = {});
  // Null before the first Configure.
  [[nodiscard]] std::shared_ptr<SharedChecks> checks() const;

 private:
  base::Clock& clock_;
  mutable std::mutex mutex_;
  std::shared_ptr<SharedChecks> checks_;
};

}  // namespace provider::bucket_check
