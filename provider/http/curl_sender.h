// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Sends one request at a time on the caller's thread, and keeps connections open for later ones.

#pragma once

#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "provider/http/curl_request.h"
#include "provider/http/transport.h"

namespace provider::http {

// Wraps a libcurl multi handle. An easy handle alone is not enough, because only curl_multi_poll
// can be woken up by another thread. Used by one thread at a time.
class CurlSender {
 public:
  // Initializes libcurl if needed, from any thread. Returns null if the process has no descriptors
  // left for the wake-up.
  [[nodiscard]] static std::unique_ptr<CurlSender> Make();

  // Waits for one of the descriptors, at most for `most`, or until Wake() is called.
  void Wait(std::vector<curl_waitfd>& descriptors, std::chrono::milliseconds most);
  // Ends the current Wait or, if there is none, the next one. Thread safe.
  void Wake();

  // `request` must be prepared. A stop request, from any thread, ends the transfer within
  // milliseconds with kCancelled and closes its connection.
  [[nodiscard]] tl::expected<Response, TransportError> Send(CurlRequest& request);

 private:
  explicit CurlSender(MultiHandle multi) : multi_(std::move(multi)) {}

  MultiHandle multi_;
};

}  // namespace provider::http
