// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The log lines of one HTTP request: TRACE when it is sent, DEBUG when the response arrives or the
// request fails.
//
// Fields: http_method, http_host, http_path (without the query), http_status, request_id,
// duration_ms, attempt, operation, proxy, and the field of CallContext::subject. Every log line
// uses these names.

#pragma once

#include <string>

#include <tl/expected.hpp>

#include "provider/base/clock.h"
#include "provider/http/transport.h"
#include "provider/service/caller.h"

namespace provider::service {

// The arguments must outlive it. If DEBUG is off, it costs only a comparison.
class CallLog {
 public:
  CallLog(const http::Request& request, const std::string& operation, const std::string& proxy,
          const CallContext& context, base::Clock& clock);

  // `result` is what the transport returned.
  void Ended(const tl::expected<http::Response, http::TransportError>& result) const;

 private:
  const http::Request& request_;
  const std::string& operation_;
  const std::string& proxy_;
  const CallContext& context_;
  base::Clock& clock_;
  base::SteadyTime begun_;
};

}  // namespace provider::service
