// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/url.h"

#include <algorithm>
#include <array>
#include <utility>

#include "provider/text/ascii.h"

namespace provider::http {
namespace {

constexpr std::string_view kSchemeEnd = "://";
constexpr std::string_view kNameCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";
constexpr std::string_view kUserInfoCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:~!$&'()*+,;=%@";
constexpr std::string_view kIpv6Characters = "0123456789abcdefABCDEF:.";
constexpr std::array<std::pair<std::string_view, int>, 4> kDefaultPorts{
    {{"http", 80}, {"https", 443}, {"socks5", 1080}, {"socks5h", 1080}}};

bool ConsistsOf(std::string_view text, std::string_view characters) {
  return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

// Whether each '%' begins a valid escape. Parsers differ on an invalid one: some keep the text,
// others refuse it.
bool HasWholeEscapes(std::string_view text) {
  constexpr std::string_view kHexDigits = "0123456789abcdefABCDEF";
  for (auto at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
    if (text.size() < at + 3 || !ConsistsOf(text.substr(at + 1, 2), kHexDigits)) return false;
  }
  return true;
}

}  // namespace

UrlParts SplitUrl(std::string_view text) {
  UrlParts parts;
  if (const auto end = text.find(kSchemeEnd); end != std::string_view::npos) {
    parts.scheme = text.substr(0, end);
    text.remove_prefix(end + kSchemeEnd.size());
  }
  if (const auto hash = text.find('#'); hash != std::string_view::npos) {
    parts.fragment = text.substr(hash + 1);
    text = text.substr(0, hash);
  }
  if (const auto mark = text.find('?'); mark != std::string_view::npos) {
    parts.query = text.substr(mark + 1);
    text = text.substr(0, mark);
  }
  parts.authority = text.substr(0, text.find('/'));
  parts.path = text.substr(parts.authority.size());
  return parts;
}

HostAndPort SplitHostAndPort(std::string_view authority) {
  const auto bracket = authority.starts_with('[') ? authority.find(']') : std::string_view::npos;
  const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon == std::string_view::npos) return {authority, {}, false};
  return {authority.substr(0, colon), authority.substr(colon + 1), true};
}

std::optional<int> ParsePort(std::string_view text) {
  constexpr std::size_t kLongest = 5;
  constexpr int kMost = 65'535;
  const auto port = text.size() <= kLongest ? text::ParseInteger<int>(text) : std::nullopt;
  return port && *port > 0 && *port <= kMost ? port : std::nullopt;
}

std::optional<Url> ParseUrl(std::string_view text) {
  if (!std::ranges::all_of(text, text::IsGraphic)) return std::nullopt;
  const UrlParts parts = SplitUrl(text);
  Url url;
  url.scheme = text::AsciiLower(parts.scheme);
  const auto* scheme = std::find_if(kDefaultPorts.begin(), kDefaultPorts.end(),
                                    [&url](const auto& each) { return each.first == url.scheme; });
  if (scheme == kDefaultPorts.end()) return std::nullopt;
  url.port = scheme->second;

  auto authority = parts.authority;
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    url.user_info = authority.substr(0, at);
    if (!ConsistsOf(url.user_info, kUserInfoCharacters) || !HasWholeEscapes(url.user_info)) {
      return std::nullopt;
    }
    authority.remove_prefix(at + 1);
  }
  url.shown = authority;
  auto [host, port_text, has_port] = SplitHostAndPort(authority);
  if (host.starts_with('[')) {
    if (!host.ends_with(']')) return std::nullopt;
    host = host.substr(1, host.size() - 2);
    if (!ConsistsOf(host, kIpv6Characters)) return std::nullopt;
  } else if (!ConsistsOf(host, kNameCharacters)) {
    return std::nullopt;
  }
  url.host = host;
  if (!has_port) return url;
  const auto port = ParsePort(port_text);
  if (!port) return std::nullopt;
  url.port = *port;
  return url;
}

}  // namespace provider::http
