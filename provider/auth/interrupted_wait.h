// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The error of a caller that left the wait for a shared task, which itself goes on.

#pragma once

#include <stop_token>
#include <string>
#include <utility>

#include "provider/service/error.h"

namespace provider::auth {

[[nodiscard]] inline service::Error InterruptedWait(std::string operation, std::string endpoint,
                                                    const std::stop_token& stop) {
  service::Error error;
  error.operation = std::move(operation);
  error.endpoint = std::move(endpoint);
  if (stop.stop_requested()) {
    error.kind = service::Error::Kind::kCancelled;
    error.message = "The call was cancelled.";
  } else {
    error.kind = service::Error::Kind::kTimeout;
    error.message = "The time limit was reached.";
    error.hint = "Raise timeouts.read if the service is only slow.";
  }
  return error;
}

}  // namespace provider::auth
