// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Connections that break, stall or are slow, at every point of a response.

#include <fmt/format.h>

#include "tests/support/fault_server/exchange.h"

namespace fault_server {
namespace {

struct Point {
  std::string_view name;
  std::string_view description;
  std::string (*sent_before)(const Exchange& exchange);  // the part of the response
};

std::string WholeResponse(const Exchange& exchange) {
  return exchange.HeadFor(exchange.response.body) + exchange.response.body;
}

constexpr Point kPoints[] = {
    {"before-response", "after the request is read", [](const Exchange&) { return std::string(); }},
    {"in-status", "in the middle of the status line",
     [](const Exchange&) { return std::string("HTTP/1.1 2"); }},
    {"in-headers", "in the middle of the headers",
     [](const Exchange&) { return std::string("HTTP/1.1 200 OK\r\nContent-Ty"); }},
    {"after-headers", "between headers and body",
     [](const Exchange& exchange) { return exchange.HeadFor(exchange.response.body); }},
    {"in-body", "in the middle of the body",
     [](const Exchange& exchange) {
       const auto& body = exchange.response.body;
       return exchange.HeadFor(body) + body.substr(0, body.size() / 2);
     }},
    {"after-body", "after the last byte of the response", WholeResponse},
};

void SlowHeaders(Stream& stream, const Exchange& exchange) {
  const auto& body = exchange.response.body;
  if (!stream.WriteSlowly(exchange.HeadFor(body), exchange.settings.interval)) return;
  stream.Write(body);
  stream.CloseCleanly();
}

void SlowBody(Stream& stream, const Exchange& exchange) {
  const auto& body = exchange.response.body;
  if (!stream.Write(exchange.HeadFor(body))) return;
  if (stream.WriteSlowly(body, exchange.settings.interval)) stream.CloseCleanly();
}

void ByteByByte(Stream& stream, const Exchange& exchange) {
  const std::string response = WholeResponse(exchange);
  if (stream.WriteSlowly(response, std::chrono::milliseconds(0))) stream.CloseCleanly();
}

void HalfClose(Stream& stream, const Exchange&) {
  stream.HalfClose();
  Drain(stream);
}

}  // namespace

FaultList ConnectionFaults() {
  FaultList faults;
  for (const Point& point : kPoints) {
    faults.push_back({fmt::format("reset-{}", point.name), fmt::format("RST {}", point.description),
                      [sent_before = point.sent_before](Stream& stream, const Exchange& exchange) {
                        stream.Write(sent_before(exchange));
                        stream.Reset();
                      }});
  }
  for (const Point& point : kPoints) {
    faults.push_back({fmt::format("close-{}", point.name),
                      fmt::format("FIN {}, without a TLS close_notify", point.description),
                      [sent_before = point.sent_before](Stream& stream, const Exchange& exchange) {
                        stream.Write(sent_before(exchange));
                        stream.Close();
                      }});
  }
  for (const Point& point : kPoints) {
    faults.push_back({fmt::format("stall-{}", point.name),
                      fmt::format("stalls {}; the connection stays open", point.description),
                      [sent_before = point.sent_before](Stream& stream, const Exchange& exchange) {
                        stream.Write(sent_before(exchange));
                        Drain(stream);
                      }});
  }
  faults.push_back({"half-close", "FIN without a response; the server keeps reading", HalfClose});
  faults.push_back({"slow-headers", "headers one byte at a time, with pauses", SlowHeaders});
  faults.push_back({"slow-body", "body one byte at a time, with pauses", SlowBody});
  faults.push_back({"byte-by-byte", "the response one byte at a time, without pauses", ByteByByte});
  return faults;
}

}  // namespace fault_server
