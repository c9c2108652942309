// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Parses URLs, for sending and for signing.
//
// Do not loosen ParseUrl: it reads the host for messages and NO_PROXY, and libcurl reads it again
// for the connection. A URL that two parsers could read differently is refused;
// tests/fuzz/targets/url.cc compares with libcurl and Go. docs/design/adr/0011-what-stays-ours.md
// explains why this does not use CURLU.

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace provider::http {

// A URL split at its delimiters, whether it is valid or not.
struct UrlParts {
  std::string_view scheme;  // empty if there is no "://"
  std::string_view authority;
  std::string_view path;      // begins with '/', or is empty
  std::string_view query;     // without '?'
  std::string_view fragment;  // without '#'
};

// The parts point into `text`.
[[nodiscard]] UrlParts SplitUrl(std::string_view text);

// An authority without its user info, split before its port.
struct HostAndPort {
  std::string_view host;  // IPv6 with brackets
  std::string_view port;  // without ':'
  bool has_port = false;  // also true for "host:", whose port is empty
};
[[nodiscard]] HostAndPort SplitHostAndPort(std::string_view authority);

// A number from 1 to 65535 with at most five digits, the limit of libcurl.
[[nodiscard]] std::optional<int> ParsePort(std::string_view text);

struct Url {
  std::string scheme;     // lower case
  std::string user_info;  // percent-encoded, without '@'
  std::string host;       // an IPv6 address without brackets
  int port = 0;           // the scheme's default if the URL has none

  // For messages: the host, and the port if the URL has one.
  std::string shown;
};

// Parses an absolute, percent-encoded URL of scheme http, https, socks5 or socks5h. nullopt if it
// is anything else.
[[nodiscard]] std::optional<Url> ParseUrl(std::string_view text);

}  // namespace provider::http
