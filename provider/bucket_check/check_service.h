// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What the data source, ephemeral resource and action share: the current session and a way to
// check.

#pragma once

#include <memory>
#include <mutex>
#include <stop_token>

#include <tl/expected.hpp>

#include "provider/auth/session.h"
#include "provider/cts/check_bucket.h"
#include "provider/service/error.h"

namespace provider::bucket_check {

// Thread safe. Configure may come again at any time (reattach mode): the last session wins, reads
// under way keep the one they began with.
class CheckService {
 public:
  void Use(std::shared_ptr<auth::Session> session);
  // Null before the first Configure.
  [[nodiscard]] std::shared_ptr<auth::Session> session() const;

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<auth::Session> session_;
};

}  // namespace provider::bucket_check
