// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Error statuses and their bodies.

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/support/fault_server/exchange.h"

namespace fault_server {
namespace {

constexpr const char* kJson = "Content-Type: application/json\r\n";

std::string Envelope(std::string_view message) {
  return nlohmann::json{{"error_code", "CTS.0003"}, {"error_msg", message}}.dump(
      -1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Fault Status(int status, std::string_view reason, std::string_view headers = "") {
  return {fmt::format("status-{}", status), fmt::format("{} {}", status, reason),
          [line = fmt::format("{} {}", status, reason),
           head = std::string(kJson) + std::string(headers)](Stream& stream, const Exchange&) {
            SendResponse(stream, line, head, Envelope("The fault server was told to fail."));
          }};
}

// Statuses whose responses have no body.
Fault StatusWithoutBody(int status, std::string_view reason, std::string_view headers = "") {
  return {fmt::format("status-{}", status), fmt::format("{} {}", status, reason),
          [head = fmt::format("HTTP/1.1 {} {}\r\n{}Connection: close\r\n\r\n", status, reason,
                              headers)](Stream& stream, const Exchange&) {
            stream.Write(head);
            stream.CloseCleanly();
          }};
}

Fault Throttled(std::string_view name, std::string_view retry_after) {
  return {fmt::format("retry-after-{}", name), fmt::format("429 with Retry-After: {}", retry_after),
          [head = fmt::format("{}Retry-After: {}\r\n", kJson, retry_after)](Stream& stream,
                                                                            const Exchange&) {
            SendResponse(stream, "429 Too Many Requests", head, Envelope("Slow down."));
          }};
}

Fault Redirect(int status) {
  return {fmt::format("redirect-{}", status), fmt::format("{} to another host", status),
          [status](Stream& stream, const Exchange& exchange) {
            SendResponse(stream, fmt::format("{} Redirect", status),
                         fmt::format("Location: {}{}\r\n", exchange.settings.redirect_target,
                                     exchange.request.target),
                         "");
          }};
}

void RedirectLoop(Stream& stream, const Exchange& exchange) {
  SendResponse(stream, "307 Temporary Redirect",
               fmt::format("Location: {}\r\n", exchange.request.target), "");
}

void Status999(Stream& stream, const Exchange& exchange) {
  SendResponse(stream, "999 \x1b[31mRed", "", exchange.response.body);
}

void ControlCharacters(Stream& stream, const Exchange&) {
  SendResponse(stream, "400 Bad Request", "X-Request-Id: \x1b]0;title\x07\r\n",
               R"({"error_code":"CTS.0003",)"
               R"("error_msg":"\u001b[2J\u0007\u0000\r\nError: forged \u202e line"})");
}

void LongMessage(Stream& stream, const Exchange&) {
  SendResponse(stream, "400 Bad Request", kJson, Envelope(std::string(5'000'000, 'm')));
}

// Like a gateway that rejects a signature: the message repeats the whole request.
void Echo(Stream& stream, const Exchange& exchange) {
  std::string message =
      "canonical request " + exchange.request.method + " " + exchange.request.target;
  for (const auto& [name, value] : exchange.request.headers) message += "|" + name + ":" + value;
  SendResponse(stream, "400 Bad Request", kJson, Envelope(message + "|" + exchange.request.body));
}

}  // namespace

FaultList StatusFaults() {
  return {
      StatusWithoutBody(101, "Switching Protocols", "Upgrade: h2c\r\nConnection: Upgrade\r\n"),
      StatusWithoutBody(204, "No Content"),
      StatusWithoutBody(304, "Not Modified"),
      Status(400, "Bad Request"),
      Status(401, "Unauthorized", "WWW-Authenticate: Basic realm=\"cts\"\r\n"),
      Status(403, "Forbidden"),
      Status(404, "Not Found"),
      Status(407, "Proxy Authentication Required", "Proxy-Authenticate: Basic realm=\"proxy\"\r\n"),
      Status(413, "Content Too Large"),
      Status(429, "Too Many Requests"),
      Throttled("too-long", "3600"),
      Throttled("negative", "-5"),
      Throttled("not-a-number", "soon"),
      Throttled("overflow", "99999999999999999999"),
      Status(500, "Internal Server Error"),
      Status(502, "Bad Gateway"),
      Status(503, "Service Unavailable"),
      Status(504, "Gateway Timeout"),
      {"status-999", "status 999 with a terminal escape sequence in its reason phrase", Status999},
      Redirect(301),
      Redirect(302),
      Redirect(303),
      Redirect(307),
      Redirect(308),
      {"redirect-loop", "307 to the same address", RedirectLoop},
      {"control-characters", "400 with terminal escape sequences in its message and request ID",
       ControlCharacters},
      {"long-message", "400 with a message of 5 MB", LongMessage},
      {"echo", "400 with a message that repeats the whole request, including credentials", Echo},
  };
}

}  // namespace fault_server
