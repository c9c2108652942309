// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// One HTTP exchange as the stand-in sees it, independent of any HTTP library.
//
// The target is kept as received: a signature covers its percent-escapes, and different targets can
// have the same decoded path.

#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace standin {

struct IgnoreCase {
  using is_transparent = void;
  [[nodiscard]] bool operator()(std::string_view a, std::string_view b) const;
};

using Headers = std::multimap<std::string, std::string, IgnoreCase>;

struct Call {
  std::string method;
  std::string target;  // "/v3/projects?name=eu-west-0", or absolute when sent to a proxy
  Headers headers{};
  std::string body{};
  int remote_port = 0;

  // Values of a repeated header are joined with commas; a missing one is empty.
  [[nodiscard]] std::string Header(std::string_view name) const;
  [[nodiscard]] bool HasHeader(std::string_view name) const;
  // Still percent-encoded, without query and without scheme and host.
  [[nodiscard]] std::string_view Path() const;
  [[nodiscard]] std::string_view Query() const;
  // Decoded value of the first parameter of that name; a missing one is empty.
  [[nodiscard]] std::string Parameter(std::string_view name) const;
};

struct Answer {
  int status = 200;
  std::string body{};
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers{};
};

// An invalid escape is not changed.
[[nodiscard]] std::string PercentDecode(std::string_view text);

// Splits at every separator; "a&&b" has three parts, "" has one.
[[nodiscard]] std::vector<std::string_view> Split(std::string_view text, char separator);

// The envelope of CTS itself: {"error_code", "error_msg"}.
[[nodiscard]] Answer CtsError(int status, std::string_view code, std::string_view message);

// The envelope of the gateway, which also carries the request ID.
[[nodiscard]] Answer GatewayError(int status, std::string_view code, std::string_view message,
                                  std::string_view request_id);

// The envelope of IAM: {"error": {"code": 403, "message", "title"}}; the code is a number.
[[nodiscard]] Answer IamError(int status, std::string_view message);

}  // namespace standin
