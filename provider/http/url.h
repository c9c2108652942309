// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// URLs: where a request goes, and what of it is signed.
//
// Do not loosen ParseUrl: it reads the host for messages and NO_PROXY, libcurl reads it again for
// the connection. Whatever two parsers could read differently is refused; tests/fuzz/targets/url.cc
// compares with libcurl and Go. Why this is not CURLU: docs/design/adr/0011-what-stays-ours.md.

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace provider::http {

// A URL cut at its delimiters, whatever it consists of.
struct UrlParts {
  std::string_view scheme;  // empty when there is no "://"
  std::string_view authority;
  std::string_view path;      // begins with '/', or is empty
  std::string_view query;     // without '?'
  std::string_view fragment;  // without '#'
};

// The parts point into `text`.
[[nodiscard]] UrlParts SplitUrl(std::string_view text);

// An authority without its user info, cut before its port.
struct HostAndPort {
  std::string_view host;  // IPv6 with its brackets
  std::string_view port;  // without ':'
  bool has_port = false;  // "host:" has one, which is empty
};
[[nodiscard]] HostAndPort SplitHostAndPort(std::string_view authority);

// A number from 1 to 65535, written in at most five digits: libcurl takes no more.
[[nodiscard]] std::optional<int> ParsePort(std::string_view text);

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
