// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/service/call_log.h"

#include <fmt/format.h>

#include "provider/base/log.h"
#include "provider/service/endpoint.h"
#include "provider/service/envelope.h"

namespace provider::service {
namespace {

using base::LogLevel;

}  // namespace

CallLog::CallLog(const http::Request& request, const std::string& operation,
                 const std::string& proxy, const CallContext& context, base::Clock& clock)
    : request_(request), operation_(operation), proxy_(proxy), context_(context), clock_(clock) {
  if (!base::LogEnabled(LogLevel::kDebug)) return;
  begun_ = clock.SteadyNow();
  if (!base::LogEnabled(LogLevel::kTrace)) return;
  base::Log(LogLevel::kTrace, "Sending HTTP request",
            {{"http_method", request.method},
             {"http_host", HostHeaderOf(request.url)},
             {"http_path", PathOf(request.url)},
             {"attempt", fmt::format("{}", context.attempt)},
             context.subject,
             {"operation", operation},
             {"proxy", proxy}});
}

void CallLog::Ended(const tl::expected<http::Response, http::TransportError>& result) const {
  if (!base::LogEnabled(LogLevel::kDebug)) return;
  std::string status;
  std::string request_id;
  if (result) {
    status = fmt::format("{}", result->status);
    // For a success, read only the headers: the body is read elsewhere.
    const bool success = result->status >= 200 && result->status < 300;
    request_id = success ? ReadErrorBody({result->status, result->headers, {}}).request_id
                         : ReadErrorBody(*result).request_id;
  }
  base::Log(LogLevel::kDebug, result ? "Received HTTP response" : "HTTP request failed",
            {{"http_method", request_.method},
             {"http_host", HostHeaderOf(request_.url)},
             {"http_path", PathOf(request_.url)},
             {"http_status", status},
             {"request_id", request_id},
             {"duration_ms", base::Milliseconds(clock_.SteadyNow() - begun_)},
             {"attempt", fmt::format("{}", context_.attempt)},
             context_.subject,
             {"operation", operation_},
             {"proxy", proxy_},
             {"error", result ? std::string() : result.error().message}});
}

}  // namespace provider::service
