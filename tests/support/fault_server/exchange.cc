// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/support/fault_server/exchange.h"

#include <fmt/format.h>

namespace fault_server {

std::string Exchange::Head(std::string_view more) const {
  std::string head = fmt::format("HTTP/1.1 {} {}\r\nContent-Type: {}\r\n", response.status,
                                 response.status == 201 ? "Created" : "OK", response.content_type);
  for (const auto& [name, value] : response.headers) head += fmt::format("{}: {}\r\n", name, value);
  return head + std::string(more) + "\r\n";
}

std::string Exchange::HeadFor(const std::string& body) const {
  return Head(fmt::format("Content-Length: {}\r\nConnection: close\r\n", body.size()));
}

void Exchange::Respond(Stream& stream, const std::string& body) const {
  stream.Write(HeadFor(body) + body);
  stream.CloseCleanly();
}

void SendResponse(Stream& stream, std::string_view status_line, std::string_view headers,
                  const std::string& body) {
  stream.Write(fmt::format("HTTP/1.1 {}\r\n{}Content-Length: {}\r\nConnection: close\r\n\r\n{}",
                           status_line, headers, body.size(), body));
  stream.CloseCleanly();
}

void Drain(Stream& stream) {
  std::string ignored;
  while (ignored.size() < 1U << 20U && stream.Read(ignored)) {
  }
}

}  // namespace fault_server
