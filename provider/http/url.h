// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The parts of a URL that decide where a request goes.
//
// Wrong to loosen: the host is read here for messages and NO_PROXY, and by libcurl for the
// connection. Whatever two parsers could read differently is refused.

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace provider::http {

struct Url {
  std::string scheme;     // lower case
  std::string user_info;  // percent-encoded, without '@'
  std::string host;       // an IPv6 address without its brackets
  int port = 0;           // the scheme's own where none is written

  // For messages: the host, with its port where one is written.
  std::string shown;
};

// An absolute URL, percent-encoded, of scheme http, https, socks5 or socks5h; else nullopt.
[[nodiscard]] std::optional<Url> ParseUrl(std::string_view text);

}  // namespace provider::http
