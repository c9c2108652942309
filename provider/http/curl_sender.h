// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Sends one request at a time on the caller's thread and keeps the connections for the next ones.

#pragma once

#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include <poll.h>
#include <tl/expected.hpp>

#include "provider/http/curl_request.h"
#include "provider/http/transport.h"

namespace provider::http {

// A libcurl multi handle. Not an easy handle alone, because only curl_multi_poll can be woken up by
// another thread. Used by one thread at a time.
class CurlSender {
 public:
  // Initializes libcurl, whichever thread comes first. Null when the process has no descriptors
  // left to wake up a sender with.
  [[nodiscard]] static std::unique_ptr<CurlSender> Make();

  // Waits for one of the descriptors, at most `most`, or until Wake() is called.
  void Wait(std::vector<pollfd>& descriptors, std::chrono::milliseconds most);
  // Ends a Wait, or the next one. Thread safe.
  void Wake();

  // `request` is prepared. A request to stop, from any thread, ends it within milliseconds with
  // kCancelled and closes its connection.
  [[nodiscard]] tl::expected<Response, TransportError> Send(CurlRequest& request);

 private:
  explicit CurlSender(OwnedByCurl<CURLM> multi) : multi_(std::move(multi)) {}

  OwnedByCurl<CURLM> multi_;
};

}  // namespace provider::http
