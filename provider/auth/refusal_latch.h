// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Remembers that credentials were refused, for good: repeated bad signatures lock a key, so no call
// may follow.

#pragma once

#include <mutex>
#include <optional>

#include <tl/expected.hpp>

#include "provider/service/error.h"

namespace provider::auth {

// Thread safe. The first refusal is the one that is kept.
class RefusalLatch {
 public:
  void Close(const service::Error& error) {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = error;
  }

  [[nodiscard]] tl::expected<void, service::Error> Check() const {
    const std::lock_guard lock(mutex_);
    if (error_) return tl::unexpected(*error_);
    return {};
  }

 private:
  mutable std::mutex mutex_;
  std::optional<service::Error> error_;
};

}  // namespace provider::auth
