// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Connections that break, stall or are slow, at every point of a response.

#include <fmt/format.h>

#include "tests/support/fault_server/exchange.h"

namespace fault_server {
namespace {

struct Point {
  std::string_view name;
  std::string_view what;
  std::string (*sent)(const Exchange& exchange);  // the part of the response that was sent before
};

std::string Whole(const Exchange& exchange) {
  return exchange.HeadFor(exchange.right.body) + exchange.right.body;
}

constexpr Point kPoints[] = {
    {"before-answer", "once the request is read", [](const Exchange&) { return std::string(); }},
    {"in-status", "in the middle of the status line",
     [](const Exchange&) { return std::string("HTTP/1.1 2"); }},
    {"in-headers", "in the middle of the headers",
     [](const Exchange&) { return std::string("HTTP/1.1 200 OK\r\nContent-Ty"); }},
    {"after-headers", "between headers and body",
     [](const Exchange& exchange) { return exchange.HeadFor(exchange.right.body); }},
    {"in-body", "in the middle of the body",
     [](const Exchange& exchange) {
       const auto& body = exchange.right.body;
       return exchange.HeadFor(body) + body.substr(0, body.size() / 2);
     }},
    {"after-body", "after the last byte of the answer", Whole},
};

void SlowHeaders(Stream& stream, const Exchange& exchange) {
  const auto& body = exchange.right.body;
  if (!stream.WriteSlowly(exchange.HeadFor(body), exchange.settings.interval)) return;
  stream.Write(body);
  stream.CloseCleanly();
}

void SlowBody(Stream& stream, const Exchange& exchange) {
  const auto& body = exchange.right.body;
  if (!stream.Write(exchange.HeadFor(body))) return;
  if (stream.WriteSlowly(body, exchange.settings.interval)) stream.CloseCleanly();
}

void ByteByByte(Stream& stream, const Exchange& exchange) {
  if (stream.WriteSlowly(Whole(exchange), std::chrono::milliseconds(0))) stream.CloseCleanly();
}

void HalfClose(Stream& stream, const Exchange&) {
  stream.HalfClose();
  Ignore(stream);
}

}  // namespace

FaultList ConnectionFaults() {
  FaultList faults;
  for (const Point& point : kPoints) {
    faults.push_back({fmt::format("reset-{}", point.name), fmt::format("RST {}", point.what),
                      [sent = point.sent](Stream& stream, const Exchange& exchange) {
                        stream.Write(sent(exchange));
                        stream.Reset();
                      }});
  }
  for (const Point& point : kPoints) {
    faults.push_back({fmt::format("close-{}", point.name),
                      fmt::format("FIN {}, no close_notify of TLS", point.what),
                      [sent = point.sent](Stream& stream, const Exchange& exchange) {
                        stream.Write(sent(exchange));
                        stream.Close();
                      }});
  }
  for (const Point& point : kPoints) {
    faults.push_back({fmt::format("silence-{}", point.name),
                      fmt::format("nothing more {}, the connection stays open", point.what),
                      [sent = point.sent](Stream& stream, const Exchange& exchange) {
                        stream.Write(sent(exchange));
                        Ignore(stream);
                      }});
  }
  faults.push_back({"half-close", "FIN without an answer, keeps reading", HalfClose});
  faults.push_back({"slow-headers", "headers one byte at a time, with pauses", SlowHeaders});
  faults.push_back({"slow-body", "body one byte at a time, with pauses", SlowBody});
  faults.push_back({"byte-by-byte", "the answer one byte at a time, without pauses", ByteByByte});
  return faults;
}

}  // namespace fault_server
