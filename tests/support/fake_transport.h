// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A transport that responds from a script and records the requests.

#pragma once

#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "provider/http/transport.h"

namespace provider::testing {

// Thread safe. `handler` runs on the caller's thread, outside the lock.
class FakeTransport final : public http::Transport {
 public:
  using Result = tl::expected<http::Response, http::TransportError>;
  using Handler = std::function<Result(const http::Request&, std::stop_token)>;

  explicit FakeTransport(Handler handler) : handler_(std::move(handler)) {}

  [[nodiscard]] Result Send(const http::Request& request, std::stop_token stop) override {
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
    }
    return handler_(request, std::move(stop));
  }

  [[nodiscard]] std::vector<http::Request> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  Handler handler_;
  mutable std::mutex mutex_;
  std::vector<http::Request> requests_;
};

}  // namespace provider::testing
